/**
 * Error signal of a recurrent net over the lag: ‖∂E/∂h_{T-k}‖ for the loss E at the last scored step T, and its bound.
 * With f′ at most γ and σ_max the greatest singular value of W_rec, every step back through an Elman net multiplies the
 * norm by at most σ_max γ, so that ‖∂E/∂h_{T-k}‖ ≤ (σ_max γ)^k ‖∂E/∂h_T‖. Pascanu, Mikolov & Bengio (2013), "On the difficulty
 * of training recurrent neural networks", ICML, section 2.1, eqs. 5 to 7.
 */
import { spectralRadius } from '../../../eigen/spectral-radius.ts';
import type { Batch } from '../../../engine/batch.ts';
import type { Device } from '../../../engine/device.ts';
import { blockOf } from '../../../nets/layout.ts';
import type { ElmanNet, Net } from '../../../nets/net.ts';
import type { Solution } from '../../../nets/solution.ts';
import { exp, log } from '../../../numeric/elementary.ts';
import { symmetricEigen } from '../../../numeric/symmetric-eigen.ts';
import { stepsOfLags } from '../../parts/last-answer.ts';

export interface ErrorSignal {
  /** Loss E, a mean over the sequences; null where it is not finite. */
  readonly loss: number | null;
  /**
   * Norms by lag: the root of the mean, over the sequences that have the lag, of ‖∂E/∂h‖² of a sequence's own loss; null
   * where it is not finite.
   */
  readonly norms: readonly (number | null)[];
  /** Norms at lag 0 of those same sequences, by lag. */
  readonly starts: readonly (number | null)[];
  /** Bound; null for nets that have none. */
  readonly bound: SignalBound | null;
}

export interface SignalBound {
  /** σ_max(W_rec) */
  readonly greatest: number;
  /** Spectral radius of W_rec; null where it is not known. */
  readonly radius: number | null;
  /** γ, the greatest |f′| */
  readonly slope: number;
}

/** Greatest slopes of the units. */
const SLOPES: Readonly<Record<ElmanNet['unit'], number>> = { tanh: 1, logistic: 1 / 4, relu: 1 };

/**
 * Error signal over the lags.
 * @param batch sequences cut behind their last scored step, as `lastAnswers` gives them
 */
export async function errorSignal(
  device: Device,
  { net, parameters }: Solution,
  batch: Batch,
): Promise<ErrorSignal> {
  const byLength = new Map<number, number[]>();
  for (const [sequence, length] of batch.lengths.entries()) {
    byLength.set(length, [...(byLength.get(length) ?? []), sequence]);
  }
  const lags = Math.max(...byLength.keys());
  const [squares, starts, counts] = [0, 1, 2].map(() => new Float64Array(lags)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let loss = 0;
  for (const [length, sequences] of byLength) {
    const alike = stepsOfLags(batch, sequences, length - 1, 0);
    const found = await device.gradient(net, parameters, alike, { stateNorms: true });
    loss += (found.loss * sequences.length) / batch.sequences;
    // The batch's loss is a mean: that of a sequence of its own has a gradient so many times as long.
    const own = Float64Array.from(found.stateNorms!, (norm) => (norm * sequences.length) ** 2);
    for (let lag = 0; lag < length; lag++) {
      squares[lag]! += own[length - 1 - lag]!;
      starts[lag]! += own[length - 1]!;
      counts[lag]! += sequences.length;
    }
  }
  const meanRoot = (sums: Float64Array): (number | null)[] =>
    Array.from(sums, (sum, lag) => finite(Math.sqrt(sum / counts[lag]!)));
  return {
    loss: finite(loss),
    norms: meanRoot(squares),
    starts: meanRoot(starts),
    bound: boundOf(net, parameters),
  };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Bound of a step of an Elman net; null for other nets, and for weights that are not finite. */
export function boundOf(net: Net, parameters: Float32Array): SignalBound | null {
  if (!isElman(net)) return null;
  const weights = Float64Array.from(blockOf(net, parameters, 'W_rec'));
  const greatest = greatestSingularValue(weights, net.hidden);
  if (greatest === null) return null;
  return { greatest, radius: finite(spectralRadius(weights, net.hidden)), slope: SLOPES[net.unit] };
}

const isElman = (net: Net): net is ElmanNet => net.architecture === 'elman';

/** Greatest singular value of a square matrix, the root of the greatest eigenvalue of AᵀA; null unless finite. */
export function greatestSingularValue(matrix: Float64Array, size: number): number | null {
  const product = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let one = 0; one < size; one++) {
      const factor = matrix[row * size + one]!;
      for (let other = 0; other <= one; other++) {
        product[one * size + other]! += factor * matrix[row * size + other]!;
      }
    }
  }
  const found = symmetricEigen(product, size);
  return found === null ? null : Math.sqrt(Math.max(0, found.values[size - 1]!));
}

/** Bounds (σ_max γ)^k by lag, relative to the norm at lag 0. */
export function relativeBounds({ greatest, slope }: SignalBound, lags: number): number[] {
  const bounds = [1];
  while (bounds.length < lags) bounds.push(bounds.at(-1)! * greatest * slope);
  return bounds;
}

/** Norms relative to those of the same sequences at lag 0; null where either is not known or the latter is 0. */
export const relativeNorms = ({ norms, starts }: ErrorSignal): (number | null)[] =>
  norms.map((norm, lag) => {
    const start = starts[lag]!;
    return norm === null || start === null || start === 0 ? null : norm / start;
  });

/** Share by which float32 may take a norm beyond its bound, and norms that float32 cannot tell. */
const ROUNDING = 1e-3;
const LEAST = 1e-30;

/** Number of lags at which the norm is beyond its bound; null without a bound. */
export function beyondBound(signal: ErrorSignal): number | null {
  if (signal.bound === null) return null;
  const bounds = relativeBounds(signal.bound, signal.norms.length);
  return relativeNorms(signal).filter(
    (norm, lag) => norm !== null && norm > bounds[lag]! * (1 + ROUNDING) + LEAST,
  ).length;
}

/** Geometric mean of a step's factor, over the longest lag at which there is a signal; null where there is none. */
export function meanFactor(signal: ErrorSignal): number | null {
  const norms = relativeNorms(signal);
  const lag = norms.findLastIndex((norm) => norm !== null && norm > 0);
  return lag < 1 ? null : exp(log(norms[lag]!) / lag);
}
