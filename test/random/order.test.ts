import { describe, expect, it } from 'vitest';
import { randomOrder } from '../../src/random/order.ts';
import { randomStream } from '../../src/random/random.ts';

const orderOf = (count: number, name: string | number): number[] => {
  const order = randomOrder(count, randomStream('order', name));
  return Array.from({ length: count }, (_, place) => order(place));
};

describe('a random order', () => {
  it('has each number at one place', () => {
    for (const count of [1, 2, 3, 4, 5, 16, 17, 63, 64, 65, 1000, 4099]) {
      expect(orderOf(count, 1).sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, at) => at));
    }
  });

  it('is the same from the same stream, and another one from another', () => {
    expect(orderOf(50, 1)).toEqual(orderOf(50, 1));
    expect(new Set([1, 2, 3, 4, 5].map((name) => String(orderOf(50, name)))).size).toBe(5);
  });

  it('reaches the last of 2^32 numbers', () => {
    const order = randomOrder(2 ** 32, randomStream('order', 'large'));
    const some = [0, 1, 2 ** 31, 2 ** 32 - 1].map(order);
    expect(new Set(some).size).toBe(4);
    for (const number of some) expect(number >= 0 && number < 2 ** 32 && Number.isInteger(number)).toBe(true);
  });

  it.each([4, 7, 10])('of %i puts each number as often at each place, and pairs too', (count) => {
    const draws = 4000;
    const places = new Float64Array(count * count);
    const pairs = new Float64Array(count * count);
    for (let draw = 0; draw < draws; draw++) {
      const order = orderOf(count, `${count} ${draw}`);
      for (const [place, number] of order.entries()) places[place * count + number]! += 1;
      pairs[order[0]! * count + order[1]!]! += 1;
    }
    const chiSquare = (counts: Float64Array, expected: number): number =>
      counts.reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0);
    const apart = pairs.filter((_, at) => Math.floor(at / count) !== at % count);
    // Six standard deviations above the mean: 1e-6 or so by chance.
    const most = (freedom: number): number => freedom + 6 * Math.sqrt(2 * freedom);
    expect(chiSquare(places, draws / count)).toBeLessThan(most((count - 1) ** 2));
    expect(chiSquare(apart, draws / (count * (count - 1)))).toBeLessThan(most(count * (count - 1) - 1));
  });
});
