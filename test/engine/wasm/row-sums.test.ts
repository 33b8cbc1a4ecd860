import { describe, expect, it } from 'vitest';
import { RowSums } from '../../../src/engine/wasm/row-sums.ts';
import { randomStream } from '../../../src/random/random.ts';

const WIDTH = 13;
const COUNT = 301;
const random = randomStream('row-sums');
const rows = Float64Array.from({ length: WIDTH * COUNT }, () => random.normal());

/** Xᵀ X, summed row after row. */
const gram = (i: number, j: number): number => {
  let sum = 0;
  for (let row = 0; row < COUNT; row++) sum += rows[row * WIDTH + i]! * rows[row * WIDTH + j]!;
  return sum;
};
const pairs = Array.from({ length: WIDTH }, (_, i) =>
  Array.from({ length: WIDTH - i }, (_, j) => [i, i + j] as const),
).flat();

describe('the Gram matrix of rows', () => {
  it('has the bits of a sum row after row, however the rows are cut', () => {
    const expected = pairs.map(([i, j]) => gram(i, j));
    for (const cuts of [[COUNT], [1, 7, 128, 165], [150, 151]]) {
      const sums = new RowSums('gram', WIDTH);
      let from = 0;
      for (const count of cuts) {
        sums.add(rows.subarray(from * WIDTH, (from + count) * WIDTH));
        from += count;
      }
      const matrix = sums.matrix();
      expect(pairs.map(([i, j]) => matrix[i * WIDTH + j])).toEqual(expected);
      expect(sums.count).toBe(COUNT);
    }
  });
});

describe('the triangle of rows', () => {
  it('has Rᵀ R = Xᵀ X', () => {
    const sums = new RowSums('triangle', WIDTH);
    sums.add(rows);
    const r = sums.matrix();
    for (const [i, j] of pairs) {
      let product = 0;
      for (let k = 0; k <= i; k++) product += r[k * WIDTH + i]! * r[k * WIDTH + j]!;
      expect(product).toBeCloseTo(gram(i, j), 11);
    }
  });

  it('keeps a singular value whose square a Gram matrix loses', () => {
    const sums = new RowSums('triangle', 2);
    const small = 1e-10;
    sums.add(Float64Array.of(1, 1, 1, 1 + small, 1, 1 - small));
    const r = sums.matrix();
    expect(Math.abs(r[3]!) / (small * Math.SQRT2)).toBeCloseTo(1, 5);
  });
});

it.each(['gram', 'triangle'] as const)('two %ss merge to one of all rows, and are restored', (kind) => {
  const [first, second, all] = [0, 1, 2].map(() => new RowSums(kind, WIDTH)) as [RowSums, RowSums, RowSums];
  first.add(rows.subarray(0, 200 * WIDTH));
  second.add(rows.subarray(200 * WIDTH));
  all.add(rows);
  const copy = new RowSums(kind, WIDTH);
  copy.restore(first.matrix(), first.count);
  copy.merge(second);
  expect(copy.count).toBe(COUNT);
  const [merged, whole] = [copy.matrix(), all.matrix()];
  for (const [i, j] of pairs)
    expect(Math.abs(merged[i * WIDTH + j]!)).toBeCloseTo(Math.abs(whole[i * WIDTH + j]!), 10);
});
