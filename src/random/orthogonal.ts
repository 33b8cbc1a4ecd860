/**
 * Random orthogonal matrices, uniform over the orthogonal group (Haar measure): the Q of a Gaussian matrix'
 * QR decomposition with R's diagonal made positive. Mezzadri (2007), "How to generate random matrices from
 * the classical compact groups", Notices of the AMS 54, section 5.
 */
import type { Random } from './random.ts';

/** Random orthogonal matrix `[size×size]`, row-major, QᵀQ = I within rounding. Draws size² normals. */
export function randomOrthogonal(size: number, random: Random): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let index = 0; index < matrix.length; index++) matrix[index] = random.normal();
  for (let row = 0; row < size; row++) {
    const current = matrix.subarray(row * size, (row + 1) * size);
    // Gram-Schmidt on rows leaves R's diagonal positive; a second pass removes the rounding errors of the first.
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < row; other++) {
        const earlier = matrix.subarray(other * size, (other + 1) * size);
        const projection = dot(current, earlier);
        for (let column = 0; column < size; column++) current[column]! -= projection * earlier[column]!;
      }
    }
    const norm = Math.sqrt(dot(current, current));
    for (let column = 0; column < size; column++) current[column]! /= norm;
  }
  return matrix;
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += left[index]! * right[index]!;
  return sum;
}
