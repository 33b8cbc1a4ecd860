/** Condition of a triangular matrix, estimated by power iterations with Rᵀ R and its inverse. */
import { solveTransposed, solveUpper } from './cholesky.ts';
import { whole } from './sliced.ts';

const ITERATIONS = 20;

/** Estimate of σ_max / σ_min of R, `[size][size]`, at most the true one; infinite where a diagonal entry is 0. */
export function conditionOf(factor: Float64Array, size: number): number {
  for (let row = 0; row < size; row++) if (factor[row * size + row] === 0) return Number.POSITIVE_INFINITY;
  const largest = iterate(size, (vector) => {
    const image = new Float64Array(size);
    for (let row = 0; row < size; row++)
      for (let column = row; column < size; column++)
        image[row]! += factor[row * size + column]! * vector[column]!;
    vector.fill(0);
    for (let row = 0; row < size; row++)
      for (let column = row; column < size; column++)
        vector[column]! += factor[row * size + column]! * image[row]!;
  });
  const inverse = iterate(size, (vector) => {
    whole(solveTransposed(factor, size, size, vector, 1));
    whole(solveUpper(factor, size, size, vector, 1));
  });
  return Math.sqrt(largest * inverse);
}

/** Greatest eigenvalue of a positive definite map, estimated. */
function iterate(size: number, apply: (vector: Float64Array) => void): number {
  // A start with a part along every axis, and none that a regular matrix is likely to be orthogonal to.
  const vector = Float64Array.from({ length: size }, (_, at) => 1 + ((at * 7919) % 101) / 101);
  let growth = 0;
  for (let iteration = 0; iteration <= ITERATIONS; iteration++) {
    growth = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    for (let at = 0; at < size; at++) vector[at]! /= growth;
    if (iteration < ITERATIONS) apply(vector);
  }
  return growth;
}
