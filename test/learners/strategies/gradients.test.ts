/** Strategies that follow a gradient of the expected loss: SNES, OpenAI-ES, PGPE. */
import { describe, expect, it } from 'vitest';
import { OpenAiEs, openAiEs } from '../../../src/learners/strategies/openai-es.ts';
import { Pgpe, pgpe } from '../../../src/learners/strategies/pgpe.ts';
import { centredRanks, ranking, utilities, weightsOf } from '../../../src/learners/strategies/ranks.ts';
import { defaultStepRate, Snes, snes } from '../../../src/learners/strategies/snes.ts';
import { ellipsoid, evaluationsTo, generation, sphere, startOf } from '../../support/learners/minimise.ts';

const n = 10;

describe('ranks', () => {
  it('put failed evaluations last and keep the order of equal losses', () => {
    expect([...ranking(Float64Array.of(3, Number.POSITIVE_INFINITY, 1, 3, -2))]).toEqual([4, 2, 0, 3, 1]);
  });

  it('give equal losses the mean of their weights', () => {
    expect([...weightsOf(Float64Array.of(2, 1, 2, 5), Float64Array.of(0.5, 0.3, 0.1, 0.1))]).toEqual([
      0.2, 0.5, 0.2, 0.1,
    ]);
  });

  it('are centred between a half and minus a half', () => {
    expect([...centredRanks(5)]).toEqual([0.5, 0.25, 0, -0.25, -0.5]);
    expect([...centredRanks(1)]).toEqual([0]);
  });

  it('have the utilities of natural evolution strategies', () => {
    // λ = 10: max(0, ln 6 - ln i) over their sum, less 1/10.
    const expected = [0.3295, 0.1634, 0.0662, -0.0028, -0.0564, -0.1, -0.1, -0.1, -0.1, -0.1];
    for (const [rank, value] of utilities(10).entries()) expect(value).toBeCloseTo(expected[rank]!, 3);
    expect(utilities(10).reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 14);
  });
});

describe('SNES', () => {
  const settings = snes.settings.parse({}) as unknown as ConstructorParameters<typeof Snes>[0]['settings'];
  const begun = (seed: number, at: number) => new Snes(startOf(n, settings, { seed, at }));

  it('has the published size of a generation and learning rate', () => {
    expect(begun(1, 0).size).toBe(10);
    expect(defaultStepRate(10)).toBeCloseTo(0.33536, 5);
    expect(defaultStepRate(100)).toBeCloseTo(0.1521, 4);
  });

  it('minimises the sphere and an ellipsoid along the coordinates', () => {
    for (const seed of [1, 2, 3]) {
      const taken = evaluationsTo(1e-10, begun(seed, 1), n, sphere, 5000);
      expect(taken).toBeGreaterThan(800);
      expect(taken).toBeLessThan(3000);
      expect(evaluationsTo(1e-10, begun(seed, 1), n, ellipsoid, 10_000)).toBeLessThan(6000);
    }
  });

  it('makes one update by the published formulas', () => {
    const strategy = begun(1, 0);
    const points = new Float64Array(10 * n);
    strategy.ask(points);
    const s = points.map((value) => value / 0.5);
    strategy.tell(Float64Array.from({ length: 10 }, (_, k) => k));
    const u = utilities(10);
    for (let index = 0; index < n; index++) {
      let [slope, spread] = [0, 0];
      for (let k = 0; k < 10; k++) {
        slope += u[k]! * s[k * n + index]!;
        spread += u[k]! * (s[k * n + index]! ** 2 - 1);
      }
      expect(strategy.mean[index]).toBeCloseTo(0.5 * slope, 12);
      expect(strategy.sigma[index]).toBeCloseTo(0.5 * Math.exp(0.5 * defaultStepRate(n) * spread), 12);
    }
  });
});

describe('OpenAI-ES', () => {
  type Settings = ConstructorParameters<typeof OpenAiEs>[0]['settings'];
  const begun = (given: object, at = 1) =>
    new OpenAiEs(startOf(n, openAiEs.settings.parse(given) as unknown as Settings, { at }));

  it('draws antithetic pairs around its centre', () => {
    const strategy = begun({ pairs: 3, noise: 0.1 });
    const points = new Float64Array(6 * n);
    strategy.ask(points);
    for (let pair = 0; pair < 3; pair++) {
      for (let index = 0; index < n; index++) {
        const [plus, minus] = [points[2 * pair * n + index]!, points[(2 * pair + 1) * n + index]!];
        expect(plus + minus).toBeCloseTo(2, 12);
        expect(plus).not.toBe(1);
      }
    }
  });

  it('estimates a gradient along that of a linear function', () => {
    const strategy = begun({ pairs: 2000, noise: 0.1 });
    const slope = Float64Array.from({ length: n }, (_, index) => index - 3);
    const points = new Float64Array(4000 * n);
    strategy.ask(points);
    const losses = Float64Array.from({ length: 4000 }, (_, k) =>
      slope.reduce((sum, value, index) => sum + value * points[k * n + index]!, 0),
    );
    const gradient = strategy.gradient(losses);
    const along = gradient.reduce((sum, value, index) => sum + value * slope[index]!, 0);
    expect(along / Math.sqrt(sphere(gradient) * sphere(slope))).toBeGreaterThan(0.99);
    // Uniform ranks over ±1/2 of a normal loss: E[u ε] = 1 / (2 √π) in its direction; over σ.
    expect(along / Math.sqrt(sphere(slope))).toBeCloseTo(1 / (2 * Math.sqrt(Math.PI) * 0.1), 0);
  });

  it('makes its first step of Adam by the learning rate in each weight, against the gradient', () => {
    const strategy = begun({ pairs: 5, weightDecay: 0, learningRate: 0.03 });
    const before = strategy.centre.slice();
    generation(strategy, n, sphere);
    for (const [index, value] of strategy.centre.entries()) {
      expect(Math.abs(value - before[index]!)).toBeCloseTo(0.03, 6);
    }
    expect(strategy.measures().updateSize!()).toBeCloseTo(0.03 * Math.sqrt(n), 5);
  });

  it('lets weights decay where losses say nothing', () => {
    const strategy = begun({ pairs: 5, learningRate: 0.01 });
    for (let count = 0; count < 50; count++) generation(strategy, n, () => 1);
    for (const value of strategy.centre) expect(value).toBeLessThan(0.6);
  });

  it('nears the optimum of the sphere', () => {
    const strategy = begun({ pairs: 20, noise: 0.02, learningRate: 0.02 });
    for (let count = 0; count < 150; count++) generation(strategy, n, sphere);
    expect(sphere(strategy.centre)).toBeLessThan(1e-3);
  });
});

describe('PGPE', () => {
  type Settings = ConstructorParameters<typeof Pgpe>[0]['settings'];
  const begun = (given: object, at = 1) =>
    new Pgpe(startOf(n, pgpe.settings.parse(given) as unknown as Settings, { at }));

  it('makes one update of one pair by the published formulas', () => {
    const strategy = begun({ pairs: 1, initialStep: 0.3, meanRate: 0.2, stepRate: 0.1 });
    const points = new Float64Array(2 * n);
    const noise = (): Float64Array => {
      strategy.ask(points);
      return Float64Array.from({ length: n }, (_, index) => (points[index]! - points[n + index]!) / 2);
    };
    // Losses 3 and 5: m = -3, b = -4, r+ - r- = 2, 2m - r+ - r- = 2. A baseline of their mean moves no σ.
    const first = noise();
    strategy.tell(Float64Array.of(3, 5));
    for (let index = 0; index < n; index++) {
      expect(strategy.centre[index]).toBeCloseTo(1 + 0.2 * first[index]!, 12);
      expect(strategy.sigma[index]).toBeCloseTo(0.3, 14);
    }
    // Losses 3.5 and 4: (r+ - r-) / (2m - r+ - r-) = .5 / 1.5; ((r+ + r-)/2 - b) / (m - b) = .25.
    const before = strategy.centre.slice();
    const second = noise();
    strategy.tell(Float64Array.of(3.5, 4));
    for (let index = 0; index < n; index++) {
      const square = second[index]! ** 2;
      expect(strategy.centre[index]).toBeCloseTo(before[index]! + (0.2 / 3) * second[index]!, 12);
      const change = (0.1 * 0.25 * (square - 0.09)) / 0.3;
      expect(strategy.sigma[index]).toBeCloseTo(0.3 + Math.max(-0.06, Math.min(0.06, change)), 12);
    }
  });

  it('learns nothing from a pair of which one has failed', () => {
    const strategy = begun({ pairs: 1 });
    const before = strategy.centre.slice();
    strategy.ask(new Float64Array(2 * n));
    strategy.tell(Float64Array.of(1, Number.POSITIVE_INFINITY));
    expect(strategy.centre).toEqual(before);
  });

  it('nears the optimum of the sphere', () => {
    const strategy = begun({ pairs: 10, initialStep: 0.3 });
    for (let count = 0; count < 600; count++) generation(strategy, n, sphere);
    expect(sphere(strategy.centre)).toBeLessThan(0.1);
  });
});
