/** Sobol points. */
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/random.ts';
import { MOST_DIMENSIONS, sobolPoints } from '../../src/random/sobol.ts';

const take = (count: number, points: Iterable<number[]>): number[][] => {
  const taken: number[][] = [];
  for (const point of points) {
    taken.push(point);
    if (taken.length === count) break;
  }
  return taken;
};

describe('Sobol points', () => {
  it('equal those of scipy', () => {
    // scipy 1.17.1: scipy.stats.qmc.Sobol(32, scramble=False, bits=30).random(8)[:, [0, 1, 2, 3, 10, 20, 31]]
    const places = [0, 1, 2, 3, 10, 20, 31];
    const points = take(8, sobolPoints(32)).map((point) => places.map((place) => point[place]));
    expect(points).toEqual([
      [0, 0, 0, 0, 0, 0, 0],
      [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25, 0.25, 0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75, 0.75, 0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625, 0.875, 0.875, 0.125, 0.125],
      [0.875, 0.875, 0.125, 0.375, 0.375, 0.625, 0.625],
      [0.625, 0.125, 0.875, 0.625, 0.125, 0.375, 0.375],
      [0.125, 0.625, 0.375, 0.125, 0.625, 0.875, 0.875],
    ]);
    // The same with random(4096)[3000].
    expect(take(3001, sobolPoints(32))[3000]).toEqual([
      0.150146484375, 0.338134765625, 0.582763671875, 0.423583984375, 0.968994140625, 0.867431640625,
      0.769287109375, 0.392333984375, 0.614990234375, 0.417724609375, 0.069091796875, 0.639404296875,
      0.142822265625, 0.209716796875, 0.261474609375, 0.077392578125, 0.090087890625, 0.856689453125,
      0.639892578125, 0.811767578125, 0.912841796875, 0.211181640625, 0.816162109375, 0.534912109375,
      0.041259765625, 0.780517578125, 0.735595703125, 0.498779296875, 0.396728515625, 0.593017578125,
      0.406982421875, 0.808837890625,
    ]);
  });

  const shifts = [
    ['as they are', () => undefined],
    ['shifted', () => randomStream(7, 'shift')],
  ] as const;

  describe.each(shifts)('%s', (_, shift) => {
    it('have one point in each of 2^k equal intervals of every coordinate, in every block of 2^k', () => {
      const points = take(1024, sobolPoints(MOST_DIMENSIONS, shift()));
      for (const size of [2, 8, 64, 256]) {
        for (let from = 0; from < 1024; from += size) {
          for (let dimension = 0; dimension < MOST_DIMENSIONS; dimension++) {
            const cells = points
              .slice(from, from + size)
              .map((point) => Math.floor(size * point[dimension]!));
            expect(new Set(cells).size).toBe(size);
          }
        }
      }
    });

    it('fill the cells of every grid alike in the first two coordinates', () => {
      // The first two coordinates are a (0, 2)-sequence: each elementary rectangle of area 2^-k has one of 2^k points.
      const points = take(256, sobolPoints(2, shift()));
      for (let across = 0; across <= 8; across++) {
        const [columns, rows] = [2 ** across, 2 ** (8 - across)];
        const cells = points.map(([x, y]) => Math.floor(columns * x!) * rows + Math.floor(rows * y!));
        expect(new Set(cells).size).toBe(256);
      }
    });

    it('fill the four quarters of every pair of the first 12 coordinates alike, by 64 points', () => {
      const points = take(64, sobolPoints(12, shift()));
      for (let one = 0; one < 12; one++) {
        for (let other = 0; other < one; other++) {
          const counts = new Int32Array(4);
          for (const point of points)
            counts[2 * Math.floor(2 * point[one]!) + Math.floor(2 * point[other]!)]!++;
          expect([...counts]).toEqual([16, 16, 16, 16]);
        }
      }
    });
  });

  it('differ with the stream of the shift, and not otherwise', () => {
    const points = (seed: number) => take(5, sobolPoints(3, randomStream(seed, 'shift')));
    expect(points(1)).toEqual(points(1));
    expect(points(1)).not.toEqual(points(2));
  });

  it('have 1 to 32 dimensions', () => {
    expect(() => take(1, sobolPoints(0))).toThrow('1 to 32 dimensions, not 0');
    expect(() => take(1, sobolPoints(33))).toThrow('1 to 32 dimensions, not 33');
  });
});
