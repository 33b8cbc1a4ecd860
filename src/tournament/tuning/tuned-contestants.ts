/** Result of a tuning: the contestants with the best settings that were found for each. */
import { learners } from '../../learners/index.ts';
import { NET } from '../../nets/setting.ts';
import { optionText } from '../../options/written.ts';
import type { WrittenValue } from '../spec/define-tournament.ts';
import { resolveContestant } from '../spec/resolve.ts';
import type { Contestant, TournamentSpec } from '../spec/tournament.ts';
import { trialsOf } from '../spec/trials-of.ts';
import type { Tuned, TuningSearch } from '../spec/tuning.ts';
import type { SummarisedResult } from '../summarise.ts';
import { bestCandidate } from './best-candidate.ts';
import { candidateTrials, nextRound } from './next-round.ts';

type Results = ReadonlyMap<string, SummarisedResult>;

export interface TunedContestant {
  /** Name of the offered contestant that it is derived from. */
  readonly contestant: string;
  readonly name: string;
  /** Settings in which it differs from what is offered. */
  readonly settings: Readonly<Record<string, WrittenValue>>;
  readonly tuned: Tuned;
}

/**
 * True once all trials of the last round have ended. Of a contestant whose trials have all failed no setting is the
 * best: the tuning is not at its end then.
 */
export function isTuned(spec: TournamentSpec, results: Results): boolean {
  const { tuning } = spec;
  if (tuning === undefined) return false;
  const trials = trialsOf(spec).map(({ id, contestant }) => ({
    name: contestant.name,
    reason: results.get(id)?.stop.reason ?? 'stopped',
  }));
  const known = new Set(trials.flatMap(({ name, reason }) => (reason === 'failed' ? [] : [name])));
  return (
    trials.every(({ reason }) => reason !== 'stopped') &&
    tuning.searches.every(({ candidates }) => candidates.some((name) => known.has(name))) &&
    nextRound(spec, results) === null
  );
}

/** Best candidate of each search, as a contestant of a script. */
export function tunedContestants(spec: TournamentSpec, results: Results): TunedContestant[] {
  const { tuning, contestants, seeds } = spec;
  const trials = candidateTrials(spec, results);
  const shares = new Map(contestants.map(({ name, budgetShare = 1 }) => [name, budgetShare]));
  const byName = new Map(contestants.map((one) => [one.name, one]));
  const spent = macsByContestant(spec, results);
  return (tuning?.searches ?? []).map((search) => {
    const best = byName.get(bestCandidate(search, trials, shares).name)!;
    const preset = presetOf(search, best);
    return {
      contestant: preset,
      name: search.contestant,
      settings: changedFrom(preset, best),
      tuned: {
        candidates: search.candidates.length,
        seeds,
        macs: search.candidates.reduce((sum, name) => sum + (spent.get(name) ?? 0), 0),
        sampler: tuning!.sampler,
      },
    };
  });
}

function macsByContestant(spec: TournamentSpec, results: Results): Map<string, number> {
  const macs = new Map<string, number>();
  for (const { id, contestant } of trialsOf(spec)) {
    macs.set(contestant.name, (macs.get(contestant.name) ?? 0) + (results.get(id)?.cost.macs ?? 0));
  }
  return macs;
}

const presetOf = ({ preset }: TuningSearch, { learner }: Contestant): string =>
  preset ?? learners.find((one) => one.name === learner)!.contestants[0]!.name;

function changedFrom(preset: string, best: Contestant): TunedContestant['settings'] {
  const own = resolveContestant(preset);
  const isOwnNet = own.architecture === best.architecture;
  const offered = isOwnNet ? own : resolveContestant(preset, { [NET]: best.architecture });
  const before: Readonly<Record<string, unknown>> = { ...offered.settings, ...offered.netOptions };
  const changed = Object.entries({ ...best.settings, ...best.netOptions }).filter(
    ([name, value]) => optionText(value) !== optionText(before[name]),
  );
  const net = isOwnNet ? {} : { [NET]: best.architecture };
  return { ...net, ...(Object.fromEntries(changed) as TunedContestant['settings']) };
}
