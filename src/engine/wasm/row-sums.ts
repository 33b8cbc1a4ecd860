/**
 * Sums over rows of features and targets for least squares, in float64 and in the order of the rows: the Gram matrix
 * Xᵀ X, for normal equations, or R of X = Q R, which keeps the small singular values that a Gram matrix loses. Memory
 * is that of one matrix and a block of rows, however many rows are added.
 */
import { LEAST_PIVOT } from '../../numeric/cholesky.ts';
import { SLICE_MACS, type Sliced, whole } from '../../numeric/sliced.ts';
import { Arena } from './arena.ts';
import type { Kernels } from './kernels.ts';
import { kernelSource } from './module.ts';

export type SumKind = 'gram' | 'triangle';

/** Rows of a block: its panels and columns then lie in the cache of a core. */
const BLOCK = { gram: 128, triangle: 128 } as const;
/** Columns of a panel of the Gram matrix; the triangle's groups of reflections divide it. */
const PANEL = 8;
/** Panels that the kernel of the Gram matrix takes together. */
const GROUP = 8;
/** Slices of plain code that the kernels do in the time of one. */
const KERNEL_SLICES = 4;

/** Sums of rows of a width. Rows are added in blocks within one call of `add`, so calls decide on the bits of R. */
export class RowSums {
  readonly kind: SumKind;
  readonly width: number;
  readonly memory: SumsMemory;
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #stride: number;
  readonly #matrix: number;
  readonly #rows: number;
  readonly #packed: number;
  #count = 0;
  #isWithin = false;

  /** @param memory memory of its own by default; several sums may share one */
  constructor(kind: SumKind, width: number, memory = freshMemory()) {
    const { kernels, arena } = memory;
    this.kind = kind;
    this.width = width;
    this.memory = memory;
    this.#kernels = kernels;
    this.#arena = arena;
    this.#stride = Math.ceil(width / PANEL) * PANEL;
    this.#matrix = arena.take(8 * this.#stride * this.#stride);
    this.#rows = arena.take(8 * BLOCK[kind] * width);
    this.#packed = arena.take(8 * BLOCK[kind] * this.#stride);
    arena.doublesAt(this.#matrix, this.#stride * this.#stride).fill(0);
  }

  /** Number of rows that were added. */
  get count(): number {
    return this.#count;
  }

  /** True while a block of rows is in the matrix in part. */
  get isWithin(): boolean {
    return this.#isWithin;
  }

  /** Adds rows, `[count][width]`. */
  add(rows: Float64Array, count = rows.length / this.width): void {
    whole(this.adding(rows, count));
  }

  /**
   * Adds rows, `[count][width]`, in slices. Between blocks of 128 rows the count is that of those which are in; one that
   * goes on from there with the rest adds the same blocks.
   */
  *adding(rows: Float64Array, count = rows.length / this.width): Sliced<void> {
    const block = BLOCK[this.kind];
    for (let first = 0; first < count; first += block) {
      const taken = Math.min(block, count - first);
      const part = rows.subarray(first * this.width, (first + taken) * this.width);
      this.#arena.doublesAt(this.#rows, part.length).set(part);
      this.#isWithin = true;
      if (this.kind === 'gram') yield* this.#addGram(taken);
      else yield* this.#addTriangle(taken);
      this.#isWithin = false;
      this.#count += taken;
      if (first + taken < count) yield;
    }
  }

  *#addGram(count: number): Sliced<void> {
    const stride = this.#stride;
    this.#kernels.packPanels(this.#rows, this.width, stride, count, this.#packed);
    const last = stride / PANEL;
    const step = this.#columnsOfSlice(count * stride, PANEL * GROUP) / PANEL;
    for (let from = 0; from < last; from += step) {
      const until = Math.min(last, from + step);
      this.#kernels.addGram(this.#matrix, stride, this.#packed, this.#packed, count, from, until);
      if (until < last) yield;
    }
  }

  *#addTriangle(count: number): Sliced<void> {
    const stride = this.#stride;
    const length = 4 * Math.ceil(count / 4);
    this.#kernels.packColumns(this.#rows, this.width, stride, count, this.#packed, length);
    const step = this.#columnsOfSlice(2 * count * stride, PANEL);
    for (let from = 0; from < stride; from += step) {
      const until = Math.min(stride, from + step);
      this.#kernels.addTriangle(this.#matrix, stride, this.#packed, length, from, until);
      if (until < stride) yield;
    }
  }

  /** Columns of a slice where each costs so many MACs, in whole groups. */
  #columnsOfSlice(macs: number, group: number): number {
    return group * Math.max(1, Math.floor((KERNEL_SLICES * SLICE_MACS) / (macs * group)));
  }

  /** Result of work with sums of all rows of these and others of their kind, which are gone afterwards. */
  *merged<Result>(other: RowSums, work: (all: RowSums) => Sliced<Result>): Sliced<Result> {
    const mark = this.#arena.mark;
    const all = new RowSums(this.kind, this.width, this.memory);
    all.restore(this.matrix(), this.count);
    yield* all.merging(other);
    const result = yield* work(all);
    this.#arena.release(mark);
    return result;
  }

  /** Adds the rows of other sums of the same kind and width. */
  merge(other: RowSums): void {
    whole(this.merging(other));
  }

  *merging(other: RowSums): Sliced<void> {
    const matrix = other.matrix();
    if (this.kind === 'triangle') yield* this.adding(matrix, this.width);
    else this.restore(this.matrix().map((value, at) => value + matrix[at]!));
    this.#count += other.count - (this.kind === 'triangle' ? this.width : 0);
  }

  /**
   * Cholesky factor R of the first `size` columns of the Gram matrix, with `ridge` on its diagonal but for the first
   * entry: as `choleskyFactor`, and with its bits.
   * @returns R, `[size][width]`, with 0 below its diagonal; null where a pivot is 0 to 64 bits
   */
  factor(size: number, ridge: number): Float64Array | null {
    return whole(this.factoring(size, ridge));
  }

  *factoring(size: number, ridge: number): Sliced<Float64Array | null> {
    const { width } = this;
    const stride = this.#stride;
    const arena = this.#arena;
    const mark = arena.mark;
    const at = arena.take(8 * stride * stride);
    const room = arena.take(this.#kernels.factorRoom(stride));
    const raised = arena.doublesAt(at, stride * stride);
    raised.set(arena.doublesAt(this.#matrix, stride * stride));
    for (let column = 1; column < size; column++) raised[column * stride + column]! += ridge;
    this.#kernels.beginFactor(at, stride, size, room);
    for (let first = 0; first < size; ) {
      first = this.#kernels.factorBlock(at, stride, size, LEAST_PIVOT, room, first);
      if (first === 0) {
        arena.release(mark);
        return null;
      }
      yield;
    }
    const matrix = arena.doublesAt(at, stride * stride);
    arena.release(mark);
    const factor = new Float64Array(size * width);
    for (let row = 0; row < size; row++)
      factor.set(matrix.subarray(row * stride + row, row * stride + width), row * width + row);
    return factor;
  }

  /** Copy of the matrix, `[width][width]`: on and above its diagonal the Gram matrix or R, below it 0. */
  matrix(): Float64Array {
    const { width } = this;
    const stride = this.#stride;
    const held = this.#arena.doublesAt(this.#matrix, stride * stride);
    const matrix = new Float64Array(width * width);
    for (let row = 0; row < width; row++)
      matrix.set(held.subarray(row * stride + row, row * stride + width), row * width + row);
    return matrix;
  }

  /** Takes a matrix, as `matrix` gives it, in place of its own. */
  restore(matrix: Float64Array, count = this.#count): void {
    const { width } = this;
    const stride = this.#stride;
    const held = this.#arena.doublesAt(this.#matrix, stride * stride).fill(0);
    for (let row = 0; row < width; row++)
      held.set(matrix.subarray(row * width + row, (row + 1) * width), row * stride + row);
    this.#count = count;
  }
}

/** MACs of adding a row. */
export const rowMacs = (kind: SumKind, width: number): number =>
  kind === 'gram' ? (width * (width + 1)) / 2 : width * width;

/** Memory of sums, and the kernels that compute in it. */
export interface SumsMemory {
  readonly kernels: Kernels;
  readonly arena: Arena;
}

/** Compiled once a thread: a tournament may make thousands of small regressions. */
let newKernels: (() => Kernels) | null = null;

/** Kernels with a memory of their own. */
export function freshMemory(): SumsMemory {
  newKernels ??= kernelSource();
  const kernels = newKernels();
  return { kernels, arena: new Arena(kernels.memory, kernels.heapBase()) };
}
