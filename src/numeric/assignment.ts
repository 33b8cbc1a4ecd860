/**
 * Linear assignment by the Hungarian method, in O(n³): H. W. Kuhn, The Hungarian method for the assignment problem, Naval
 * Research Logistics Quarterly 2 (1955) 83-97; J. Munkres, SIAM Journal 5 (1957) 32-38.
 */
import { munkres } from 'munkres';

/**
 * Assignment of columns to rows with the greatest sum of profits.
 * @param profits `[size][size]`, row-major and finite
 * @returns the column of each row, `[size]`
 */
export function assign(profits: Float64Array, size: number): Int32Array {
  const costs = Array.from({ length: size }, (_, row) => {
    const own = profits.slice(row * size, (row + 1) * size);
    for (let column = 0; column < size; column++) own[column] = -own[column]!;
    return own;
  });
  const columns = new Int32Array(size);
  for (const [row, column] of munkres(costs)) columns[row] = column;
  return columns;
}
