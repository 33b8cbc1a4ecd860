/**
 * Gains of hybrids over their parents at equal cost: the probability that a trial of the hybrid goes better than one of the
 * parent, the ratio of their expected running times, and the difference of the shares that they solved.
 */
import { randomStream } from '../../random/random.ts';
import type { Estimate } from '../../statistics/bootstrap.ts';
import { expectedRunningTime } from '../../statistics/expected-running-time.ts';
import { type RunningTimeRatio, runningTimeRatio } from '../../statistics/running-time-ratio.ts';
import { shareDifference } from '../../statistics/share-difference.ts';
import { probabilityOfSuperiority } from '../../statistics/superiority.ts';
import type { CostObservation } from '../../statistics/survival.ts';
import { isFinished, placesOf, solvingCost, type VerdictTrial } from '../../statistics/trial-order.ts';
import type { RunFile } from '../../store/run-file.ts';
import { repeatedTrial } from '../../tournament/summarise.ts';
import type { Hybrid, Parent } from './hybrids.ts';

/** Trials of one contestant on one task that count: those that were solved or came to their end. */
export interface Played {
  readonly name: string;
  readonly trials: readonly VerdictTrial[];
  readonly solved: number;
  /** Number of trials of which a later part had begun. */
  readonly handed: number;
  /** Expected running time in MACs; null where nothing was solved. */
  readonly macs: number | null;
}

export interface Gain {
  readonly task: string;
  readonly hybrid: string;
  readonly parent: string;
  /** True where the parent has the hybrid's net, its start included. */
  readonly hasSameNet: boolean;
  /** True where the hybrid has no other parent that did better on the task. */
  readonly isBetterParent: boolean;
  readonly handover: Hybrid['handover'];
  readonly solved: { readonly hybrid: number; readonly parent: number };
  readonly trials: { readonly hybrid: number; readonly parent: number };
  /** Probability that a trial of the hybrid goes better. */
  readonly better: Estimate;
  /** Running time of the parent for one of the hybrid: above 1 the hybrid is cheaper. */
  readonly ratio: RunningTimeRatio;
  /** Share solved by the hybrid less that of the parent. */
  readonly difference: Estimate;
  /** Number of the hybrid's trials in which a part handed over; null for a memetic one. */
  readonly handed: number | null;
  /** Running time of the hybrid in MACs; null where it solved nothing. */
  readonly macs: number | null;
}

/** Verdict on a gain, from the interval of the probability: 0.5 within it may be chance. */
export const verdictOf = ({ better }: Pick<Gain, 'better'>): 'gain' | 'loss' | 'open' =>
  better.low > 0.5 ? 'gain' : better.high < 0.5 ? 'loss' : 'open';

export interface GainOptions {
  readonly seed: number;
  readonly resamples: number;
  readonly confidence: number;
}

/** Gains over each parent on each task, the hybrids in their order, the better parent first. */
export function gainsOf(run: RunFile, hybrids: readonly Hybrid[], options: GainOptions): readonly Gain[] {
  const played = playedIn(run);
  return run.spec().tasks.flatMap(({ label }) =>
    hybrids.flatMap((hybrid) => {
      const own = played(label, hybrid.contestant.name);
      const parents = hybrid.parents
        .map((parent) => ({ parent, played: played(label, parent.contestant.name) }))
        .filter((one) => one.played.trials.length > 0);
      if (own.trials.length === 0 || parents.length === 0) return [];
      const ranked = parents.sort((one, other) => inOrder(one.played, other.played));
      return ranked.map((one, place) =>
        gainOf(label, { hybrid, own, ...one, isBetterParent: place === 0 }, options),
      );
    }),
  );
}

interface Pair {
  readonly hybrid: Hybrid;
  readonly own: Played;
  readonly parent: Parent;
  readonly played: Played;
  readonly isBetterParent: boolean;
}

function gainOf(
  task: string,
  { hybrid, own, parent, played, isBetterParent }: Pair,
  { seed, resamples, confidence }: GainOptions,
): Gain {
  const [places, others] = placesOf([own.trials, played.trials]) as [number[], number[]];
  const most = Math.max(...[...own.trials, ...played.trials].map(({ macs }) => macs));
  const side = ({ trials }: Played) => ({ observations: trials.map(observation), costOfFailure: most });
  const random = randomStream(seed, 'handover', task, own.name, played.name);
  return {
    task,
    ...{ hybrid: own.name, parent: played.name, hasSameNet: parent.hasSameNet, isBetterParent },
    handover: hybrid.handover,
    solved: { hybrid: own.solved, parent: played.solved },
    trials: { hybrid: own.trials.length, parent: played.trials.length },
    better: probabilityOfSuperiority(places, others, confidence),
    ratio: runningTimeRatio(side(own), side(played), { random, resamples, confidence }),
    difference: shareDifference(shareOf(own), shareOf(played), confidence),
    handed: hybrid.handover === null ? null : own.handed,
    macs: own.macs,
  };
}

const shareOf = ({ solved, trials }: Played) => ({ successes: solved, trials: trials.length });

const observation = (trial: VerdictTrial): CostObservation => ({
  outcome: trial.solved ? 'solved' : trial.stop === 'exploded' ? 'never' : 'censored',
  cost: trial.solved ? solvingCost(trial) : trial.macs,
});

/** Order of contestants on a task: the lower running time first, then the one whose trials go better in more pairs. */
function inOrder(one: Played, other: Played): number {
  const [cost, otherCost] = [one.macs ?? Number.POSITIVE_INFINITY, other.macs ?? Number.POSITIVE_INFINITY];
  if (cost !== otherCost) return cost - otherCost;
  const [places, others] = placesOf([one.trials, other.trials]) as [number[], number[]];
  return 0.5 - probabilityOfSuperiority(places, others).value;
}

/** Trials of a contestant on a task, by their names. */
function playedIn(run: RunFile): (task: string, contestant: string) => Played {
  const { tasks } = run.spec();
  const key = (task: string, contestant: string) => JSON.stringify([task, contestant]);
  const stored = Map.groupBy(run.trials(), ({ task, contestant }) => key(task, contestant));
  return (label, name) => {
    const { success } = tasks.find((task) => task.label === label)!.facts;
    const ended = (stored.get(key(label, name)) ?? []).flatMap(({ id, repetition, result }) => {
      const trial = result === null ? null : repeatedTrial(repetition, result, success);
      return trial !== null && isFinished(trial) ? [{ id, trial }] : [];
    });
    const trials = ended.map(({ trial }) => trial);
    return {
      ...{ name, trials },
      solved: trials.filter((trial) => trial.solved).length,
      handed: ended.filter(({ id }) => hasHandedOver(run, id)).length,
      macs: expectedRunningTime(trials.map(observation)),
    };
  };
}

/** True where a validation of the trial was of a later part. */
const hasHandedOver = (run: RunFile, id: string): boolean =>
  run.metrics(id).some(({ inside: { part } }) => typeof part === 'number' && part > 1);
