/**
 * Conjugate gradients on q(x) = gᵀx + ½ xᵀBx, with the stop rule of Martens (2010): after iteration i where i > k, φ_i < 0
 * and (φ_i - φ_{i-k}) / φ_i < k ε, k = max(10, ⌈.1 i⌉). φ = q is read off the residual r = -g - Bx: φ = -½ xᵀ(r - g).
 */
import type { Awaitable, Vector } from '../../engine/device.ts';
import { norm } from '../../numeric/norm.ts';

export interface Quadratic {
  /** g, `[n]` */
  readonly gradient: Float64Array;
  /** Product B v, `[n]`, B symmetric and positive definite. */
  multiply(vector: Float64Array): Awaitable<Vector>;
  /** Diagonal of the preconditioner M, `[n]`; null: none. */
  readonly preconditioner: Float64Array | null;
}

export interface ConjugateGradientOptions {
  /** Most iterations, and those before which it does not stop for want of progress. */
  readonly most: number;
  readonly least: number;
  /** ε */
  readonly tolerance: number;
  /** True for an iterate, by its number from 1, that is kept beside the last one. */
  keeps(iteration: number): boolean;
}

/** Iterate x with Bx. */
export interface Iterate {
  readonly x: Float64Array;
  readonly product: Float64Array;
  /** φ = q(x) */
  readonly model: number;
}

export interface ConjugateGradientResult {
  /** Iterates that were kept, the last one of all at the end. */
  readonly iterates: readonly Iterate[];
  readonly iterations: number;
  /** φ after each iteration, `[iterations]`. */
  readonly models: readonly number[];
}

/** Residual at which the solution is exact. */
const EXACT = 1e-10;

/** Solves from `start`. Yields after each product, so that the caller may look around. */
export async function* conjugateGradients(
  { gradient, multiply, preconditioner }: Quadratic,
  start: Float64Array,
  { most, least, tolerance, keeps }: ConjugateGradientOptions,
): AsyncGenerator<void, ConjugateGradientResult> {
  const n = gradient.length;
  const x = start.slice();
  const r = gradient.map((value) => -value);
  if (x.some((value) => value !== 0)) {
    const product = await multiply(x);
    for (let at = 0; at < n; at++) r[at]! -= product[at]!;
    yield;
  }
  let y = preconditioned(r, preconditioner);
  const p = y.slice();
  let ry = dot(r, y);
  const models: number[] = [];
  const iterates: Iterate[] = [];
  const iterate = (): Iterate => ({
    x: x.slice(),
    product: r.map((value, at) => -gradient[at]! - value),
    model: modelOf(x, r, gradient),
  });
  let iterations = 0;
  while (iterations < most && norm(r) >= EXACT) {
    const product = await multiply(p);
    const curvature = dot(p, product);
    // Rounding in the products, or a direction of no curvature: no further step is of use.
    if (!(curvature > 0) || !Number.isFinite(curvature)) break;
    const step = ry / curvature;
    for (let at = 0; at < n; at++) {
      x[at]! += step * p[at]!;
      r[at]! -= step * product[at]!;
    }
    y = preconditioned(r, preconditioner);
    const next = dot(r, y);
    const ratio = next / ry;
    for (let at = 0; at < n; at++) p[at] = y[at]! + ratio * p[at]!;
    ry = next;
    iterations += 1;
    models.push(modelOf(x, r, gradient));
    if (keeps(iterations)) iterates.push(iterate());
    yield;
    if (iterations >= least && isSlow(models, tolerance)) break;
  }
  if (iterates.length === 0 || !keeps(iterations)) iterates.push(iterate());
  return { iterates, iterations, models };
}

/** True where the last iterations made too little progress. */
function isSlow(models: readonly number[], tolerance: number): boolean {
  const count = models.length;
  const span = Math.max(10, Math.ceil(0.1 * count));
  const last = models[count - 1]!;
  if (count <= span || !(last < 0)) return false;
  return (last - models[count - 1 - span]!) / last < span * tolerance;
}

const modelOf = (x: Float64Array, r: Float64Array, gradient: Float64Array): number =>
  -0.5 * x.reduce((sum, value, at) => sum + value * (r[at]! - gradient[at]!), 0);

const preconditioned = (r: Float64Array, diagonal: Float64Array | null): Float64Array =>
  diagonal === null ? r.slice() : r.map((value, at) => value / diagonal[at]!);

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
