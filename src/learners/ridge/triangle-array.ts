/** Upper half of a square matrix as one array, row after row, for snapshots. */

/** @param matrix `[size][size]` */
export function packTriangle(matrix: Float64Array, size: number): Float64Array {
  const packed = new Float64Array((size * (size + 1)) / 2);
  for (let row = 0, at = 0; row < size; at += size - row, row++)
    packed.set(matrix.subarray(row * size + row, (row + 1) * size), at);
  return packed;
}

/** The matrix, with 0 below its diagonal. */
export function unpackTriangle(packed: Float64Array, size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let row = 0, at = 0; row < size; at += size - row, row++)
    matrix.set(packed.subarray(at, at + size - row), row * size + row);
  return matrix;
}
