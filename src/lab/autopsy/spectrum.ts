/**
 * Part 2 of the autopsy: what a small change of the state becomes while the net waits, by the Jacobians ∂h_t/∂h_{t-1} along
 * its own paths. Their product over a lag has singular values, which are averaged in log; the exponents of the product are
 * found by the QR method of G. Benettin, L. Galgani, A. Giorgilli & J.-M. Strelcyn, Meccanica 15 (1980) 9-30, as finite-time
 * Lyapunov exponents.
 */
import { eigenvalues, modulus } from '../../eigen/eigenvalues.ts';
import type { Batch } from '../../engine/batch.ts';
import { stepJacobians } from '../../engine/reference/jacobian.ts';
import type { Net } from '../../nets/net.ts';
import { exp, log } from '../../numeric/elementary.ts';
import { studentQuantile } from '../../numeric/student.ts';
import { symmetricEigen } from '../../numeric/symmetric-eigen.ts';
import { lastAsked } from './items.ts';
import { spread } from './probes.ts';

/** Mean of logarithms over sequences, with its 95 % interval by Student's t; without a spread the limits are the mean. */
export interface LogMean {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface Spectrum {
  /** Numbers of a state, and sequences that were followed. */
  readonly size: number;
  readonly sequences: number;
  readonly areDifferences: boolean;
  /** Natural logarithms of the three greatest singular values of the product, by lag; null where one is lost in rounding. */
  readonly byLag: readonly { readonly lag: number; readonly logs: readonly (LogMean | null)[] }[];
  /** Exponents a step, the greatest first; null where a direction dies at once. */
  readonly exponents: readonly (LogMean | null)[];
  /** Logarithm of the spectral radius of a single step's Jacobian. */
  readonly radius: LogMean | null;
  /** Eigenvalues of single steps' Jacobians, halfway through the stretch. */
  readonly eigenvalues: readonly (readonly [real: number, imaginary: number])[];
}

/** Most steps of a stretch, most lags at which singular values are computed, and how many of these. */
const MOST_STEPS = 400;
const MOST_LAGS = 24;
const SHOWN = 3;
/** Sequences whose eigenvalues are drawn. */
const DRAWN = 4;
/** Logarithm of a factor that counts as 0, and share of the greatest singular value that rounding leaves. */
const NOTHING = -690;
const LOST = 1e-7;

/**
 * Spectrum of a net along its paths on the batch.
 * @param from step after which the stretch of each sequence begins, `[sequence]`; it ends with the last answer
 */
export async function spectrumOf(
  net: Net,
  parameters: Float32Array,
  batch: Batch,
  from: Int32Array,
  breathe: () => Promise<void>,
): Promise<Spectrum> {
  const paths: PathSpectrum[] = [];
  let [size, areDifferences] = [0, false];
  const lengths = Array.from(from, (step, sequence) =>
    Math.min(MOST_STEPS, lastAsked(batch, sequence) - step),
  );
  const lags = spread(1, Math.max(1, ...lengths), MOST_LAGS);
  for (let sequence = 0; sequence < from.length; sequence++) {
    const steps = lengths[sequence]!;
    if (steps < 1) continue;
    const jacobians = stepJacobians(net, parameters, batch, sequence);
    ({ size, areDifferences } = jacobians);
    const at = (lag: number): Float64Array => jacobians.at(from[sequence]! + lag);
    paths.push(pathSpectrum(at, size, steps, new Set(lags)));
    await breathe();
  }
  return {
    ...{ size, sequences: paths.length, areDifferences },
    byLag: lags.flatMap((lag) => {
      const own = paths.flatMap(({ byLag }) => (byLag.has(lag) ? [byLag.get(lag)!] : []));
      if (2 * own.length < paths.length) return [];
      const logs = Array.from({ length: Math.min(SHOWN, size) }, (_, place) =>
        meanOf(own.map((values) => values[place]!)),
      );
      return [{ lag, logs }];
    }),
    exponents: Array.from({ length: size }, (_, place) =>
      meanOf(paths.map(({ exponents }) => exponents[place]!)),
    ),
    radius: meanOf(paths.map(({ radius }) => radius)),
    eigenvalues: paths.slice(0, DRAWN).flatMap((path) => path.eigenvalues),
  };
}

interface PathSpectrum {
  readonly byLag: ReadonlyMap<number, readonly number[]>;
  readonly exponents: readonly number[];
  readonly radius: number;
  readonly eigenvalues: readonly (readonly [number, number])[];
}

/** Spectrum along one path. @param at Jacobian of the step at a lag from 1 */
export function pathSpectrum(
  at: (lag: number) => Float64Array,
  size: number,
  steps: number,
  lags: ReadonlySet<number>,
): PathSpectrum {
  let product = identity(size);
  let scale = 0;
  let frame = identity(size);
  const sums = new Float64Array(size);
  const byLag = new Map<number, readonly number[]>();
  const radii: number[] = [];
  let drawn: readonly (readonly [number, number])[] = [];
  for (let lag = 1; lag <= steps; lag++) {
    const jacobian = at(lag);
    product = times(jacobian, product, size);
    scale += normalise(product);
    frame = times(jacobian, frame, size);
    orthonormalise(frame, size, sums);
    if (!lags.has(lag)) continue;
    byLag.set(
      lag,
      singularLogs(product, size).map((own) => own + scale),
    );
    const own = eigenvalues(jacobian, size);
    if (own === null) continue;
    const pairs = Array.from(own.real, (real, place) => [real, own.imaginary[place]!] as const);
    radii.push(logOf(Math.max(...pairs.map(([real, imaginary]) => modulus(real, imaginary)))));
    if (2 * lag <= steps + 1) drawn = pairs;
  }
  return {
    byLag,
    exponents: Array.from(sums, (sum) => Math.max(NOTHING, sum / steps)).sort((a, b) => b - a),
    radius: radii.includes(NOTHING) ? NOTHING : radii.reduce((sum, own) => sum + own, 0) / radii.length,
    eigenvalues: drawn,
  };
}

const logOf = (value: number): number => (value > 0 ? Math.max(NOTHING, log(value)) : NOTHING);

function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let at = 0; at < size; at++) matrix[at * size + at] = 1;
  return matrix;
}

function times(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const own = a[row * size + inner]!;
      if (own === 0) continue;
      for (let column = 0; column < size; column++)
        product[row * size + column]! += own * b[inner * size + column]!;
    }
  }
  return product;
}

/** Divides by the greatest entry, and returns its logarithm; a matrix of zeros stays. */
function normalise(matrix: Float64Array): number {
  let most = 0;
  for (const own of matrix) most = Math.max(most, Math.abs(own));
  if (!(most > 0)) return NOTHING;
  for (let at = 0; at < matrix.length; at++) matrix[at]! /= most;
  return log(most);
}

/**
 * Orthonormal columns of the same spans, by Gram-Schmidt with every projection made twice; adds to `sums` the logarithms
 * of what is left of each column. A column of which nothing is left becomes 0.
 */
function orthonormalise(matrix: Float64Array, size: number, sums: Float64Array): void {
  const columns = Array.from({ length: size }, (_, column) =>
    Float64Array.from({ length: size }, (_unused, row) => matrix[row * size + column]!),
  );
  for (const [place, column] of columns.entries()) {
    for (let time = 0; time < 2; time++) {
      for (let earlier = 0; earlier < place; earlier++) {
        const other = columns[earlier]!;
        let share = 0;
        for (let row = 0; row < size; row++) share += other[row]! * column[row]!;
        for (let row = 0; row < size; row++) column[row]! -= share * other[row]!;
      }
    }
    let squares = 0;
    for (const own of column) squares += own * own;
    const norm = Math.sqrt(squares);
    sums[place]! += norm > 0 ? log(norm) : Number.NEGATIVE_INFINITY;
    for (let row = 0; row < size; row++) {
      column[row] = norm > 0 ? column[row]! / norm : 0;
      matrix[row * size + place] = column[row]!;
    }
  }
}

/** Logarithms of the greatest singular values, by the eigenvalues of MᵀM. */
function singularLogs(matrix: Float64Array, size: number): number[] {
  const square = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let i = 0; i < size; i++) {
      const own = matrix[row * size + i]!;
      if (own === 0) continue;
      for (let j = 0; j < size; j++) square[i * size + j]! += own * matrix[row * size + j]!;
    }
  }
  const values = symmetricEigen(square, size)?.values ?? new Float64Array(size);
  const roots = Array.from(values, (value) => Math.sqrt(Math.max(0, value))).reverse();
  return roots.slice(0, SHOWN).map((root) => (root > LOST * roots[0]! ? log(root) : NOTHING));
}

/** Mean of logarithms; null where any of them stands for 0. */
function meanOf(logs: readonly number[]): LogMean | null {
  if (logs.length === 0 || logs.some((own) => !(own > NOTHING))) return null;
  const mean = logs.reduce((sum, own) => sum + own, 0) / logs.length;
  if (logs.length === 1) return { mean, low: mean, high: mean };
  const squares = logs.reduce((sum, own) => sum + (own - mean) * (own - mean), 0);
  const half = studentQuantile(0.975, logs.length - 1) * Math.sqrt(squares / (logs.length - 1) / logs.length);
  return { mean, low: mean - half, high: mean + half };
}

/** Factor of a logarithm, and its interval. */
export const factorOf = ({ mean, low, high }: LogMean) => ({
  value: exp(mean),
  interval: [exp(low), exp(high)] as const,
});
