import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/random.ts';
import { mannWhitney } from '../../src/statistics/mann-whitney.ts';
import { type Stratum, vanElteren } from '../../src/statistics/van-elteren.ts';

const alike: Stratum[] = [
  { x: [1, 2, 3, 4, 6], y: [5, 7, 8, 9, 10] },
  { x: [2, 1, 5, 7, 9], y: [3, 4, 6, 8, 10] },
];
const tiedAndUnequal: Stratum[] = [
  { x: [1, 1, 2, 3], y: [2, 3, 3, 4, 4] },
  { x: [0, 0, 1], y: [0, 1, 1, 5] },
  { x: [4, 2, 2, 8, 9], y: [1, 2, 3] },
];
const large: Stratum[] = [
  {
    x: Array.from({ length: 30 }, (_, i) => (7 * i) % 13),
    y: Array.from({ length: 28 }, (_, i) => ((5 * i) % 11) + 2),
  },
  { x: [1.5, 2.5, 9], y: [3, 4, 5, 6] },
];

describe('exact van Elteren test', () => {
  // python 3.11, exact fractions: for every stratum all itertools.combinations(range(N), m) of
  // scipy.stats.rankdata, their sums over (N + 1) convolved; p = share of sums at least as far from Σ m/2 as
  // the observed one
  it('equals the listing of all splits of every stratum', () => {
    expect(vanElteren(alike)).toMatchObject({ p: expect.closeTo(0.02969891660367851, 12), method: 'exact' });
    expect(vanElteren(tiedAndUnequal)).toMatchObject({
      p: expect.closeTo(0.32396339488176223, 12),
      method: 'exact',
    });
  });

  it('is the Mann-Whitney test where there is one stratum', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const one = mannWhitney(x, y);
        const other = vanElteren([{ x, y }]);
        expect(other.p).toBeCloseTo(one.p, 12);
        expect(other.share).toBeCloseTo(one.u / (x.length * y.length), 12);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('sees what repeats on every task, where no task alone shows it', () => {
    const shifted = { x: [1, 2, 4, 6, 8], y: [3, 5, 7, 9, 10] };
    expect(mannWhitney(shifted.x, shifted.y).p).toBeGreaterThan(0.1);
    expect(vanElteren(new Array(4).fill(shifted)).p).toBeLessThan(0.01);
  });

  it('cancels what tasks say against each other', () => {
    const one = { x: [1, 2, 3, 4, 5], y: [6, 7, 8, 9, 10] };
    expect(vanElteren([one, { x: one.y, y: one.x }])).toMatchObject({
      share: 0.5,
      p: expect.closeTo(1, 12),
    });
  });

  it('gives p = 1 where everything ties', () => {
    expect(
      vanElteren([
        { x: [1, 1], y: [1, 1] },
        { x: [2], y: [2] },
      ]).p,
    ).toBeCloseTo(1, 12);
  });

  it('refuses no strata, an empty sample and NaN', () => {
    expect(() => vanElteren([])).toThrow(RangeError);
    expect(() => vanElteren([...alike, { x: [], y: [1] }])).toThrow(RangeError);
    expect(() => vanElteren([{ x: [Number.NaN], y: [1] }])).toThrow(RangeError);
  });

  it('rejects equal contestants in at most 5 % of simulated tournaments, and not much less', () => {
    const random = randomStream('test', 'van-elteren');
    const draw = (scale: number) => Array.from({ length: 5 }, () => scale * random.uniform());
    let rejected = 0;
    for (let tournament = 0; tournament < 3000; tournament++) {
      const strata = [1, 10, 100].map((scale) => ({ x: draw(scale), y: draw(scale) }));
      if (vanElteren(strata).p <= 0.05) rejected++;
    }
    expect(rejected / 3000).toBeGreaterThan(0.035);
    expect(rejected / 3000).toBeLessThan(0.056);
  });
});

describe('van Elteren test of larger strata', () => {
  it("equals R's coin", () => {
    // R 4.2.2, coin 1.4-2: independence_test(y ~ g | b, distribution = "asymptotic") with y = rank within b /
    // (N + 1)
    expect(vanElteren(large)).toMatchObject({
      p: expect.closeTo(0.1489014926798351, 12),
      method: 'normal',
    });
  });

  it('is close to the exact one of the same trials', () => {
    const random = randomStream('test', 'van-elteren', 'normal');
    const draw = (size: number, shift: number) =>
      Array.from({ length: size }, () => random.uniform() + shift);
    const strata = [0.05, 0.1, 0.2].map((shift) => ({ x: draw(12, 0), y: draw(12, shift) }));
    // All alike, it adds nothing but its size, which is too large for the exact distribution.
    const idle = { x: new Array(26).fill(1), y: new Array(25).fill(1) };
    const [exact, normal] = [vanElteren(strata), vanElteren([...strata, idle])];
    expect([exact.method, normal.method]).toEqual(['exact', 'normal']);
    expect(exact.p).toBeGreaterThan(0.001);
    expect(normal.p / exact.p).toBeGreaterThan(0.95);
    expect(normal.p / exact.p).toBeLessThan(1.05);
  });

  it('takes a hundred tasks of 25 trials a side', () => {
    const stratum = {
      x: Array.from({ length: 25 }, (_, i) => i),
      y: Array.from({ length: 25 }, (_, i) => i + 3.5),
    };
    const { p, method } = vanElteren(new Array(100).fill(stratum));
    expect(method).toBe('normal');
    expect(p).toBeLessThan(1e-10);
  });
});
