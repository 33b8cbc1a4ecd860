/** Update of a case by clipped gradient descent, on the same batch each time. */
import { beginning } from '../../src/engine/descent-state.ts';
import type { Device, Gradient } from '../../src/engine/device.ts';
import type { HostDescent } from '../../src/learners/gradient/host-descent.ts';
import type { Net } from '../../src/nets/net.ts';
import { randomStream } from '../../src/random/random.ts';
import type { Subject } from '../measure.ts';
import type { UpdateCase } from './cases.ts';
import { randomBatch } from './random-batch.ts';

export interface Update {
  readonly subject: Subject;
  /** Gradient at the parameters where the descent begins. */
  gradient(): Gradient | Promise<Gradient>;
}

/** Device of a build, and its descents in the host's memory. */
export interface Build {
  readonly device: Device;
  readonly Descent: typeof HostDescent;
}

export function updateOf(
  name: string,
  { cell, hidden, batch }: UpdateCase,
  { device, Descent }: Build,
): Update {
  const { inputs, outputs } = batch;
  const net = cell.net({ hidden, inputs, outputs });
  const drawn = randomBatch(batch);
  const parameters = randomParameters(net, hidden);
  const settings = { learningRate: 0.01, threshold: 1, omega: null };
  const descent = new Descent(device, net, beginning(parameters), settings);
  const run = () => {
    let left = 1;
    return descent.run(() => (left-- > 0 ? { batch: drawn, stateNorms: false } : null));
  };
  return { subject: { name, run }, gradient: () => device.gradient(net, parameters, drawn) };
}

/** Parameters N(0, 1/H), whose states neither die out nor grow. */
function randomParameters(net: Net, hidden: number): Float32Array {
  const random = randomStream(1, 'bench', 'parameters');
  return Float32Array.from({ length: net.parameters }, () => random.normal() / Math.sqrt(hidden));
}
