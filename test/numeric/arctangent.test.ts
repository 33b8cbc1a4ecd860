import { describe, expect, it } from 'vitest';
import { atan2 } from '../../src/numeric/arctangent.ts';
import { randomStream } from '../../src/random/random.ts';

describe('the angle of a point', () => {
  it('is that of the language within 2^-51, all around and close to the axes', () => {
    const random = randomStream('atan2');
    for (let draw = 0; draw < 20_000; draw++) {
      const size = 10 ** (6 * random.uniform() - 3);
      const [y, x] = [size * random.normal(), random.normal()];
      expect(Math.abs(atan2(y, x) - Math.atan2(y, x))).toBeLessThanOrEqual(2 ** -51);
    }
  });

  it('is exact on the axes and diagonals, and 0 for the origin', () => {
    const eighth = Math.PI / 4;
    const [across, up] = [
      [1, 1, 0, -1, -1, -1, 0, 1],
      [0, 1, 1, 1, 0, -1, -1, -1],
    ];
    const angles = across!.map((x, at) => atan2(up![at]!, x));
    expect(angles).toEqual([0, 1, 2, 3, 4, -3, -2, -1].map((eighths) => eighths * eighth));
    expect(atan2(0, 0)).toBe(0);
  });

  it('is odd in y, and no number where a number is not finite', () => {
    for (const [y, x] of [
      [1, 2],
      [5, -0.1],
      [1e-300, 1e300],
    ] as const)
      expect(atan2(-y, x)).toBe(-atan2(y, x));
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(atan2(bad, 1)).toBeNaN();
      expect(atan2(1, bad)).toBeNaN();
    }
  });
});
