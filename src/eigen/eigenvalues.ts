/** Eigenvalues of any real square matrix: scaled, reduced to Hessenberg form, then by the QR iteration. */
import { toHessenberg } from './hessenberg.ts';
import { type Eigenvalues, hessenbergEigenvalues } from './hessenberg-eigenvalues.ts';

/**
 * All eigenvalues of the row-major `[size×size]` matrix, in no particular order; null where an entry is not finite or
 * they were not found in bounded work. About 10 size³ floating-point operations.
 */
export function eigenvalues(matrix: ArrayLike<number>, size: number): Eigenvalues | null {
  const scale = scaleOf(matrix);
  if (scale === null) return null;
  const h = Float64Array.from(matrix, (value) => value / scale);
  toHessenberg(h, size);
  const found = hessenbergEigenvalues(h, size);
  return (
    found && {
      real: found.real.map((value) => value * scale),
      imaginary: found.imaginary.map((value) => value * scale),
    }
  );
}

/**
 * Scale of a matrix: a power of two no greater than the greatest entry and more than half of it; 1 for zeros, null
 * unless all is finite.
 */
export function scaleOf(matrix: ArrayLike<number>): number | null {
  let largest = 0;
  for (let index = 0; index < matrix.length; index++) {
    const value = Math.abs(matrix[index]!);
    if (!(value < Number.POSITIVE_INFINITY)) return null;
    if (value > largest) largest = value;
  }
  if (largest === 0) return 1;
  let scale = 1;
  while (scale > largest) scale /= 2;
  while (scale <= largest / 2) scale *= 2;
  return scale;
}

/** √(x² + y²) without overflow. */
export function modulus(x: number, y: number): number {
  const larger = Math.max(Math.abs(x), Math.abs(y));
  const smaller = Math.min(Math.abs(x), Math.abs(y));
  return larger === 0 ? 0 : larger * Math.sqrt(1 + (smaller / larger) * (smaller / larger));
}
