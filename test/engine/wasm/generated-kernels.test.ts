/** The generated matrix products: other widths and row counts than those in use have the bits of plain loops too. */
import { describe, expect, it } from 'vitest';
import { generatedSources } from '../../../scripts/kernels/sources.ts';
import { code } from '../../../scripts/kernels/unroll.ts';
import {
  outerGroup,
  outerStretch,
  type TileShape,
  tileShapes,
} from '../../../src/engine/wasm/tile-shapes.ts';
import { randomStream } from '../../../src/random/random.ts';

/** The exports of `entry`. */
interface Products {
  readonly memory: WebAssembly.Memory;
  heapBase(): number;
  blockRows(width: number): number;
  pack(...args: readonly number[]): void;
  product(...args: readonly (number | boolean)[]): void;
  accumulate(...args: readonly number[]): void;
  reduce(...args: readonly number[]): void;
}

const entry = `
export { blockRows, product } from './product.generated';
export { accumulate, reduce } from './outer.generated';
export { pack } from './pack';
export function heapBase(): usize { return __heap_base; }
`;

async function compile(shapes: readonly TileShape[], outerRows: number): Promise<Products> {
  const { compileKernels } = await import(new URL('../../../scripts/build-wasm.js', import.meta.url).href);
  const sources = { ...generatedSources(shapes, outerRows), 'products.ts': entry };
  const module: Uint8Array<ArrayBuffer> = await compileKernels(sources, 'products.ts');
  const products = new WebAssembly.Instance(new WebAssembly.Module(module)).exports as unknown as Products;
  products.memory.grow(128);
  return products;
}

/** Hands out places in the memory of the products one after the other, filled with random numbers. */
function roomIn({ memory, heapBase }: Products, seed: string): (count: number) => Float32Array {
  const random = randomStream(seed, 'generated-kernels');
  let next = Math.ceil(heapBase() / 16) * 16;
  return (count) => {
    const place = new Float32Array(memory.buffer, next, count);
    for (const at of place.keys()) place[at] = 2 * random.uniform() - 1;
    next += Math.ceil(count / 4) * 16;
    return place;
  };
}

const round = Math.fround;

/** `out + M · in` with M `[rows][columns]` and in `[columns][lanes]`, every sum in the order of the columns. */
function plainProduct(
  start: (row: number, lane: number) => number,
  matrix: (row: number, column: number) => number,
  input: Float32Array,
  rows: number,
  lanes: number,
): Float32Array {
  const columns = input.length / lanes;
  return Float32Array.from({ length: rows * lanes }, (_, at) => {
    const row = Math.floor(at / lanes);
    const lane = at % lanes;
    let sum = start(row, lane);
    for (let k = 0; k < columns; k++) sum = round(sum + round(matrix(row, k) * input[k * lanes + lane]!));
    return sum;
  });
}

/** Compares the product with plain loops, with a part of the last block's rows beyond the matrix. */
function checkProduct(kernels: Products, { lanes, rows: block }: TileShape): void {
  const [first, second] = [3, 5];
  for (const rows of [2 * block, 2 * block + 1]) {
    const room = roomIn(kernels, `product ${lanes} ${rows}`);
    const padded = Math.ceil(rows / block) * block;
    const bias = room(rows);
    const one = room(rows * first);
    const other = room(rows * second);
    const packed = room(padded * (1 + first + second));
    const input = room((first + second) * lanes);
    const out = room(padded * lanes);
    const before = out.slice();
    const [x, h] = [input.byteOffset, input.byteOffset + 4 * first * lanes];
    const matrices = [one.byteOffset, first, first, 1, other.byteOffset, second, second, 1];
    kernels.pack(packed.byteOffset, block, rows, bias.byteOffset, ...matrices);
    const matrix = (row: number, k: number) =>
      k < first ? one[row * first + k]! : other[row * second + k - first]!;
    for (const gathered of [true, false]) {
      kernels.product(lanes, out.byteOffset, packed.byteOffset, rows, x, first, h, second, gathered);
      const start = (row: number, lane: number) => (gathered ? before[row * lanes + lane]! : bias[row]!);
      const expected = plainProduct(start, matrix, input, rows, lanes);
      expect(out.slice(0, rows * lanes)).toEqual(expected);
    }
  }
}

/** `total[i][j] + factor · Σ_step Σ_lane a b`: eight lanes by themselves, from zero every 16 steps, then together. */
function plainOuter(
  a: readonly Float32Array[],
  b: readonly Float32Array[],
  i: number,
  j: number,
  lanes: number,
): number {
  const totals = new Float32Array(8);
  for (let from = 0; from < a.length; from += 16) {
    const sums = new Float32Array(8);
    for (let step = from; step < Math.min(from + 16, a.length); step++) {
      for (let lane = 0; lane < lanes; lane++) {
        sums[lane % 8]! += round(a[step]![i * lanes + lane]! * b[step]![j * lanes + lane]!);
      }
    }
    for (const [lane, sum] of sums.entries()) totals[lane]! += sum;
  }
  const four = [0, 1, 2, 3].map((lane) => round(totals[lane]! + totals[lane + 4]!));
  return round(round(four[0]! + four[1]!) + round(four[2]! + four[3]!));
}

/** Compares the outer products with plain loops, over a stretch of steps and a part of a second one. */
function checkOuter(
  kernels: Products,
  lanes: number,
  outerRows: number,
  [blocksA, blocksB]: readonly [number, number],
): void {
  const room = roomIn(kernels, `outer ${lanes} ${outerRows} ${blocksA}`);
  const [rowsA, rowsB] = [(blocksA - 1) * outerRows + 1, (blocksB - 1) * outerRows + 1];
  const [steps, factor] = [21, round(0.3)];
  const sizeA = blocksA * outerRows * lanes;
  const sizeB = blocksB * outerRows * lanes;
  const a = Array.from({ length: steps }, () => room(sizeA));
  const b = Array.from({ length: steps }, () => room(sizeB));
  const totals = room(8 * blocksA * blocksB * outerRows * outerRows).fill(0);
  const out = room(rowsA * rowsB);
  const before = out.slice();
  const [atA, atB] = [a[0]!.byteOffset, b[0]!.byteOffset];
  const copies = room((outerGroup + blocksB) * outerRows * outerStretch * lanes).byteOffset;
  kernels.accumulate(lanes, copies, totals.byteOffset, atA, rowsA, 4 * sizeA, atB, rowsB, 4 * sizeB, steps);
  kernels.reduce(totals.byteOffset, rowsA, rowsB, out.byteOffset, rowsB, factor);
  const expected = before.map((value, at) => {
    return value + round(factor * plainOuter(a, b, Math.floor(at / rowsB), at % rowsB, lanes));
  });
  expect(out).toEqual(expected);
}

const widest = Math.max(...tileShapes.map(({ lanes }) => lanes));

describe('the generated products', () => {
  it.each([
    { what: 'the shapes in use and one more width', shapes: [shape(widest + 8, 2), ...tileShapes] },
    { what: 'one shape alone, of another number of rows', shapes: [shape(8, 3)], outerRows: 4 },
  ])('have the bits of plain loops: $what', { timeout: 180_000 }, async ({ shapes, outerRows = 3 }) => {
    const kernels = await compile(shapes, outerRows);
    for (const shape of shapes) {
      expect(kernels.blockRows(shape.lanes)).toBe(shape.rows);
      checkProduct(kernels, shape);
      checkOuter(kernels, shape.lanes, outerRows, [3, 2]);
      // Of that many panels copies are made, in groups.
      checkOuter(kernels, shape.lanes, outerRows, [outerGroup + 13, 24]);
    }
  });

  it('refuse a shape that the kernels cannot have', () => {
    expect(() => generatedSources([shape(12, 3)])).toThrow(
      'tiles of 12 lanes: the lanes are a multiple of 8',
    );
    expect(() => generatedSources([shape(0, 3)])).toThrow('tiles of 0 lanes');
    expect(() => generatedSources([shape(16, 2.5)])).toThrow('blocks of 2.5 rows: from 1 to 32 are possible');
    expect(() => generatedSources([shape(16, 2), shape(16, 4)])).toThrow('tiles of 16, 16 lanes');
    expect(() => generatedSources([])).toThrow('one shape or more');
    expect(() => generatedSources(tileShapes, 10)).toThrow('outer products in 10 rows: from 1 to 9');
  });
});

function shape(lanes: number, rows: number): TileShape {
  return { lanes, rows, cost: 1, counted: rows };
}

it('code is filled in line by line at its own indentation', () => {
  const text = code`
    if (x) {
      ${['a();', 'b();']}
    }
    ${code`
        while (y) {
          ${'c();'}
        }`}`;
  expect(text).toBe('if (x) {\n  a();\n  b();\n}\nwhile (y) {\n  c();\n}');
});
