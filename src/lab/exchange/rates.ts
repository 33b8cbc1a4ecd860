/**
 * Exchange rates between the contestants that descend and those that breed: the ratio of their expected running times
 * (N. Hansen et al., IEEE Transactions on Evolutionary Computation 26 (2022)) on each task and in each unit.
 */
import { randomStream } from '../../random/random.ts';
import { expectedRunningTime } from '../../statistics/expected-running-time.ts';
import { type RunningTimeRatio, runningTimeRatio } from '../../statistics/running-time-ratio.ts';
import { costOfFailure, observationsIn, type Side } from './sides.ts';
import { units } from './units.ts';

export interface Rate {
  readonly task: string;
  readonly descent: string;
  readonly evolution: string;
  /** Number of trials solved, and of those that count. */
  readonly solved: { readonly descent: number; readonly evolution: number };
  readonly trials: { readonly descent: number; readonly evolution: number };
  /** Rates by the names of the units: cost of evolution for one of descent. */
  readonly in: Readonly<Record<string, RunningTimeRatio>>;
}

export interface RateOptions {
  /** Seed of the run: the resamples come from a stream of it. */
  readonly seed: number;
  readonly resamples: number;
  readonly confidence: number;
  /** True where failures that were not seen count; see `running-time-ratio.ts`. */
  readonly unseen: boolean;
}

/** Rates of each pair of a descending and a breeding contestant on each task, where both have trials. */
export function ratesOf(sides: readonly Side[], { seed, ...options }: RateOptions): Rate[] {
  return [...Map.groupBy(sides, ({ task }) => task).values()].flatMap((task) => {
    const played = task.filter(({ trials }) => trials.length > 0);
    return played
      .filter(({ kind }) => kind === 'descent')
      .flatMap((descent) =>
        played
          .filter(({ kind }) => kind === 'evolution')
          .map((evolution) => rateOf(descent, evolution, task, { seed, ...options })),
      );
  });
}

function rateOf(
  descent: Side,
  evolution: Side,
  task: readonly Side[],
  { seed, ...options }: RateOptions,
): Rate {
  const rates = units.map((unit) => {
    const side = (of: Side) => ({
      observations: observationsIn(of, unit),
      costOfFailure: costOfFailure(of, task, unit),
    });
    // One stream for all units, so that each is of the same resamples.
    const random = randomStream(seed, 'exchange', descent.task, descent.contestant, evolution.contestant);
    const ratio = runningTimeRatio(side(descent), side(evolution), { random, ...options });
    return [unit.name, ratio] as const;
  });
  return {
    task: descent.task,
    descent: descent.contestant,
    evolution: evolution.contestant,
    solved: { descent: descent.solved, evolution: evolution.solved },
    trials: { descent: descent.trials.length, evolution: evolution.trials.length },
    in: Object.fromEntries(rates),
  };
}

/** Best side of that kind over all tasks: the most trials solved, then the least MACs for all of them; null without any. */
export function bestOf(sides: readonly Side[], kind: Side['kind']): string | null {
  const own = Map.groupBy(
    sides.filter((side) => side.kind === kind && side.trials.length > 0),
    ({ contestant }) => contestant,
  );
  const ranked = [...own].map(([name, of]) => ({
    name,
    solved: of.reduce((sum, { solved }) => sum + solved, 0),
    macs: of.reduce((sum, { trials }) => sum + trials.reduce((all, { costs }) => all + costs.macs!, 0), 0),
  }));
  ranked.sort((one, other) => other.solved - one.solved || one.macs - other.macs);
  return ranked[0]?.name ?? null;
}

/** Expected running time of a side in MACs; null where it solved nothing. */
export const expectedMacs = (side: Side): number | null =>
  expectedRunningTime(observationsIn(side, units.find(({ name }) => name === 'macs')!));
