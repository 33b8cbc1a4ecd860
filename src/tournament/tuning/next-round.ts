/**
 * Rounds of a tuning, as changes of its spec: the candidates that go on get a larger share of the budget, the others
 * stay as they are. Pure: the spec says which round it is in, and the results who goes on.
 */
import type { VerdictTrial } from '../../statistics/trial-order.ts';
import type { Contestant, TournamentSpec } from '../spec/tournament.ts';
import { trialsOf } from '../spec/trials-of.ts';
import type { TuningSearch } from '../spec/tuning.ts';
import { contestantsByTask, type SummarisedResult } from '../summarise.ts';
import { survivors } from './halving.ts';

type Results = ReadonlyMap<string, SummarisedResult>;

/** Contestant with that share of the budget. */
export function withShare({ budgetShare: _, ...contestant }: Contestant, share: number): Contestant {
  return share === 1 ? contestant : { ...contestant, budgetShare: share };
}

const shareOf = ({ budgetShare = 1 }: Contestant): number => budgetShare;

/** Index of the round that a tuning is in, from 0: the last one for which any candidate has its share. */
export function roundOf({ tuning, contestants }: TournamentSpec): number {
  const most = Math.max(0, ...contestants.map(shareOf));
  return Math.max(
    0,
    (tuning?.rounds ?? []).findIndex(({ share }) => share === most),
  );
}

/** Ids of the trials of the present round: those of candidates that have its share. */
export function trialsOfRound(spec: TournamentSpec): string[] {
  const most = Math.max(0, ...spec.contestants.map(shareOf));
  return trialsOf(spec).flatMap(({ id, contestant }) => (shareOf(contestant) === most ? [id] : []));
}

/**
 * Spec of the next round: the best candidates of each search have its share of the budget. Null where all trials of the
 * present round have not ended, after the last round, and for a tournament that tunes nothing.
 */
export function nextRound(spec: TournamentSpec, results: Results): TournamentSpec | null {
  const { tuning } = spec;
  const next = tuning?.rounds[roundOf(spec) + 1];
  if (tuning === undefined || next === undefined) return null;
  const hasEnded = (id: string): boolean => (results.get(id)?.stop.reason ?? 'stopped') !== 'stopped';
  if (!trialsOf(spec).every(({ id }) => hasEnded(id))) return null;
  const most = Math.max(...spec.contestants.map(shareOf));
  const present = new Set(spec.contestants.flatMap((one) => (shareOf(one) === most ? [one.name] : [])));
  const played = candidateTrials(spec, results);
  const goOn = new Set(
    tuning.searches.flatMap(({ candidates }: TuningSearch) =>
      survivors(
        candidates
          .filter((name) => present.has(name))
          .map((name) => ({ name, tasks: played.get(name) ?? [] })),
        next.candidates,
      ),
    ),
  );
  return {
    ...spec,
    contestants: spec.contestants.map((one) => (goOn.has(one.name) ? withShare(one, next.share) : one)),
  };
}

/** Trials of each candidate by its name, `[task][seed]`. */
export function candidateTrials(
  spec: TournamentSpec,
  results: Results,
): Map<string, (readonly VerdictTrial[])[]> {
  const byTask = contestantsByTask(spec, results);
  const byName = new Map<string, (readonly VerdictTrial[])[]>(spec.contestants.map(({ name }) => [name, []]));
  for (const { label } of spec.tasks) {
    for (const { name, trials } of byTask.get(label)!) byName.get(name)!.push(trials);
  }
  return byName;
}

/** Spec whose candidates have the shares that a run of the same tuning has come to. */
export function inRoundOf(planned: TournamentSpec, held: TournamentSpec): TournamentSpec {
  if (planned.tuning === undefined || held.tuning === undefined) return planned;
  const shares = new Map(held.contestants.map((one) => [one.name, shareOf(one)]));
  return {
    ...planned,
    contestants: planned.contestants.map((one) => withShare(one, shares.get(one.name) ?? shareOf(one))),
  };
}
