import { expect, it } from 'vitest';
import { randomStream } from '../../src/random/random.ts';
import { Urn } from '../../src/random/urn.ts';

const drawn = (urn: Urn, count: number, seed: number): number[] => {
  const random = randomStream(seed, 'urn');
  return Array.from({ length: count }, () => urn.draw(random));
};

it('gives every number once, and the same again where it is restored', () => {
  const urn = new Urn(20);
  const all = drawn(urn, 20, 1);
  expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, number) => number));
  urn.restore();
  expect(drawn(urn, 20, 1)).toEqual(all);
  urn.restore();
  expect(drawn(urn, 7, 1)).toEqual(all.slice(0, 7));
  // Filled alone, it goes on from the order that the draws have left.
  urn.fill();
  const others = drawn(urn, 20, 1);
  expect(others).not.toEqual(all);
  expect(new Set(others).size).toBe(20);
});

it('is fair to all numbers, filled or restored', () => {
  for (const again of ['fill', 'restore'] as const) {
    const urn = new Urn(10);
    const random = randomStream(again, 'fair');
    const counts = new Array<number>(10).fill(0);
    for (let time = 0; time < 5000; time++) {
      for (let draw = 0; draw < 3; draw++) counts[urn.draw(random)]! += 1;
      urn[again]();
    }
    // 1500 of each, whose standard deviation is 32.
    for (const count of counts) expect(Math.abs(count - 1500)).toBeLessThan(150);
  }
});
