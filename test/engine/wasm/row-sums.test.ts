import { describe, expect, it } from 'vitest';
import { RowSums } from '../../../src/engine/wasm/row-sums.ts';
import { choleskyFactor } from '../../../src/numeric/cholesky.ts';
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

describe('the Cholesky factor of the Gram matrix', () => {
  // A corner alone, one block that is not whole, blocks with and without a rest, targets within and beyond a panel.
  it.each([
    [5, 4],
    [67, 64],
    [70, 65],
    [133, 130],
    [152, 128],
  ])('has the bits of the plain one: %i columns, of which %i are factorised', (width, size) => {
    const values = Float64Array.from({ length: 2 * width * width }, () => random.normal());
    const sums = new RowSums('gram', width);
    sums.add(values);
    const matrix = sums.matrix();
    for (const ridge of [0, 0.5]) {
      const raised = matrix.slice();
      for (let column = 1; column < size; column++) raised[column * width + column]! += ridge;
      const [factor, plain] = [sums.factor(size, ridge)!, choleskyFactor(raised, width, size)!];
      expect(factor).toHaveLength(plain.length);
      expect(factor.every((value, at) => value === plain[at])).toBe(true);
    }
    // Sums stay as they were.
    expect(sums.matrix().every((value, at) => value === matrix[at])).toBe(true);
  });

  it('is none of a singular matrix, wherever its pivot is 0', () => {
    for (const at of [1, 40, 69]) {
      const sums = new RowSums('gram', 71);
      const values = Float64Array.from({ length: 71 * 90 }, () => random.normal());
      for (let row = 0; row < 90; row++) values[row * 71 + at] = values[row * 71]!;
      sums.add(values);
      expect(sums.factor(70, 0)).toBeNull();
      expect(sums.factor(70, 1)).not.toBeNull();
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

// Sums so wide that a block of rows takes more than one slice.
it.each([
  ['gram', 2600],
  ['triangle', 1800],
] as const)('a block of rows for a %s of %i columns comes in slices, and is the same', (kind, width) => {
  const sums = new RowSums(kind, width);
  const count = 128;
  const values = Float64Array.from({ length: count * width }, (_, at) => ((at * 7919) % 101) / 101 - 0.5);
  const work = sums.adding(values);
  let slices = 1;
  for (; !work.next().done; slices++) {
    expect(sums.isWithin).toBe(true);
    expect(sums.count).toBe(0);
  }
  expect(slices).toBeGreaterThan(1);
  expect([sums.isWithin, sums.count]).toEqual([false, count]);
  const matrix = sums.matrix();
  for (const [i, j] of [
    [0, 0],
    [3, width - 1],
    [width / 2, width / 2 + 9],
    [width - 70, width - 3],
  ] as const) {
    let expected = 0;
    for (let row = 0; row < count; row++) expected += values[row * width + i]! * values[row * width + j]!;
    let found = matrix[i * width + j]!;
    if (kind === 'triangle') {
      found = 0;
      for (let row = 0; row <= i; row++) found += matrix[row * width + i]! * matrix[row * width + j]!;
    }
    expect(found).toBeCloseTo(expected, 9);
  }
});
