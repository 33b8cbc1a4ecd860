/**
 * Problems for tests of learners: a plain function of the parameters, and a tiny recurrent net on the
 * reference device. Evaluations may be made to finish late and out of order.
 */
import { z } from 'zod';
import { type Batch, shared } from '../../../src/engine/batch.ts';
import type { Device } from '../../../src/engine/device.ts';
import type { EpisodeSet, Scores } from '../../../src/engine/lesson.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { stepperOf } from '../../../src/engine/reference/stepper.ts';
import type { Collect, Learner, Problem, Search, StepReport } from '../../../src/learners/learner.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { graph } from '../../../src/nets/graph.ts';
import { gruNet } from '../../../src/nets/gru.ts';
import { lstmNet } from '../../../src/nets/lstm.ts';
import type { Net } from '../../../src/nets/net.ts';
import { reservoir } from '../../../src/nets/reservoir.ts';
import { type Random, randomStream } from '../../../src/random/random.ts';
import { defineEpisode } from '../../../src/tasks/define-episode.ts';
import { rolloutOf } from '../../../src/tasks/play-rollouts.ts';
import { gatedNet } from '../nets/gated.ts';
import { everyCell, gatedReference } from '../nets/with-gated.ts';

/** The loss of one genome; `batch` is the number of the training batch. */
export type LossFunction = (parameters: Float32Array, batch: number) => number;

/** now: losses are there at once. late: after some turns of the event loop, seeded, groups out of order. */
export type Completion = { readonly kind: 'now' } | { readonly kind: 'late'; readonly seed: number };

export interface FakeOptions {
  readonly seed?: number;
  readonly completion?: Completion;
  readonly initialise?: (random: Random) => Float32Array;
}

/** A problem of that many parameters whose loss is any function. Its net has no meaning beyond its size. */
export function functionProblem(
  parameters: number,
  loss: LossFunction,
  options: FakeOptions = {},
): Problem & { readonly evaluated: number[] } {
  const numbers = new WeakMap<Batch, number>();
  const evaluated: number[] = [];
  const net = { ...elmanNet({ unit: 'tanh', inputs: 1, hidden: 1, outputs: 1 }), blocks: [], parameters };
  const trainingBatch = (index: number, sequences: number): Batch => {
    const batch = orderBatch(randomStream('batch', index), sequences, 2);
    numbers.set(batch, index);
    return batch;
  };
  return {
    net,
    evaluated,
    device: referenceDevice,
    initialise:
      options.initialise ?? ((random) => Float32Array.from({ length: parameters }, () => random.normal())),
    lesson: trainingBatch,
    trainingBatch,
    random: (...path) => randomStream(options.seed ?? 1, ...path),
    evaluatePopulation(genomes, count, lesson) {
      const batch = lesson as Batch;
      if (genomes.length !== count * parameters) throw new RangeError('genomes must be [count][parameters]');
      if (!(genomes.buffer instanceof SharedArrayBuffer)) throw new TypeError('genomes must be shared');
      evaluated.push(count);
      return whenReady(options.completion, evaluated.length, () => ({
        losses: Float64Array.from({ length: count }, (_, genome) =>
          loss(genomes.subarray(genome * parameters, (genome + 1) * parameters), numbers.get(batch)!),
        ),
        macs: new Float64Array(count).fill(batch.sequences),
      }));
    },
    gradientMacs: (batch) => 3 * batch.sequences,
    evaluationMacs: (batch) => batch.sequences,
    curvatureMacs: (batch) => 4 * batch.sequences,
    featuresMacs: (batch) => batch.sequences,
  };
}

/** The same of the gated toy, which has no Ω. */
export const gatedProblem: typeof netProblem = ({ hidden = 2, ...options } = {}) =>
  netProblem({ device: gatedReference, ...options, net: gatedNet({ inputs: 3, hidden, outputs: 2 }) });

/** The same of an LSTM with peepholes. */
export const lstmProblem: typeof netProblem = ({ hidden = 2, ...options } = {}) =>
  netProblem({ ...options, net: lstmNet({ peepholes: true, inputs: 3, hidden, outputs: 2 }) });

/** The same of gated recurrent units. */
export const gruProblem: typeof netProblem = ({ hidden = 2, ...options } = {}) =>
  netProblem({ ...options, net: gruNet({ inputs: 3, hidden, outputs: 2 }) });

/** The same of a reservoir, whose sparse weights are drawn with the readout. */
export const reservoirProblem: typeof netProblem = ({ hidden = 4, ...options } = {}) => {
  const chosen = reservoir.options.parse({ hidden, connectivity: 0.5 });
  const net = reservoir.build({ inputs: 3, outputs: 2 }, chosen);
  return netProblem({ initialise: (random) => reservoir.initialise(net, chosen, random), ...options, net });
};

/** The same of graphs with room for a few nodes and links. */
export const graphProblem: typeof netProblem = ({ hidden = 4, ...options } = {}) => {
  const chosen = graph.options.parse({ hidden, links: 20 });
  const net = graph.build({ inputs: 3, outputs: 2 }, chosen);
  return netProblem({ initialise: (random) => graph.initialise(net, chosen, random), ...options, net });
};

/** Updates and evaluations of the budget of a `netProblem`. */
export const STEPS_OF_BUDGET = 40;

/** Which of two symbols came first: an Elman net, unless another is given, on sequences of 4 steps, on the reference device if on no other. */
export function netProblem(
  options: FakeOptions & { readonly hidden?: number; readonly device?: Device; readonly net?: Net } = {},
): Problem {
  const net = options.net ?? elmanNet({ unit: 'tanh', inputs: 3, hidden: options.hidden ?? 2, outputs: 2 });
  const trainingBatch = (index: number, sequences: number): Batch =>
    orderBatch(randomStream(options.seed ?? 1, 'batch', index), sequences, 4);
  return {
    net,
    device: options.device ?? referenceDevice,
    initialise:
      options.initialise ??
      ((random) => Float32Array.from({ length: net.parameters }, () => 0.5 * random.normal())),
    lesson: trainingBatch,
    trainingBatch,
    rollouts: (parameters, index, count, sampling) => {
      const stepper = stepperOf(net, parameters, everyCell);
      const set = { ...ORDER, path: [options.seed ?? 1, 'batch', index], sequences: count };
      return Array.from({ length: count }, (_, number) =>
        rolloutOf(orderEpisodes, stepper, set, number, sampling),
      ).map((rollout) => ({ ...rollout, macs: rollout.steps }));
    },
    random: (...path) => randomStream(options.seed ?? 1, ...path),
    budgetShare: ({ updates, evaluations }) => (updates + evaluations) / STEPS_OF_BUDGET,
    evaluatePopulation: (genomes, count, lesson) =>
      whenReady(options.completion, count, () => ({
        losses: gatedReference.evaluatePopulation(net, genomes, count, lesson as Batch),
        macs: new Float64Array(count).fill((lesson as Batch).activeSteps),
      })),
    gradientMacs: (batch) => 3 * batch.activeSteps,
    evaluationMacs: (batch) => batch.activeSteps,
    curvatureMacs: (batch) => 4 * batch.activeSteps,
    featuresMacs: (batch) => batch.activeSteps,
  };
}

/** Sequences of symbols 0, 1 and 2 whose class is the first symbol's being 0; classified at the last step. */
function orderBatch(random: Random, sequences: number, steps: number): Batch {
  const symbols = shared.int32(steps * sequences).map(() => random.integer(3));
  const classes = shared.int32(steps * sequences);
  const mask = shared.uint8(steps * sequences);
  for (let sequence = 0; sequence < sequences; sequence++) {
    classes[(steps - 1) * sequences + sequence] = symbols[sequence] === 0 ? 1 : 0;
    mask[(steps - 1) * sequences + sequence] = 1;
  }
  return {
    loss: 'softmax',
    sequences,
    steps,
    inputs: 3,
    outputs: 2,
    lengths: shared.int32(sequences).fill(steps),
    symbols,
    dense: null,
    mask,
    classes,
    values: null,
    weights: shared.float32(sequences).fill(1),
    answerSteps: shared.int32(1).fill(steps - 1),
    activeSteps: steps * sequences,
    scoredSteps: sequences,
  };
}

/** The same in episodes: which action is right at each of 4 steps is the symbol that was seen first. */
const orderEpisodes = defineEpisode({
  name: 'order',
  summary: 'a toy',
  source: 'a toy',
  options: z.object({}),
  shape: () => ({ observations: 3, actions: 2, reads: 'softmax', steps: 4 }),
  begin(random) {
    const first = random.integer(3);
    let [seen, taken, right] = [first, 0, 0];
    return {
      observe: (into) => void into.fill(0).fill(1, seen, seen + 1),
      act(actions) {
        if (actions[0]! > actions[1]! === (first === 0)) right++;
        seen = random.integer(3);
        return ++taken < 4;
      },
      outcome: () => ({ loss: 1 - right / 4, wrong: right < 4 }),
    };
  },
});
const ORDER: Omit<EpisodeSet, 'path' | 'sequences'> = {
  ...{ kind: 'episodes', task: 'order', options: {}, first: 0, part: 'training', cases: null },
};

/** now: the work is done when it is collected. late: it is done some turns after it began. */
function whenReady(completion: Completion | undefined, call: number, evaluate: () => Scores): Collect {
  if (completion?.kind !== 'late') return async () => evaluate();
  const turns = randomStream('late', completion.seed, call).integer(8);
  const work = (async () => {
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    return evaluate();
  })();
  return () => work;
}

/** The learner's search under those settings, the others at their defaults. */
export async function search(
  learner: Learner,
  problem: Problem,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Search> {
  return learner.start(problem, learner.settings.parse(settings));
}

export async function steps(running: Search, count: number): Promise<StepReport[]> {
  const reports: StepReport[] = [];
  for (let step = 0; step < count; step++) reports.push(await running.step());
  return reports;
}

/** Σ θ²: least at 0. */
export const sphere: LossFunction = (parameters) => parameters.reduce((sum, value) => sum + value * value, 0);
