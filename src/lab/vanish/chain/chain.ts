/**
 * Chain of L logistic units, one a layer: a_0 = x, z_j = w_j a_{j-1} + b_j, a_j = σ(z_j), cost C = ½ (a_L - y)². The
 * gradient of its first bias is a product with a factor for each layer,
 *
 *   ∂C/∂b_1 = σ′(z_1) w_2 σ′(z_2) w_3 σ′(z_3) … w_L σ′(z_L) ∂C/∂a_L,
 *
 * and σ′ = σ (1 - σ) ≤ ¼. Nielsen (2015), "Neural Networks and Deep Learning", chapter 5, eq. 121.
 */
import { logistic } from '../../../numeric/elementary.ts';
import { type Random, randomStream } from '../../../random/random.ts';

/** Greatest value of σ′, at z = 0. */
export const STEEPEST = 1 / 4;

/** Parameters of a chain, `[L]` each, with its input and target. */
export interface Chain {
  readonly weights: readonly number[];
  readonly biases: readonly number[];
  readonly input: number;
  readonly target: number;
}

/** Layer of a chain on the way back; place 0 is layer 1. */
export interface ChainLayer {
  readonly weight: number;
  readonly z: number;
  /** σ′(z_j) */
  readonly slope: number;
  /** w_j σ′(z_j), the factor by which the signal passes layer j; of layer 1 it is σ′(z_1) alone. */
  readonly factor: number;
  /** Bound of |factor|: |w_j|/4; of layer 1 it is ¼. */
  readonly bound: number;
  /** Product of ∂C/∂a_L and the factors of layers L to j; of layer 1 it is ∂C/∂b_1. */
  readonly product: number;
  /** Gradient ∂C/∂b_j. */
  readonly gradient: number;
  /** Bound of |∂C/∂b_j|: ¼ |∂C/∂a_L| with |w_i|/4 for every later layer i. */
  readonly gradientBound: number;
}

export interface ChainBack {
  readonly cost: number;
  /** ∂C/∂a_L = a_L - y */
  readonly outputGradient: number;
  readonly layers: readonly ChainLayer[];
}

/** Pass through the chain and back. */
export function chainBack({ weights, biases, input, target }: Chain): ChainBack {
  const sums: number[] = [];
  let activation = input;
  for (const [place, weight] of weights.entries()) {
    const z = weight * activation + biases[place]!;
    sums.push(z);
    activation = logistic(z);
  }
  const outputGradient = activation - target;
  const layers: ChainLayer[] = [];
  // ∂C/∂a_j and its bound, on the way from the last layer to the first.
  let arriving = outputGradient;
  let arrivingBound = Math.abs(outputGradient);
  for (let place = weights.length - 1; place >= 0; place--) {
    const weight = weights[place]!;
    const z = sums[place]!;
    const slope = logistic(z) * logistic(-z);
    const through = place === 0 ? 1 : weight;
    layers.unshift({
      ...{ weight, z, slope },
      factor: through * slope,
      bound: Math.abs(through) * STEEPEST,
      product: arriving * through * slope,
      gradient: arriving * slope,
      gradientBound: arrivingBound * STEEPEST,
    });
    arriving *= weight * slope;
    arrivingBound *= Math.abs(weight) * STEEPEST;
  }
  return { cost: (outputGradient * outputGradient) / 2, outputGradient, layers };
}

/** Ways to choose the biases. drawn: N(0, 1); steepest: each z_j is 0, so that every factor reaches its bound. */
export type ChainBiases = 'drawn' | 'steepest';

const INPUT = 1;
const TARGET = 0;

/**
 * Chain with weights N(0, scale²), input 1 and target 0. Draw `index` of a seed is the same numbers at every scale, and a
 * deeper chain goes on where the shallower one ends.
 */
export function drawChain(
  seed: number,
  index: number,
  { depth, scale, biases }: { readonly depth: number; readonly scale: number; readonly biases: ChainBiases },
): Chain {
  const random: Random = randomStream('lab', 'vanish', 'chain', seed, index);
  const weights: number[] = [];
  const drawn: number[] = [];
  for (let layer = 0; layer < depth; layer++) {
    weights.push(scale * random.normal());
    drawn.push(random.normal());
  }
  const chosen =
    biases === 'drawn' ? drawn : weights.map((weight, place) => -weight * (place === 0 ? INPUT : 1 / 2));
  return { weights, biases: chosen, input: INPUT, target: TARGET };
}
