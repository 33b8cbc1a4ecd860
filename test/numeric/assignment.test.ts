import { describe, expect, it } from 'vitest';
import { assign } from '../../src/numeric/assignment.ts';
import { randomStream } from '../../src/random/random.ts';

function* orders(rest: readonly number[]): Generator<number[]> {
  if (rest.length === 0) yield [];
  for (const [at, one] of rest.entries()) {
    for (const other of orders(rest.toSpliced(at, 1))) yield [one, ...other];
  }
}

describe('an assignment', () => {
  it('has the greatest profit of all, by brute force', () => {
    for (let size = 1; size <= 6; size++) {
      const random = randomStream('assignment', size);
      for (let repeat = 0; repeat < 20; repeat++) {
        const profits = Float64Array.from({ length: size * size }, () => random.normal());
        const profitOf = (columns: ArrayLike<number>): number =>
          Array.from(columns).reduce((sum, column, row) => sum + profits[row * size + column]!, 0);
        const greatest = Math.max(...[...orders([...Array(size).keys()])].map(profitOf));
        const found = assign(profits, size);
        expect([...found].sort()).toEqual([...Array(size).keys()]);
        expect(profitOf(found)).toBeCloseTo(greatest, 10);
      }
    }
  });

  it('leaves its profits as they are, and is the same for equal ones', () => {
    const profits = new Float64Array(9).fill(0.5);
    expect([...assign(profits, 3)].sort()).toEqual([0, 1, 2]);
    expect(assign(profits, 3)).toEqual(assign(profits, 3));
    expect([...profits]).toEqual(new Array(9).fill(0.5));
  });
});
