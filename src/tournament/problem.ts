/**
 * From a trial's spec to what its learner is given. Names of streams: training batch k of repetition r is
 * `seed/task/r/train/k`, the same for all contestants; what a search draws for itself begins with
 * `seed/task/r` as well, so that contestants with the same initialisation set out from the same weights.
 */

import { drawBatch, shapeOf, type TaskOptions } from '../../tasks/batches.ts';
import type { Task, TaskShape } from '../../tasks/define-task.ts';
import type { Batch } from '../engine/batch.ts';
import type { Device } from '../engine/device.ts';
import type { Collect, Learner, Problem } from '../learners/learner.ts';
import type { Architecture, Net } from '../nets/net.ts';
import { randomStream } from '../random/random.ts';
import { blame } from './blame.ts';
import type { Catalogue } from './catalogue.ts';
import { type Success, successOf } from './success.ts';
import type { TrialSpec } from './tournament.ts';

/** What a spec names, looked up. */
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
}

/** Begins to evaluate a population, as `Problem.evaluatePopulation`; `macs` is what the whole call costs. */
export type PopulationEvaluator = (
  genomes: Float32Array,
  count: number,
  batch: Batch,
  macs: number,
) => Collect;

/** @throws UserError on a name that the catalogue does not know, Blamed where the task or net throws */
export function assembleTrial(spec: TrialSpec, catalogue: Catalogue): TrialParts {
  const { contestant } = spec;
  const task = catalogue.task(spec.task.name);
  const { options } = spec.task;
  const shape = blame(`task ${task.name}`, () => shapeOf(task, options));
  const architecture = catalogue.architecture(contestant.architecture);
  const { netOptions } = contestant;
  const net = blame(`net ${architecture.name}`, () =>
    architecture.build({ inputs: shape.inputs.size, outputs: shape.outputs }, netOptions),
  );
  const learner = catalogue.learner(contestant.learner);
  const success = blame(`task ${task.name}`, () => successOf(task, options));
  const { settings } = contestant;
  return { task, options, shape, learner, settings, architecture, netOptions, net, success };
}

/** The learner's view of the trial. `evaluate` takes the device's place for populations where it is given. */
export function makeProblem(
  spec: TrialSpec,
  parts: TrialParts,
  device: Device,
  evaluate?: PopulationEvaluator,
): Problem {
  const { task, options, architecture, netOptions, net } = parts;
  const path = [spec.seed, spec.task.name, spec.repetition];
  // Learners ask for the batch in hand again and again, and devices know it by identity.
  let last: { readonly index: number; readonly sequences: number; readonly batch: Batch } | null = null;
  const evaluationMacs = (batch: Batch) => architecture.forwardMacs(net, batch);
  return {
    net,
    device,
    initialise: (random) => architecture.initialise(net, netOptions, random),
    trainingBatch(index, sequences) {
      if (last?.index !== index || last.sequences !== sequences) {
        const batch = blame(`task ${task.name}`, () =>
          drawBatch(task, options, [...path, 'train'], index, sequences),
        );
        last = { index, sequences, batch };
      }
      return last.batch;
    },
    random: (...name) => randomStream(...path, ...name),
    evaluatePopulation(genomes, count, batch) {
      if (evaluate !== undefined) return evaluate(genomes, count, batch, count * evaluationMacs(batch));
      return async () => device.evaluatePopulation(net, genomes, count, batch);
    },
    evaluationMacs,
    gradientMacs: (batch, request) => architecture.gradientMacs(net, batch, request),
  };
}
