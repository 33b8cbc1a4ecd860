/** Summary of a tuning from the results of its trials so far. */
import { optionText } from '../../options/written.ts';
import { randomStream } from '../../random/random.ts';
import { bestOfCurve } from '../../statistics/best-of.ts';
import { sampleQuantile } from '../../statistics/bootstrap.ts';
import { importancesOf } from '../../statistics/importance.ts';
import type { RepeatedTrial } from '../../statistics/performance-profile.ts';
import { medianCostToSolve } from '../../statistics/survival.ts';
import { isFinished, worstCase } from '../../statistics/trial-order.ts';
import { costObservation } from '../../statistics/verdict-row.ts';
import type { Contestant, TournamentSpec } from '../spec/tournament.ts';
import { trialsOf } from '../spec/trials-of.ts';
import type { TuningSearch } from '../spec/tuning.ts';
import { repeatedTrial, type SummarisedResult } from '../summarise.ts';
import { bestCandidate } from './best-candidate.ts';
import { isActive } from './candidates.ts';
import { defaultSpaceOf } from './default-space.ts';
import { columnOf } from './setting-column.ts';
import { valuesOf } from './space-of.ts';
import type { CandidateSummary, SearchSummary, TuningSummary } from './tuning-summary-types.ts';

/** Candidate with the trials that ended, `[task][trial]`. */
interface Played {
  readonly contestant: Contestant;
  /** Multiply-accumulates of all its trials, those that have not ended included. */
  readonly macs: number;
  readonly tasks: readonly (readonly RepeatedTrial[])[];
}

const REMARK =
  'candidates that fell out count as they were then, so the curve may lie too low where n is small';

/**
 * Summary of the results so far; null where nothing is tuned. Pure: the same results give the same summary.
 * @param results of the trials that ended, by the trials' ids
 */
export function tuningSummary(
  spec: TournamentSpec,
  results: ReadonlyMap<string, SummarisedResult>,
): TuningSummary | null {
  const { tuning } = spec;
  if (tuning === undefined) return null;
  const played = playedOf(spec, results);
  return {
    sampler: tuning.sampler,
    seeds: spec.seeds,
    searches: tuning.searches.map((search) => summariseSearch(spec, search, played)),
    isComplete: isComplete(spec, results),
  };
}

function summariseSearch(
  { seed }: TournamentSpec,
  search: TuningSearch,
  played: ReadonlyMap<string, Played>,
): SearchSummary {
  const all = search.candidates.flatMap((name) => played.get(name) ?? []);
  const known = all.filter(({ tasks }) => tasks.some((trials) => trials.length > 0));
  const trials = known.flatMap(({ tasks }) => tasks.flat());
  const byName = new Map(known.map((one) => [one.contestant.name, one]));
  const { order, ranks } = bestCandidate(
    { candidates: [...byName.keys()] },
    new Map(known.map(({ contestant, tasks }) => [contestant.name, tasks])),
    new Map(known.map(({ contestant: { name, budgetShare = 1 } }) => [name, budgetShare])),
  );
  const base = all[0]?.contestant;
  const summaries = order.map((name) => candidateSummary(byName.get(name)!, search, base));
  const outcomes = summaries.map(({ solved, trials: ended, medianMacs }) => ({
    solved: solved / ended,
    macs: medianMacs,
  }));
  const path = [seed, 'tuning', search.contestant];
  const haveFallenOut = summaries.some(({ share }) => share < 1);
  return {
    contestant: search.contestant,
    best: summaries[0] ?? null,
    order: summaries,
    candidates: search.candidates.length,
    spentMacs: all.reduce((sum, { macs }) => sum + macs, 0),
    trials: trials.length,
    bestOf: outcomes.length < 2 ? [] : bestOfCurve(outcomes, { random: randomStream(...path, 'best-of') }),
    bestOfRemark: haveFallenOut && outcomes.length > 1 ? REMARK : null,
    importance: importancesOf(
      Object.entries(search.space).map(([setting, dimension]) =>
        columnOf(
          setting,
          dimension,
          summaries.map(({ values }) => values[setting]),
        ),
      ),
      ranks,
      path,
    ),
  };
}

function candidateSummary(
  { contestant, tasks }: Played,
  { space }: TuningSearch,
  base: Contestant | undefined,
): CandidateSummary {
  const all = valuesOf(contestant);
  const before = base === undefined ? {} : valuesOf(base);
  const conditions = { ...defaultSpaceOf(contestant.learner, contestant.architecture), ...space };
  const active = Object.keys(space).filter((name) => isActive(name, conditions, all));
  const trials = tasks.flat();
  const errors = Float64Array.from(
    trials.flatMap(({ testError }) => testError ?? []).filter(Number.isFinite),
  );
  return {
    name: contestant.name,
    changed: active
      .filter((name) => optionText(all[name]) !== optionText(before[name]))
      .map((name) => `${name}=${optionText(all[name])}`),
    values: Object.fromEntries(active.map((name) => [name, all[name]])),
    solved: trials.filter(({ solved }) => solved).length,
    trials: trials.length,
    medianMacs: medianCostToSolve(
      trials.map((trial) => costObservation(isFinished(trial) ? trial : worstCase())),
    ),
    medianError: errors.length === 0 ? null : sampleQuantile(errors.sort(), 0.5),
    ...(tasks.length === 1 ? medianScore(trials) : {}),
    share: contestant.budgetShare ?? 1,
  };
}

function medianScore(trials: readonly RepeatedTrial[]): Pick<CandidateSummary, 'medianScore'> {
  if (trials.every(({ testScore }) => testScore === undefined)) return {};
  const scores = Float64Array.from(
    trials.flatMap(({ testScore }) => testScore ?? []).filter(Number.isFinite),
  );
  return { medianScore: scores.length === 0 ? null : sampleQuantile(scores.sort(), 0.5) };
}

/** Candidates by name, with the trials of each task that have a result. */
function playedOf(
  spec: TournamentSpec,
  results: ReadonlyMap<string, SummarisedResult>,
): ReadonlyMap<string, Played> {
  const trials = Map.groupBy(trialsOf(spec), ({ contestant }) => contestant.name);
  return new Map(
    spec.contestants.map((contestant) => {
      const own = trials.get(contestant.name) ?? [];
      const tasks = spec.tasks.map(({ label, facts }) =>
        own.flatMap(({ id, repetition, task }) => {
          const result = task.label === label ? results.get(id) : undefined;
          return hasEnded(result) ? [repeatedTrial(repetition, result, facts.success)] : [];
        }),
      );
      const macs = own.reduce((sum, { id }) => sum + (results.get(id)?.cost.macs ?? 0), 0);
      return [contestant.name, { contestant, macs, tasks }];
    }),
  );
}

/** True once the last round is on and all trials have ended. */
function isComplete(spec: TournamentSpec, results: ReadonlyMap<string, SummarisedResult>): boolean {
  const { rounds, searches } = spec.tuning!;
  const whole = new Set(
    spec.contestants.filter(({ budgetShare = 1 }) => budgetShare === 1).map(({ name }) => name),
  );
  const isLastRound = searches.every(
    ({ candidates }) =>
      candidates.filter((name) => whole.has(name)).length >=
      Math.min(candidates.length, rounds.at(-1)!.candidates),
  );
  return isLastRound && trialsOf(spec).every(({ id }) => hasEnded(results.get(id)));
}

/** True for a trial that will not go on. One that goes on with a larger share of the budget counts as stopped. */
const hasEnded = (result: SummarisedResult | undefined): result is SummarisedResult =>
  result !== undefined && result.stop.reason !== 'stopped';
