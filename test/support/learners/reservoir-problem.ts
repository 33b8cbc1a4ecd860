/** Problems of a readout for tests: a net whose other weights are given, on batches of a task or made by hand. */
import type { Batch } from '../../../src/engine/batch.ts';
import type { Device } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import type { Problem } from '../../../src/learners/learner.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import { reservoir } from '../../../src/nets/reservoir.ts';
import { type ReservoirNet, reservoirNet } from '../../../src/nets/reservoir-net.ts';
import { randomStream } from '../../../src/random/random.ts';
import { drawBatch } from '../../../src/tasks/batches.ts';
import { findTask } from '../../../tasks/index.ts';

/** Linear delay line of so many units: unit k holds the first input of k steps before. Readout on the units alone. */
export function delayLine(hidden: number, outputs: number) {
  const net = reservoirNet({
    ...{ unit: 'linear', inputs: 1, hidden, outputs, links: 1, inputLinks: 1 },
    ...{ leak: 1, decay: 1, direct: false, feedback: 0 },
  });
  const parameters = new Float32Array(net.parameters);
  blockOf(net, parameters, 'W_in')[0] = 1;
  blockOf(net, parameters, 'W_rec_values').fill(1, 1);
  const sources = blockOf(net, parameters, 'W_rec_sources');
  for (let unit = 1; unit < hidden; unit++) sources[unit] = unit - 1;
  return { net, parameters };
}

/** Drawn reservoir of 12 units, unless the options say otherwise. */
export function drawnReservoir(
  shape: { readonly inputs: number; readonly outputs: number },
  options: object = {},
  seed = 1,
) {
  const chosen = reservoir.options.parse({ hidden: 12, connectivity: 0.2, inputScaling: 0.5, ...options });
  const net = reservoir.build(shape, chosen);
  return { net, parameters: reservoir.initialise(net, chosen, randomStream(seed, 'reservoir')) };
}

export interface GivenReservoir {
  readonly net: ReservoirNet;
  readonly parameters: Float32Array;
}

/** Problem of that net on those training batches. */
export function readoutProblem(
  { net, parameters }: GivenReservoir,
  trainingBatch: (index: number, sequences: number) => Batch,
  device: Device = referenceDevice,
): Problem {
  const refuse = (): never => {
    throw new Error('a regression asks for features alone');
  };
  return {
    ...{ net, device, trainingBatch, lesson: trainingBatch },
    initialise: () => Float32Array.from(parameters),
    random: (...path) => randomStream(1, ...path),
    evaluatePopulation: refuse,
    gradientMacs: refuse,
    evaluationMacs: refuse,
    curvatureMacs: refuse,
    featuresMacs: (batch) => reservoir.macs.shared!(net, batch),
  };
}

/** Training batches of a task, and one of its test sequences. */
export function batchesOf(name: string, given: object) {
  const task = findTask(name);
  const options = task.options.parse(given);
  const draw = (part: string) => (index: number, sequences: number) =>
    drawBatch(task, options, [1, name, part], index, sequences);
  return { task, options, training: draw('train'), test: draw('test') };
}
