/**
 * Estimate of a tournament's duration: every contestant is tried for a moment on every task, and the time of a
 * multiply-accumulate, an update and an evaluation is multiplied by its budget. A bound, not a forecast, since a trial
 * that solves its task ends before its budget is spent.
 */

import { passMacs } from '../../nets/net-of.ts';
import { log } from '../../numeric/elementary.ts';
import { screenSize } from '../spec/success.ts';
import type { Budget, Contestant, TaskChoice, TournamentSpec, TrialSpec } from '../spec/tournament.ts';
import { type Trying, type TryOptions, tryContestant } from './try-contestant.ts';
import { unitMacs, wantOf } from './workload.ts';

/** Trials of one contestant on one task. */
export interface PairEstimate {
  /** Label of the task. */
  readonly task: string;
  readonly contestant: string;
  readonly repetitions: readonly number[];
  /** Seconds of one trial; null where it could not be tried. */
  readonly secondsAtMost: number | null;
  /** True for a pair that was tried itself; false for one that is inferred from others. */
  readonly measured: boolean;
  /** Failure of the trial when it was tried. */
  readonly failure: string | null;
}

export interface Estimate {
  readonly pairs: readonly PairEstimate[];
  /** Seconds of all trials together on so many workers; null where a pair's is not known. */
  readonly secondsAtMost: number | null;
  readonly workers: number;
}

export interface EstimateOptions extends TryOptions {
  readonly workers: number;
  /** Seconds after which no further pair is tried. Default 10. */
  readonly within?: number;
  /** Share of its budget that a trial has spent already, 0 to 1, by trial id. */
  readonly spent?: ((trialId: string) => number) | undefined;
}

/** Spacing of validations, as in `trial.ts`: they begin at ten times the cost of a screening and are a tenth apart. */
const SPACING = { first: 10, ratio: 1.1 };

interface Pair {
  readonly task: TaskChoice;
  readonly contestant: Contestant;
  readonly budget: Budget;
  readonly trials: readonly TrialSpec[];
}

/**
 * Estimates the duration.
 * @param trials those of the tournament that are still to be played
 */
export async function estimateDuration(
  spec: TournamentSpec,
  trials: readonly TrialSpec[],
  options: EstimateOptions,
): Promise<Estimate> {
  const { workers, spent = () => 0 } = options;
  const pairs = pairsOf(spec, trials);
  const tried = await tryPairs(spec, pairs, options);
  const estimates = pairs.map((pair) => {
    const own = tried.get(pair);
    const known = own?.cost ? own : inferred(pair, tried);
    const secondsAtMost = known === null ? null : trialSeconds(pair, known);
    return {
      task: pair.task.label,
      contestant: pair.contestant.name,
      repetitions: pair.trials.map(({ repetition }) => repetition),
      secondsAtMost,
      measured: own?.cost != null,
      failure: own?.failure ?? null,
    };
  });
  const each = estimates.flatMap(({ secondsAtMost }, index) =>
    pairs[index]!.trials.map(({ id }) => (secondsAtMost ?? 0) * (1 - spent(id))),
  );
  const isKnown = estimates.every(({ secondsAtMost }) => secondsAtMost !== null);
  return { pairs: estimates, secondsAtMost: isKnown ? inParallel(each, workers) : null, workers };
}

/** Pairs in the order of the tournament's tasks, and on each of its contestants. */
function pairsOf({ tasks, contestants }: TournamentSpec, trials: readonly TrialSpec[]): Pair[] {
  const key = (label: string, name: string) => JSON.stringify([label, name]);
  const byPair = Map.groupBy(trials, ({ task, contestant }) => key(task.label, contestant.name));
  return tasks.flatMap(({ label }) =>
    contestants.flatMap(({ name }) => {
      const own = byPair.get(key(label, name));
      if (own === undefined) return [];
      const { task, contestant, budget } = own[0]!;
      return [{ task, contestant, budget, trials: own }];
    }),
  );
}

/**
 * Tries pairs, as many at a time as there will be workers, since they will share the machine's memory and caches too.
 */
async function tryPairs(
  spec: TournamentSpec,
  pairs: readonly Pair[],
  { workers, within = 10, ...trying }: EstimateOptions,
): Promise<Map<Pair, Trying>> {
  const { now, signal } = trying;
  const began = now();
  const tried = new Map<Pair, Trying>();
  const waiting = orderOfTrying(pairs);
  const tryOn = async (): Promise<void> => {
    for (let pair = waiting.shift(); pair !== undefined; pair = waiting.shift()) {
      if (signal?.aborted || now() - began > within) return;
      tried.set(pair, await tryContestant(alone(spec, pair), trying));
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, pairs.length) }, tryOn));
  return tried;
}

const alone = (spec: TournamentSpec, { task, contestant }: Pair): TournamentSpec => ({
  ...spec,
  tasks: [task],
  contestants: [contestant],
});

/**
 * Order of trying: every learner once, on the task with the longest sequences, then so every contestant, then the rest.
 */
function orderOfTrying(pairs: readonly Pair[]): Pair[] {
  const longest = [...pairs].sort((a, b) => (b.task.facts.steps ?? 0) - (a.task.facts.steps ?? 0));
  const firstOfEach = (key: (pair: Pair) => string) =>
    [...Map.groupBy(longest, key).values()].map(([first]) => first!);
  return [
    ...new Set([
      ...firstOfEach(({ contestant }) => contestant.learner),
      ...firstOfEach(({ contestant }) => contestant.name),
      ...longest,
    ]),
  ];
}

/**
 * Inferred trial of a pair, from the same contestant on another task, or else from another one of its learner: the
 * nearest in the cost of an update or an evaluation. The time of a validation goes by the cost of a pass.
 */
function inferred(pair: Pair, tried: ReadonlyMap<Pair, Trying>): Trying | null {
  const own = workCost(pair);
  let best: { readonly other: Pair; readonly trying: Trying; readonly distance: number } | null = null;
  for (const [other, trying] of tried) {
    if (trying.cost === null || other.contestant.learner !== pair.contestant.learner) continue;
    const isSame = other.contestant.name === pair.contestant.name;
    const distance = Math.abs(log(workCost(other) / own)) + (isSame ? 0 : 1000);
    if (best === null || distance < best.distance) best = { other, trying, distance };
  }
  if (best === null) return null;
  const { cost, validation } = best.trying;
  const times = own / workCost(best.other);
  const scaled = { ...cost!, macs: cost!.macs * times, seconds: cost!.seconds * times };
  const passes = passCost(pair) / passCost(best.other);
  return { cost: scaled, validation: validation * passes, failure: null };
}

/**
 * MACs of an update or an evaluation, which of a regression has its sums and its solution; of a learner that does not
 * tell them, those of a pass.
 */
function workCost(pair: Pair): number {
  const want = wantOf(pair.task, pair.contestant);
  return want === null ? passCost(pair) : unitMacs(want);
}

/** MACs of a pass over a sequence. */
const passCost = ({ task, contestant }: Pair): number =>
  passMacs(contestant, task.facts.shape, task.facts.steps ?? 1);

/** Seconds of a trial until the first limit is reached, with the validations on the way and the test at the end. */
function trialSeconds(pair: Pair, { cost, validation }: Trying): number {
  const { task, budget } = pair;
  const per = cost!;
  const limits = (['macs', 'updates', 'evaluations'] as const).flatMap((limit) => {
    const amount = budget[limit];
    return amount === undefined || per[limit] === 0 ? [] : [(amount / per[limit]) * per.seconds];
  });
  const search = Math.min(...limits, budget.seconds ?? Number.POSITIVE_INFINITY);
  const { success } = task.facts;
  const screen = screenSize(success);
  // The first validation draws its sequences, as the test does; the later ones only evaluate them.
  const again = Math.min(validation, screen * passCost(pair) * (per.seconds / per.macs));
  const first = SPACING.first * again;
  const validations = search > first && first > 0 ? log(search / first) / log(SPACING.ratio) : 0;
  return search + validation * (1 + success.sequences / screen) + again * validations;
}

/** Seconds of parallel work, longest first on so many workers, of which none is idle before the last trials. */
function inParallel(seconds: readonly number[], workers: number): number {
  const total = seconds.reduce((sum, one) => sum + one, 0);
  return Math.max(total / Math.max(1, workers), ...(seconds.length > 0 ? [Math.max(...seconds)] : [0]));
}
