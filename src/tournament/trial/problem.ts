/**
 * Problem of a trial, as its learner receives it. Names of streams: training batch k of repetition r is
 * `seed/task/r/train/k`, the same for all contestants; a search's own streams begin with `seed/task/r` as well, so that
 * contestants with the same initialisation start from the same weights.
 */

import { blame } from '../../blame.ts';
import type { Batch } from '../../engine/batch.ts';
import type { Device } from '../../engine/device.ts';
import { curvatureMacs, forwardMacs, gradientMacs, populationMacs } from '../../engine/feedback/macs.ts';
import { type EpisodeSet, isEpisodes, type Lesson, totalMacs } from '../../engine/lesson.ts';
import { UserError } from '../../errors.ts';
import { type Forcing, forcingOf } from '../../learners/forcing.ts';
import type { Collect, Learner, Problem } from '../../learners/learner.ts';
import {
  applyFrozen,
  bothFrozen,
  type Frozen,
  frozenBlocks,
  learntBlocks,
  visibleUnits,
  zeroBlocks,
} from '../../nets/frozen.ts';
import { featuresMacs } from '../../nets/genome-macs.ts';
import type { Architecture, Net, ParameterBlock } from '../../nets/net.ts';
import { netOf } from '../../nets/net-of.ts';
import { randomStream } from '../../random/random.ts';
import { caseCount, drawBatch, shapeOf, type TaskOptions } from '../../tasks/batches.ts';
import type { Task, TaskShape } from '../../tasks/define-task.ts';
import type { PlayEpisode } from '../../tasks/play-episodes.ts';
import type { PlayRollouts } from '../../tasks/play-rollouts.ts';
import { spent } from '../spec/budget.ts';
import type { Catalogue } from '../spec/catalogue.ts';
import { streamRoot } from '../spec/stream-root.ts';
import { type Success, successOf } from '../spec/success.ts';
import type { TrialSpec } from '../spec/tournament.ts';
import type { BatchStore } from './batch-store.ts';
import { batchKey, type DrawAhead, type TrainingStream } from './draw-ahead.ts';
import { forceBatch } from './force-batch.ts';
import { type Scorer, scorerOf } from './scorer.ts';

/** Parts that a spec names, looked up. */
export interface TrialParts {
  readonly task: Task;
  readonly options: TaskOptions;
  readonly shape: TaskShape;
  readonly learner: Learner;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly architecture: Architecture;
  readonly netOptions: Readonly<Record<string, unknown>>;
  readonly net: Net;
  readonly success: Success;
  /** Player of the task's episodes; null where the task gives batches. */
  readonly episodes: PlayEpisode | null;
  /** The same by sampled actions. */
  readonly rollouts: PlayRollouts | null;
  /** Forcing of training; null where the task's outputs are not fed back. */
  readonly forcing: Forcing | null;
  /** Parameters that forcing or the net's options keep as they are; null where there are none. */
  readonly frozen: Frozen | null;
}

/**
 * Begins to evaluate a population, as `Problem.evaluatePopulation`; `macs` is the cost of the whole call, infinite
 * where it is known only afterwards.
 */
export type PopulationEvaluator = (
  genomes: Float32Array,
  count: number,
  lesson: Lesson,
  macs: number,
) => Collect;

/**
 * Looks the parts up.
 * @throws UserError on a name that the catalogue does not know, Blamed where the task or net throws
 */
export function assembleTrial(spec: TrialSpec, catalogue: Catalogue): TrialParts {
  const { contestant } = spec;
  const task = catalogue.task(spec.task.name);
  const { options } = spec.task;
  const shape = blame(`task ${task.name}`, () => shapeOf(task, options));
  const { netOptions } = contestant;
  const architecture = catalogue.architecture(contestant.architecture);
  const { net } = blame(`net ${architecture.name}`, () => netOf(contestant, shape, () => architecture));
  const learner = catalogue.learner(contestant.learner);
  const success = blame(`task ${task.name}`, () => successOf(task, options));
  const { settings } = contestant;
  const episodes = catalogue.episodes(task.name);
  const rollouts = catalogue.rollouts(task.name);
  const forcing = shape.feedback === undefined ? null : forcingOf(settings);
  // Of a net with a fixed part `forcingFault` refuses visible units.
  const isVisible = forcing?.mode === 'visible' && architecture.fixed === undefined;
  const visible = isVisible ? visibleUnits(net) : null;
  const zero = zeroBlocks(net, zeroNames(architecture, netOptions));
  const frozen = zero.indices.length === 0 ? visible : visible === null ? zero : bothFrozen(visible, zero);
  return {
    ...{ task, options, shape, learner, settings, architecture, netOptions, net, success, episodes },
    ...{ rollouts, forcing, frozen },
  };
}

const zeroNames = (
  { name, zeroBlocks: named }: Architecture,
  netOptions: TrialParts['netOptions'],
): readonly string[] => blame(`net ${name}`, () => named?.(netOptions)) ?? [];

/** Blocks in which parameter vectors differ; undefined where that is all of them. */
function learntOf({ architecture, netOptions, net }: TrialParts): readonly ParameterBlock[] | undefined {
  const names = [...(architecture.fixed?.blocks ?? []), ...zeroNames(architecture, netOptions)];
  return names.length === 0 ? undefined : learntBlocks(net, names);
}

/**
 * Fixed part of the trial's net, from the stream that a search by gradients begins at: all contestants with the same net
 * have the same one. Null where all parameters are learnt.
 */
function fixedOf(spec: TrialSpec, architecture: Architecture, net: Net): Frozen | null {
  const { fixed } = architecture;
  if (fixed === undefined) return null;
  const random = randomStream(...streamOfTrial(spec), 'initial', 0);
  const drawn = blame(`net ${architecture.name}`, () =>
    architecture.initialise(net, spec.contestant.netOptions, random),
  );
  return frozenBlocks(net, fixed.blocks, drawn);
}

/** Beginning of the names of the trial's streams. */
const streamOfTrial = (spec: TrialSpec): readonly (string | number)[] => [
  ...streamRoot(spec),
  spec.task.name,
  spec.repetition,
];

export interface ProblemOptions {
  /** Evaluator of populations in place of the device. */
  readonly evaluatePopulation?: PopulationEvaluator | undefined;
  /** Cache of training batches that are shared with other trials, and the drawers that prefetch them. */
  readonly batches?: BatchStore | undefined;
  readonly ahead?: DrawAhead | undefined;
  /** Seconds that the trial has spent before the present step. */
  readonly seconds?: (() => number) | undefined;
}

/** Problem of the trial for its learner. */
export function makeProblem(
  spec: TrialSpec,
  parts: TrialParts,
  device: Device,
  { evaluatePopulation: evaluate, batches, ahead, seconds = () => 0 }: ProblemOptions = {},
): Problem {
  const { task, options, shape, architecture, netOptions, net, episodes, rollouts, forcing } = parts;
  const fixed = fixedOf(spec, architecture, net);
  const frozen = parts.frozen && fixed ? bothFrozen(parts.frozen, fixed) : (parts.frozen ?? fixed);
  const learnt = learntOf(parts);
  const path = streamOfTrial(spec);
  // Learners ask for the present batch again and again, and devices know it by identity.
  let last: { readonly index: number; readonly sequences: number; readonly batch: Batch } | null = null;
  const training = [...path, 'train'];
  const draw = (index: number, sequences: number): Batch =>
    blame(`task ${task.name}`, () => drawBatch(task, options, training, index, sequences));
  let stream: TrainingStream | null = null;
  const streamOf = (sequences: number): TrainingStream => {
    if (stream?.sequences !== sequences) {
      const id = JSON.stringify([spec.task.module, options, ...path, sequences]);
      stream = { id, task: task.name, options, path: training, sequences };
    }
    return stream;
  };
  const forced = (batch: Batch, index: number): Batch =>
    forcing === null
      ? batch
      : forceBatch(batch, { forcing, index, random: (name) => randomStream(...path, name, index) });
  const trainingBatch = (index: number, sequences: number): Batch => {
    if (episodes !== null)
      throw new UserError(`task ${task.name}: is played in episodes, so there are no batches of it`);
    if (last?.index !== index || last.sequences !== sequences) {
      const drawn = () => draw(index, sequences);
      const batch = batches?.take(batchKey(streamOf(sequences), index), drawn) ?? drawn();
      ahead?.follow(streamOf(sequences), index, batch);
      last = { index, sequences, batch: forced(batch, index) };
    }
    return last.batch;
  };
  /** Episodes of a lesson; of few starts a lesson plays each once at most, and the next lesson goes on after them. */
  const trainingEpisodes = (index: number, wanted: number, isEachOnce = true): EpisodeSet => {
    const cases = blame(`task ${task.name}`, () => caseCount(task, options, 'training')) ?? null;
    const sequences = isEachOnce ? Math.min(wanted, cases ?? wanted) : wanted;
    return {
      ...{ kind: 'episodes', task: task.name, options, path: [...training, index] },
      ...{ first: cases === null ? 0 : (index * sequences) % cases, sequences },
      ...{ part: 'training', cases },
    };
  };
  const score = scorerOf(device, net, {
    ...{ architecture: () => architecture, episodes: () => episodes, task: () => task },
  });
  return {
    net,
    netOptions,
    device,
    continues: shape.continues === true,
    ...(shape.places && { places: shape.places }),
    ...(frozen && { frozen }),
    ...(learnt && { learnt }),
    initialise(random) {
      const drawn =
        architecture.fixed?.initialiseRest(net, netOptions, random) ??
        architecture.initialise(net, netOptions, random);
      return frozen === null ? drawn : applyFrozen(frozen, drawn);
    },
    lesson: (index, sequences) =>
      episodes === null ? trainingBatch(index, sequences) : trainingEpisodes(index, sequences),
    trainingBatch,
    // Each start is played again and again, for the sampled actions differ.
    ...(rollouts && {
      rollouts: (parameters, index, count, sampling) =>
        rollouts(net, parameters, trainingEpisodes(index, count, false), sampling),
    }),
    budgetShare: (cost) => spent(spec.budget, { ...cost, seconds: seconds() }),
    random: (...name) => randomStream(...path, ...name),
    evaluatePopulation(genomes, count, lesson) {
      for (let genome = 0; frozen !== null && genome < count; genome++)
        applyFrozen(frozen, genomes, genome * net.parameters);
      if (evaluate === undefined) return () => score(genomes, count, lesson);
      if (isEpisodes(lesson)) return evaluate(genomes, count, lesson, Number.POSITIVE_INFINITY);
      // Of the whole call, however its genomes are divided among threads.
      const macs = populationMacs(architecture.macs, net, lesson, count, genomes);
      const collect = evaluate(genomes, count, lesson, totalMacs(macs));
      return async () => ({ losses: (await collect()).losses, macs });
    },
    gradientMacs: (batch, request) => gradientMacs(architecture.macs, net, batch, request),
    evaluationMacs: (batch) => forwardMacs(architecture.macs, net, batch),
    curvatureMacs: (batch) => curvatureMacs(architecture.macs, net, batch),
    featuresMacs: (batch) => featuresMacs(architecture.macs, net, batch),
  };
}

/**
 * Evaluator on an asynchronous device: jobs of a search are submitted at once, so that the device has several
 * populations at a time, of all searches of the thread.
 */
export class EagerEvaluator {
  readonly #score: Scorer;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(score: Scorer) {
    this.#score = score;
  }

  readonly evaluate: PopulationEvaluator = (genomes, count, lesson) => {
    const scores = this.#score(genomes, count, lesson);
    // A failure is reported where the losses are collected, which a trial that ends before never does.
    const over = scores.then(
      () => {},
      () => {},
    );
    this.#underWay.add(over);
    void over.then(() => this.#underWay.delete(over));
    return () => scores;
  };

  /** Returns when no job is under way, collected or not. */
  async settle(): Promise<void> {
    await Promise.all(this.#underWay);
  }
}
