/**
 * Training of the deep net by minibatch gradient descent, θ ← θ - η · clipped g, with the gradient's norm in each layer
 * measured between epochs. Clipping: Pascanu, Mikolov & Bengio (2013), ICML, Algorithm 1, one norm over all parameters.
 */
import { norm } from '../../../numeric/norm.ts';
import { randomOrder } from '../../../random/order.ts';
import { randomStream } from '../../../random/random.ts';
import { drawLayered, type LayeredInitialisation, type LayeredNet, LayeredPasses } from './layered-net.ts';
import type { Pictures } from './pictures.ts';

export interface TrainingRequest {
  readonly net: LayeredNet;
  readonly initialisation: LayeredInitialisation;
  readonly training: Pictures;
  readonly test: Pictures;
  readonly epochs: number;
  /** Pictures of a minibatch. */
  readonly batch: number;
  /** η */
  readonly learningRate: number;
  /** Threshold to which ‖g‖ is clipped; 0: no clipping. */
  readonly threshold: number;
  readonly seed: number;
  /** Hook after each epoch, which may throw to stop the training. */
  breathe?(epoch: number): Promise<void>;
}

/** State of the training at the end of an epoch; epoch 0 is the start. */
export interface Epoch {
  readonly epoch: number;
  /** Norms ‖∂C/∂b_l‖ of the hidden layers, `[hidden layers]`, C the mean cost of the first pictures; null: not finite. */
  readonly norms: readonly (number | null)[];
  /** Mean cost of the training pictures that were measured; null where it is not finite. */
  readonly cost: number | null;
  /** Share of the test pictures that are answered right. */
  readonly accuracy: number;
}

export interface TrainingRecord {
  readonly epochs: readonly Epoch[];
  /** Changes of weights, `[layers]`: ‖W_l - W_l at the start‖ / ‖W_l at the start‖. */
  readonly moved: readonly (number | null)[];
  /** Epoch in which the gradient or a parameter was not finite, and training stopped; null: none. */
  readonly exploded: number | null;
  /** Share of updates that were clipped. */
  readonly clipped: number;
}

/** Training pictures over which norms are measured. */
export const MEASURED = 200;

/** Trains the net, and measures it at the start and after each epoch. */
export async function train(request: TrainingRequest): Promise<TrainingRecord> {
  const { net, training, test, epochs, batch, learningRate, threshold, seed } = request;
  const passes = new LayeredPasses(net);
  const parameters = initialParameters(net, request.initialisation, seed);
  const start = parameters.slice();
  const measure = (epoch: number): Epoch => ({
    epoch,
    ...measured(passes, net, parameters, training),
    accuracy: 1 - passes.evaluate(parameters, test).wrong / test.count,
  });
  const records = [measure(0)];
  let [updates, cuts] = [0, 0];
  let exploded: number | null = null;
  for (let epoch = 1; epoch <= epochs && exploded === null; epoch++) {
    const order = randomOrder(training.count, randomStream('lab', 'vanish', 'order', seed, epoch));
    for (let first = 0; first < training.count && exploded === null; first += batch) {
      const count = Math.min(batch, training.count - first);
      const numbers = Int32Array.from({ length: count }, (_, place) => order(first + place));
      const { gradient } = passes.gradient(parameters, training, numbers);
      const length = norm(gradient);
      if (!Number.isFinite(length)) exploded = epoch;
      else {
        const cut = threshold > 0 && length > threshold;
        const rate = cut ? (learningRate * threshold) / length : learningRate;
        for (let at = 0; at < parameters.length; at++) parameters[at]! -= rate * gradient[at]!;
        updates++;
        if (cut) cuts++;
      }
    }
    if (exploded === null && !parameters.every(Number.isFinite)) exploded = epoch;
    if (exploded === null) records.push(measure(epoch));
    await request.breathe?.(epoch);
  }
  return {
    epochs: records,
    moved: net.layers.map(({ weights, biases }) => {
      const from = start.subarray(weights, biases);
      const change = parameters.subarray(weights, biases).map((value, at) => value - from[at]!);
      return finite(norm(change) / norm(from));
    }),
    exploded,
    clipped: updates === 0 ? 0 : cuts / updates,
  };
}

/** Parameters at the start. Nets of one shape and initialisation that differ in their units begin alike. */
export const initialParameters = (
  net: LayeredNet,
  initialisation: LayeredInitialisation,
  seed: number,
  index = 0,
): Float64Array =>
  drawLayered(net, initialisation, randomStream('lab', 'vanish', 'images', seed, initialisation, index));

/** Norms of the hidden layers' gradients of biases, and the mean cost, over the first training pictures. */
export function measured(
  passes: LayeredPasses,
  net: LayeredNet,
  parameters: Float64Array,
  pictures: Pictures,
): Pick<Epoch, 'norms' | 'cost'> {
  const numbers = Int32Array.from({ length: Math.min(MEASURED, pictures.count) }, (_, index) => index);
  const { cost, gradient } = passes.gradient(parameters, pictures, numbers);
  return {
    cost: finite(cost),
    norms: net.layers
      .slice(0, -1)
      .map(({ biases, size }) => finite(norm(gradient.subarray(biases, biases + size)))),
  };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
