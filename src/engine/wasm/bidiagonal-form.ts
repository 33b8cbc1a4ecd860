/** Bidiagonal form by the kernels: as `bidiagonalise` in src/numeric/bidiagonal.ts, and with its bits. */
import type { Bidiagonal } from '../../numeric/bidiagonal.ts';
import { SLICE_MACS, type Sliced } from '../../numeric/sliced.ts';
import type { SumsMemory } from './row-sums.ts';

/**
 * Bidiagonalises A.
 * @param matrix A, `[size][size]`; destroyed
 * @param right C, `[size][columns]`; becomes Uᵀ C
 */
export function* bidiagonalForm(
  { kernels, arena }: SumsMemory,
  matrix: Float64Array,
  size: number,
  right: Float64Array,
  columns: number,
): Sliced<Bidiagonal> {
  const mark = arena.mark;
  const a = arena.take(8 * size * size);
  const c = arena.take(8 * size * columns);
  const form = arena.take(8 * 3 * size);
  const room = arena.take(kernels.bidiagonalRoom(size, columns));
  arena.doublesAt(a, size * size).set(matrix);
  arena.doublesAt(c, size * columns).set(right);
  arena.doublesAt(form, 3 * size).fill(0);
  for (let from = 0; from < size; ) {
    const left = size - from;
    const until = Math.min(size, from + Math.max(1, Math.floor(SLICE_MACS / (left * left))));
    kernels.bidiagonalSteps(a, size, c, columns, form, room, from, until);
    from = until;
    yield;
  }
  matrix.set(arena.doublesAt(a, size * size));
  right.set(arena.doublesAt(c, size * columns));
  const parts = arena.doublesAt(form, 3 * size);
  arena.release(mark);
  return {
    ...{ size, columns, right, vectors: matrix },
    diagonal: parts.slice(0, size),
    above: parts.slice(size, 2 * size - 1),
    scales: parts.slice(2 * size),
  };
}
