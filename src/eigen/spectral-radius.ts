/** Spectral radii: exact within rounding for initialisations that rescale by one, and cheap for pictures. */
import { eigenvalues, modulus, scaleOf } from './eigenvalues.ts';
import { type KrylovOptions, krylovRadius } from './krylov.ts';

/**
 * Largest size at which pictures have all eigenvalues: at 128 random rows they take 20 to 65 ms of a busy AMD EPYC
 * core.
 */
const SMALL = 128;
/**
 * Largest size of exact eigenvalues: beyond, they take longer than a picture is worth: 8 s at 1024 random rows on the
 * same core.
 */
const LARGE = 1024;
/** Options for pictures, which show three digits. */
const COARSE: KrylovOptions = { basis: 100, rounds: 3, tolerance: 1e-4 };
/**
 * Options for initialisations of nets beyond LARGE, within 1e-6 unless the eigenvalue's condition number is beyond 100.
 */
const FINE: KrylovOptions = { basis: 160, rounds: 20, tolerance: 1e-8 };

/**
 * Spectral radius, the largest absolute value of an eigenvalue, of the row-major `[size×size]` matrix: exact within
 * rounding for up to 1024 rows and within 1e-8 of the radius in its residual beyond; NaN where it is not known, as for
 * entries not finite.
 */
export function spectralRadius(matrix: ArrayLike<number>, size: number): number {
  return (size > LARGE ? byKrylov(matrix, size, FINE) : null) ?? ofAll(matrix, size);
}

/**
 * Spectral radius for pictures, cheaply: above 128 rows by Arnoldi's method, within 1e-4 of the radius in its residual.
 * Without convergence, as for orthogonal matrices, by all eigenvalues up to 1024 rows, and NaN beyond.
 */
export function shownSpectralRadius(matrix: ArrayLike<number>, size: number): number {
  if (size <= SMALL) return ofAll(matrix, size);
  const found = byKrylov(matrix, size, COARSE);
  return found ?? (size > LARGE ? Number.NaN : ofAll(matrix, size));
}

function byKrylov(matrix: ArrayLike<number>, size: number, options: KrylovOptions): number | null {
  const scale = scaleOf(matrix);
  if (scale === null) return null;
  const scaled = Float64Array.from(matrix, (value) => value / scale);
  const radius = krylovRadius(scaled, size, options);
  return radius === null ? null : radius * scale;
}

function ofAll(matrix: ArrayLike<number>, size: number): number {
  const found = eigenvalues(matrix, size);
  if (found === null) return Number.NaN;
  return found.real.reduce(
    (largest, re, index) => Math.max(largest, modulus(re, found.imaginary[index]!)),
    0,
  );
}
