/** Vectors beside a gradient: cosine, signal over noise, and the share of their variance that lies along it. */

/** Estimates or steps of one kind, beside the gradient at the same weights. */
export interface Beside {
  /** Kind, with its size: `ES, σ = 0.01, 32 pairs`. */
  readonly name: string;
  /** Cosines with the gradient, or with -g of steps; one an estimate or step. */
  readonly cosines: readonly number[];
  /** ‖E v‖² over the trace of the covariance of v; null of steps, which estimate nothing. */
  readonly signal: number | null;
  /** Share of the variance of estimates, or of the mean square of steps, that lies along the gradient. */
  readonly share: number | null;
  /** The same on a linear loss, as far as it is known. */
  readonly linear: { readonly cosine: number; readonly signal: number | null; readonly share: number } | null;
  /** Share of steps that were accepted; left out of estimates. */
  readonly accepted?: number;
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

export const norm = (a: ArrayLike<number>): number => Math.sqrt(dot(a, a));

/** Cosine of the angle between two vectors; NaN where one is 0. */
export const cosine = (a: ArrayLike<number>, b: ArrayLike<number>): number => dot(a, b) / norm(a) / norm(b);

/** Direction of a vector; 0 where it is 0. */
export function unit(vector: Float64Array): Float64Array {
  const length = norm(vector);
  return length > 0 ? vector.map((value) => value / length) : vector.slice();
}

export function meanOf(vectors: readonly ArrayLike<number>[]): Float64Array {
  const mean = new Float64Array(vectors[0]!.length);
  for (const vector of vectors)
    for (let at = 0; at < mean.length; at++) mean[at]! += vector[at]! / vectors.length;
  return mean;
}

/** Variance of numbers about their mean, unbiased. */
export function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/** Gradient of a large batch, from those of its minibatches. */
export interface LargeGradient {
  readonly mean: Float64Array;
  /** Its norm over its own standard error; cosines with it lie below those with the true gradient where this is small. */
  readonly ratio: number;
  readonly minibatch: Beside;
}

/**
 * @param gradients gradients of minibatches of so many sequences each, at least two
 */
export function largeGradient(gradients: readonly ArrayLike<number>[], sequences: number): LargeGradient {
  const count = gradients.length;
  const mean = meanOf(gradients);
  const squares = gradients.map((gradient) => dot(gradient, gradient));
  const ofMean = dot(mean, mean);
  const all = squares.reduce((sum, square) => sum + square, 0);
  // Without bias: pairs of different minibatches.
  const effect = (count * count * ofMean - all) / (count * count - count);
  const noise = all / count - effect;
  const along = unit(mean);
  const cosines = gradients.map((gradient, index) => {
    // With the mean of the others, of which it is no part.
    const inner = dot(gradient, mean) * count - squares[index]!;
    const rest = count * count * ofMean - 2 * count * dot(gradient, mean) + squares[index]!;
    return inner / Math.sqrt(squares[index]! * Math.max(0, rest));
  });
  const isTold = noise > 0;
  return {
    mean,
    ratio: isTold ? Math.sqrt(Math.max(0, effect) / (noise / count)) : 0,
    minibatch: {
      name: `minibatch of ${sequences}`,
      cosines: cosines.filter(Number.isFinite),
      signal: isTold ? Math.max(0, effect) / noise : null,
      share: isTold ? variance(gradients.map((gradient) => dot(gradient, along))) / noise : null,
      linear: null,
    },
  };
}

/** Steps by which the search went, beside -g at the places where they began. */
export function stepsBeside(
  name: string,
  steps: readonly { readonly step: ArrayLike<number>; readonly gradient: ArrayLike<number> }[],
  accepted: number,
  linear: Beside['linear'] = null,
): Beside {
  const cosines: number[] = [];
  let along = 0;
  let total = 0;
  for (const { step, gradient } of steps) {
    const cos = -cosine(step, gradient);
    if (!Number.isFinite(cos)) continue;
    const square = dot(step, step);
    cosines.push(cos);
    along += cos * cos * square;
    total += square;
  }
  return { name, cosines, signal: null, share: total > 0 ? along / total : null, linear, accepted };
}
