/**
 * Workload of a tournament on a device: updates, evaluations, products with the curvature, passes for regressions. Of
 * each kind the costliest stands for all, since it takes most of the time; `auto` measures devices by it.
 */

import type { LossKind } from '../../engine/batch.ts';
import type { Call } from '../../engine/device.ts';
import { curvatureMacs } from '../../engine/feedback/macs.ts';
import type { Workload } from '../../engine/measure.ts';
import { callsOf } from '../../learners/calls.ts';
import { findLearner } from '../../learners/index.ts';
import type { Asking } from '../../learners/learner.ts';
import { featuresMacs, genomeMacs } from '../../nets/genome-macs.ts';
import type { Architecture, Net } from '../../nets/net.ts';
import { extentOf, netOf } from '../../nets/net-of.ts';
import { randomStream } from '../../random/random.ts';
import { buildBatch } from '../../tasks/build-batch.ts';
import type { Sequence, TaskShape } from '../../tasks/define-task.ts';
import type { Budget, Contestant, TaskChoice, TournamentSpec } from '../spec/tournament.ts';

/** Tournament before its device is settled. */
export type Draft = Omit<TournamentSpec, 'device'>;

export interface TournamentWorkload {
  readonly kind: Asking['kind'];
  /** Requirements on a device: the calls of each contestant with this workload, with its net and loss. */
  readonly needs: readonly Need[];
  /** MACs on a device of one update, genome's evaluation, product, or pass for a regression, of the costliest. */
  readonly macs: number;
  /** MACs on a device of all trials with this workload, should each spend its budget. */
  readonly total: number;
  /** Number of trials with the costliest's task, net and work: they may share a dispatch. */
  readonly sharing: number;
  /**
   * Work of the costliest for a device, by so many searches at once. Where a round of all of them would take more MACs
   * than `most`, its sequences are cut short, then fewer.
   */
  workload(searches: number, most: number): MeasuredWorkload;
}

/** Calls with a net on batches of a loss. */
export interface Need {
  readonly net: Net;
  readonly loss: LossKind;
  readonly calls: readonly Call[];
}

/** Workload, and MACs of one of its updates or evaluations. */
export interface MeasuredWorkload {
  readonly workload: Workload;
  readonly macs: number;
}

/** Repeated work of one contestant on one task. */
export interface Want {
  readonly task: TaskChoice;
  readonly contestant: Contestant;
  readonly asking: Asking;
  readonly architecture: Architecture;
  readonly net: Net;
  /** Number of steps of its sequences. */
  readonly steps: number;
  /** MACs of one update, evaluation of a genome, product or regression, and those of them that a device makes. */
  readonly macs: number;
  readonly deviceMacs: number;
}

/** Assumed number of steps of a task whose sequences could not be drawn. */
const UNKNOWN_STEPS = 50;
/** MACs that stand for a second of a budget in seconds, for comparison with budgets of other kinds. */
const MACS_A_SECOND = 1e9;
/** Most steps of all sequences of a batch together, however little each costs. */
const MOST_STEPS = 2e6;
/** Number of steps or sequences that is not cut further. */
const FEW = 8;

/** Workloads, at most one of each kind; none where no learner tells its repeated work. */
export function workloadsOf(spec: Draft): TournamentWorkload[] {
  const wants = spec.tasks.flatMap((task) => spec.contestants.flatMap((one) => wantOf(task, one) ?? []));
  return (['updates', 'evaluations', 'products', 'regressions'] as const).flatMap((kind) => {
    const own = wants.filter(({ asking }) => asking.kind === kind);
    const [costliest] = own.toSorted((a, b) => b.deviceMacs - a.deviceMacs);
    if (costliest === undefined) return [];
    const isAlike = ({ task, net }: Want): boolean =>
      task === costliest.task && JSON.stringify(net) === JSON.stringify(costliest.net);
    return {
      kind,
      needs: own.map(({ net, task, contestant: { learner, settings } }) => ({
        net,
        loss: task.facts.shape.loss,
        calls: callsOf(findLearner(learner), settings, task.facts.shape),
      })),
      macs: costliest.deviceMacs,
      total: spec.seeds * own.reduce((sum, want) => sum + deviceBudget(want, spec.budget), 0),
      sharing: spec.seeds * own.filter(isAlike).length,
      workload: (searches, most) => workloadOf(costliest, searches, most),
    };
  });
}

/** Repeated work; null where the learner tells none, and of episodes, which no device computes. */
export function wantOf(task: TaskChoice, contestant: Contestant): Want | null {
  if (task.facts.shape.episode !== undefined) return null;
  const asked = findLearner(contestant.learner).asks?.(contestant.settings) ?? null;
  const built = asked === null ? null : netOf(contestant, task.facts.shape);
  if (asked === null || built === null) return null;
  const steps = Math.max(1, Math.round(task.facts.steps ?? UNKNOWN_STEPS));
  const asking = withEnoughRows(asked, built.net, extentOf(task.facts.shape, 1, steps).scoredSteps);
  const want = { task, contestant, asking, ...built, steps };
  const deviceMacs = macsOf(want, asking.sequences, steps);
  if (asking.kind !== 'regressions') return { ...want, macs: deviceMacs, deviceMacs };
  const { scoredSteps } = extentOf(task.facts.shape, asking.sequences, steps);
  return { ...want, macs: deviceMacs + asking.solving(built.net, scoredSteps).macs, deviceMacs };
}

/** With sequences doubled until a regression has the rows that it needs, of so many a sequence. */
function withEnoughRows(asking: Asking, net: Net, rows: number): Asking {
  const least = asking.kind === 'regressions' ? (asking.leastRows?.(net) ?? 0) : 0;
  let { sequences } = asking;
  while (sequences * rows < least) sequences *= 2;
  return { ...asking, sequences };
}

/**
 * MACs of one update, evaluation of a genome or regression, as budgets count them: an update of products makes as many of
 * them as it may, and its gradients and evaluations.
 */
export function unitMacs({ task, asking, architecture, net, steps, macs }: Want): number {
  if (asking.kind !== 'products') return macs;
  const extent = (sequences: number) => extentOf(task.facts.shape, sequences, steps);
  return asking.evaluations.reduce(
    (sum, sequences) => sum + architecture.macs.forward(net, extent(sequences)),
    asking.gradients.reduce(
      (sum, sequences) => sum + architecture.macs.gradient(net, extent(sequences), { omega: false }),
      asking.products * macs,
    ),
  );
}

/** Number of updates, evaluations, products or regressions of one step of a search, or of an update of products. */
export function unitsOf(asking: Asking): number {
  if (asking.kind === 'updates') return 1;
  if (asking.kind === 'evaluations') return asking.genomes;
  return asking.kind === 'products' ? asking.products : asking.nets;
}

/**
 * MACs on a device of one update, evaluation of a genome, product, or pass for a regression, on so many sequences of so
 * many steps.
 */
function macsOf(
  { task, asking, architecture, net }: Omit<Want, 'macs' | 'deviceMacs'>,
  sequences: number,
  steps: number,
): number {
  const extent = extentOf(task.facts.shape, sequences, steps);
  if (asking.kind === 'updates')
    return architecture.macs.gradient(net, extent, { omega: asking.descent.omega !== null });
  if (asking.kind === 'evaluations') return genomeMacs(architecture.macs, net, extent, asking.genomes);
  return asking.kind === 'products'
    ? curvatureMacs(architecture.macs, net, extent)
    : featuresMacs(architecture.macs, net, extent);
}

/** MACs on a device of a trial that spends its budget. */
function deviceBudget(want: Want, common: Budget): number {
  const { task, contestant, macs, deviceMacs } = want;
  const budget: Budget = task.budget ?? common;
  const units = budget[findLearner(contestant.learner).counts];
  const all = Math.min(
    budget.macs ?? Number.POSITIVE_INFINITY,
    units === undefined ? Number.POSITIVE_INFINITY : units * unitMacs(want),
    budget.seconds === undefined ? Number.POSITIVE_INFINITY : budget.seconds * MACS_A_SECOND,
  );
  return deviceMacs === macs ? all : all * (deviceMacs / macs);
}

function workloadOf(want: Want, searches: number, most: number): MeasuredWorkload {
  const { task, contestant, asking, architecture, net } = want;
  const calls = unitsOf(asking);
  const share = (sequences: number, steps: number): number =>
    Math.min(1, most / (searches * calls * macsOf(want, sequences, steps)), MOST_STEPS / (sequences * steps));
  const cut = (whole: number, part: number): number =>
    Math.max(Math.min(whole, FEW), Math.floor(whole * part));
  const steps = cut(want.steps, share(asking.sequences, want.steps));
  const sequences = steps > FEW ? asking.sequences : cut(asking.sequences, share(asking.sequences, steps));
  // A step takes as long with outputs in place of given inputs, and these may be shorter than a washout.
  const { feedback: _, ...shape } = task.facts.shape;
  // A stream of its own, on which no trial's depends.
  const random = randomStream('calibration');
  return {
    macs: macsOf(want, sequences, steps),
    workload: {
      net,
      parameters: architecture.initialise(net, contestant.netOptions, random),
      batch: buildBatch(shape, arbitrarySequences(shape, sequences, steps)),
      asks: asking,
      searches,
    },
  };
}

/**
 * Meaningless sequences of that shape, since code of a plugin's task must not run in this thread, and the time of a
 * step does not depend on its numbers.
 */
function arbitrarySequences(shape: TaskShape, sequences: number, steps: number): Sequence[] {
  const { inputs, outputs, loss, scored } = shape;
  let drawn = 0;
  // The golden ratio's multiples spread evenly over 32 bits (Knuth, The Art of Computer Programming 3, 6.4).
  const next = (): number => (Math.imul(++drawn, 0x9e3779b1) >>> 0) / 2 ** 32;
  const list = <Item>(length: number, item: () => Item): Item[] => Array.from({ length }, item);
  const target = () => (loss === 'softmax' ? Math.floor(next() * outputs) : list(outputs, () => next()));
  return list(sequences, () => ({
    inputs:
      inputs.kind === 'symbols'
        ? list(steps, () => Math.floor(next() * inputs.size))
        : list(steps * inputs.size, () => next() - 0.5),
    targets: scored === 'last' ? target() : list(steps, target),
  }));
}
