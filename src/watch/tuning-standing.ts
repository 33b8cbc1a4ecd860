/**
 * Standing of a tuning: for each search its candidates in the verdict's order so far, its round and its share of the
 * work. No layout.
 */
import { optionText } from '../options/written.ts';
import { medianCostToSolve } from '../statistics/survival.ts';
import { isFinished, type VerdictTrial, worstCase } from '../statistics/trial-order.ts';
import { costObservation } from '../statistics/verdict-row.ts';
import type { Contestant, TournamentSpec } from '../tournament/spec/tournament.ts';
import type { Tuning, TuningSearch } from '../tournament/spec/tuning.ts';
import type { Standing, TrialStanding } from '../tournament/standing.ts';
import { testScoreOf } from '../tournament/summarise.ts';
import { bestCandidate } from '../tournament/tuning/best-candidate.ts';
import { median } from '../words/numbers.ts';

export interface TuningStanding {
  readonly searches: readonly SearchStanding[];
  /** Spec in which each search is its best candidate so far alone, for panels that show contestants. */
  readonly bestAlone: TournamentSpec;
}

export interface SearchStanding {
  /** Index of the search, which decides colour and letter, and name of the contestant that is tuned. */
  readonly index: number;
  readonly contestant: string;
  readonly candidates: number;
  /** Number of candidates whose trials have all ended. */
  readonly ended: number;
  /** Numbers of trials that run, that have ended, and that there are. */
  readonly running: number;
  readonly endedTrials: number;
  readonly trials: number;
  /** Number of the round, from 1, of so many. */
  readonly round: number;
  readonly rounds: number;
  /** Share of the work of all rounds that is done or no longer needed, 0 to 1. */
  readonly progress: number;
  /** Multiply-accumulates spent by all trials. */
  readonly macs: number;
  /** Candidates with an ended trial, best first. */
  readonly order: readonly CandidateStanding[];
}

export interface CandidateStanding {
  readonly name: string;
  /** Searched settings in which it differs from the first candidate, which has the script's: `encoding=bits`. */
  readonly changed: readonly string[];
  readonly solved: number;
  readonly ended: number;
  readonly planned: number;
  /** Median multiply-accumulates to solve; null where fewer than half of the ended trials did. */
  readonly macsToSolve: number | null;
  /** Median share of the test answered wrong; null where no trial was tested. */
  readonly wrong: number | null;
}

/** Makes the function that gives the standing of a tuning; the same object where nothing has changed. */
export type TuningFollower = (spec: TournamentSpec, standing: Standing) => TuningStanding | null;

/** Order is costly and changes only when a trial ends, so it is kept until then. */
export function followTuning(): TuningFollower {
  let seen: { readonly spec: TournamentSpec; readonly standing: Standing } | null = null;
  let told: TuningStanding | null = null;
  const orders = new Map<string, KnownOrder>();
  return (spec, standing) => {
    if (spec.tuning === undefined) return null;
    if (told !== null && seen?.spec === spec && seen.standing === standing) return told;
    seen = { spec, standing };
    const trials = Map.groupBy(standing.values(), ({ contestant }) => contestant);
    const searches = spec.tuning.searches.map((search, index) =>
      searchStanding(spec, spec.tuning!, search, index, trials, orders),
    );
    const bestAlone = bestAloneOf(spec, searches);
    told = { searches, bestAlone: isSame(told?.bestAlone, bestAlone) ? told!.bestAlone : bestAlone };
    return told;
  };
}

interface KnownOrder {
  readonly results: readonly TrialStanding['result'][];
  readonly order: readonly CandidateStanding[];
}

type TrialsOf = ReadonlyMap<string, readonly TrialStanding[]>;

function searchStanding(
  spec: TournamentSpec,
  tuning: Tuning,
  search: TuningSearch,
  index: number,
  trials: TrialsOf,
  orders: Map<string, KnownOrder>,
): SearchStanding {
  const own = search.candidates.map((name) => trials.get(name) ?? []);
  const results = own.flatMap((some) => some.map(({ result }) => result));
  const known = orders.get(search.contestant);
  const isKnown =
    known?.results.length === results.length && known.results.every((one, place) => one === results[place]);
  const order = isKnown ? known!.order : orderOf(spec, search, trials);
  if (!isKnown) orders.set(search.contestant, { results, order });
  const shares = sharesOf(spec, search);
  const furthest = Math.max(...shares.values());
  const all = own.flat();
  return {
    index,
    contestant: search.contestant,
    candidates: search.candidates.length,
    ended: own.filter((some) => some.length > 0 && some.every(({ result }) => result !== null)).length,
    running: all.filter(({ state }) => state === 'running').length,
    endedTrials: results.filter((result) => result !== null).length,
    trials: all.length,
    round:
      Math.max(
        0,
        tuning.rounds.findLastIndex(({ share }) => share <= furthest),
      ) + 1,
    rounds: tuning.rounds.length,
    progress: progressOf(tuning, search, shares, trials),
    macs: all.reduce((sum, { cost }) => sum + cost.macs, 0),
    order,
  };
}

/** Shares of the budget that candidates have come to, by name. */
function sharesOf({ contestants }: TournamentSpec, { candidates }: TuningSearch): Map<string, number> {
  const byName = new Map(contestants.map((one) => [one.name, one]));
  return new Map(candidates.map((name) => [name, byName.get(name)?.budgetShare ?? 1]));
}

/** Work that is done, in whole budgets, over that of all rounds. */
function progressOf(
  { rounds }: Tuning,
  { candidates }: TuningSearch,
  shares: ReadonlyMap<string, number>,
  trials: TrialsOf,
): number {
  const each = Math.max(0, ...candidates.map((name) => trials.get(name)?.length ?? 0));
  const planned = rounds.reduce(
    (sum, { candidates: count, share }, round) => sum + count * (share - (rounds[round - 1]?.share ?? 0)),
    0,
  );
  const done = candidates.reduce((sum, name) => {
    const spent = (trials.get(name) ?? []).reduce((total, trial) => total + trial.spent, 0);
    return sum + shares.get(name)! * spent;
  }, 0);
  const share = planned * each === 0 ? 0 : done / (planned * each);
  // Sums of thirds are rounded: the whole work is whole all the same.
  return share > 1 - 1e-9 ? 1 : share;
}

function orderOf(spec: TournamentSpec, search: TuningSearch, trials: TrialsOf): CandidateStanding[] {
  const begun = search.candidates.filter((name) =>
    (trials.get(name) ?? []).some(({ result }) => result !== null),
  );
  if (begun.length === 0) return [];
  const played = new Map(
    begun.map((name) => [name, spec.tasks.map((task) => verdictTrials(task, trials.get(name)!))]),
  );
  const shares = sharesOf(spec, search);
  const byName = new Map(spec.contestants.map((one) => [one.name, one]));
  const first = byName.get(search.candidates[0]!);
  return bestCandidate({ candidates: begun }, played, shares).order.map((name) =>
    candidateStanding(
      byName.get(name)!,
      first,
      Object.keys(search.space),
      trials.get(name)!,
      played.get(name)!.flat(),
    ),
  );
}

function verdictTrials({ label, facts }: TournamentSpec['tasks'][number], trials: readonly TrialStanding[]) {
  return trials
    .filter(({ task }) => task === label)
    .flatMap(({ result }) =>
      result === null
        ? []
        : [
            {
              solved: result.solved,
              testError: result.testError,
              testLoss: result.testLoss,
              ...testScoreOf(facts.success, result),
              macsToSolve: result.costToSolve?.macs ?? null,
              macs: result.cost.macs,
              stop: result.stop.reason,
            },
          ],
    );
}

function candidateStanding(
  contestant: Contestant,
  first: Contestant | undefined,
  searched: readonly string[],
  trials: readonly TrialStanding[],
  outcomes: readonly VerdictTrial[],
): CandidateStanding {
  const results = trials.flatMap(({ result }) => result ?? []);
  const assignments = (one: Contestant): string[] => {
    const values: Readonly<Record<string, unknown>> = { ...one.settings, ...one.netOptions };
    return searched.filter((name) => name in values).map((name) => `${name}=${optionText(values[name])}`);
  };
  const given = new Set(first === undefined ? [] : assignments(first));
  return {
    name: contestant.name,
    changed: assignments(contestant).filter((assignment) => !given.has(assignment)),
    solved: results.filter(({ solved }) => solved).length,
    ended: results.length,
    planned: trials.length,
    macsToSolve: medianCostToSolve(
      outcomes.map((trial) => costObservation(isFinished(trial) ? trial : worstCase())),
    ),
    wrong: median(results.flatMap(({ testError }) => testError ?? [])),
  };
}

/** Spec with each search's best candidate so far, or its first, and with contestants that are not tuned. */
function bestAloneOf(spec: TournamentSpec, searches: readonly SearchStanding[]): TournamentSpec {
  const { tuning, contestants } = spec;
  const byName = new Map(contestants.map((one) => [one.name, one]));
  const kept = tuning!.searches.flatMap(({ candidates }, index) => {
    const one = byName.get(searches[index]!.order[0]?.name ?? candidates[0]!);
    return one === undefined ? [] : [one];
  });
  const tuned = new Set(tuning!.searches.flatMap(({ candidates }) => candidates));
  return { ...spec, contestants: [...kept, ...contestants.filter(({ name }) => !tuned.has(name))] };
}

/** True for specs of the same contestants. */
const isSame = (one: TournamentSpec | undefined, other: TournamentSpec): boolean =>
  one?.contestants.length === other.contestants.length &&
  one.contestants.every((contestant, index) => contestant === other.contestants[index]);
