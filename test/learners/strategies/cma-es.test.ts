import { describe, expect, it } from 'vitest';
import { cmaConstants } from '../../../src/learners/strategies/cma-constants.ts';
import {
  CmaEs,
  type CmaSettings,
  cmaEs,
  decompositionGap,
  MOST_FULL,
} from '../../../src/learners/strategies/cma-es.ts';
import {
  ellipsoid,
  evaluationsTo,
  generation,
  orthogonal,
  rosenbrock,
  rotated,
  sphere,
  startOf,
  type TestFunction,
  times,
} from '../../support/learners/minimise.ts';

const settings = (given: object = {}): CmaSettings => cmaEs.settings.parse(given) as unknown as CmaSettings;

const plain = { active: false, diagonal: false };
const defaults = (n: number, options = plain) => cmaConstants(n, 4 + Math.floor(3 * Math.log(n)), options);

describe('the constants of CMA-ES', () => {
  /** n, λ, μ, μ_eff, c_c, c_σ, c_1, c_μ, d_σ, χ_n: from the formulas of Hansen (2016), in Python. */
  it.each([
    [2, 6, 3, 2.0286, 0.6246, 0.4462, 0.15482, 0.05786, 1.4462, 1.2543],
    [10, 10, 5, 3.1673, 0.295, 0.2844, 0.01528, 0.02015, 1.2844, 3.0847],
    [21, 13, 6, 3.9809, 0.1651, 0.1995, 0.00399, 0.00838, 1.1995, 4.5285],
    [50, 15, 7, 4.5409, 0.0755, 0.1099, 0.00076, 0.00204, 1.1099, 7.0358],
    [100, 17, 8, 5.0962, 0.0389, 0.0645, 0.0002, 0.00063, 1.0645, 9.975],
  ])('are the published ones for n = %i', (n, population, parents, ...rates) => {
    const c = defaults(n);
    expect([c.population, c.parents]).toEqual([population, parents]);
    const own = [c.mass, c.pathRate, c.sigmaRate, c.rankOne, c.rankMu, c.damping, c.expectedLength];
    for (const [index, value] of own.entries()) {
      const unit = index === 3 || index === 4 ? 1.1e-5 : 1e-4;
      expect(Math.abs(value - rates[index]!)).toBeLessThan(unit / 2);
    }
  });

  it('have weights that fall, the first μ of which add up to 1', () => {
    const { weights, parents } = defaults(10);
    // ln 5.5 - ln i over their sum: by hand, 1.70475, 1.01160, .60614, .31845, .09531, together 3.73625.
    expect([...weights.subarray(0, 5)]).toEqual(
      [0.45627, 0.27075, 0.16223, 0.08523, 0.02551].map((weight) => expect.closeTo(weight, 5)),
    );
    expect(parents).toBe(5);
    expect([...weights.subarray(5)].map(Math.abs)).toEqual([0, 0, 0, 0, 0]);
  });

  it('have negative weights for the worse half where the update is active, bounded so that C stays positive', () => {
    const { weights, rankOne, rankMu, mass, n } = defaults(10, { active: true, diagonal: false });
    const worse = [...weights.subarray(5)];
    expect(worse.every((weight, index) => weight < 0 && weight < (worse[index - 1] ?? 0))).toBe(true);
    const raw = Array.from({ length: 5 }, (_, index) => Math.log(5.5) - Math.log(6 + index));
    const sum = raw.reduce((total, weight) => total + weight, 0);
    const massBelow = sum ** 2 / raw.reduce((total, weight) => total + weight ** 2, 0);
    const bound = Math.min(
      1 + rankOne / rankMu,
      1 + (2 * massBelow) / (mass + 2),
      (1 - rankOne - rankMu) / (n * rankMu),
    );
    expect(-worse.reduce((total, weight) => total + weight, 0)).toBeCloseTo(bound, 12);
  });

  it('learn a diagonal covariance (n + 2) / 3 times as fast, and never by more than all of it', () => {
    const [full, diagonal] = [defaults(100), defaults(100, { active: false, diagonal: true })];
    expect(diagonal.rankOne / full.rankOne).toBeCloseTo(34, 10);
    expect(diagonal.rankMu / full.rankMu).toBeCloseTo(34, 10);
    const { rankOne, rankMu } = cmaConstants(1000, 10_000, { active: false, diagonal: true });
    expect(rankOne + rankMu).toBeLessThanOrEqual(1);
  });

  it('let eigenvectors be found so seldom that they cost no more than the square of n a genome', () => {
    expect(decompositionGap(defaults(10))).toBe(1);
    const { rankOne, rankMu } = cmaConstants(156, 19, plain);
    expect(decompositionGap(cmaConstants(156, 19, plain))).toBe(Math.floor(1 / (312 * (rankOne + rankMu))));
  });
});

describe('CMA-ES', () => {
  const n = 10;
  /** Evaluations until a loss is below 1e-10, from σ = .5. */
  const evaluations = (f: TestFunction, at: number, given: object = {}, most = 20_000): number[] =>
    [1, 2, 3].map((seed) =>
      evaluationsTo(1e-10, new CmaEs(startOf(n, settings(given), { seed, at })), n, f, most),
    );

  // Hansen's programs take some 1,600 for the sphere, 6,000 for the ellipsoid and 6,000 for Rosenbrock's function.
  it.each<[string, TestFunction, number, number, number, object?]>([
    ['the sphere', sphere, 1, 1300, 2000],
    ['the ellipsoid', ellipsoid, 1, 4500, 8000],
    ['the rotated ellipsoid', rotated(ellipsoid, n), 1, 4500, 8000],
    ['the rotated ellipsoid, active', rotated(ellipsoid, n), 1, 3000, 5700, { active: true }],
    ['Rosenbrock’s function', rosenbrock, 0, 4000, 11_000],
    ['the ellipsoid, diagonal', ellipsoid, 1, 1700, 3800, { covariance: 'diagonal' }],
  ])('minimises %s in about as many evaluations as published', (_name, f, at, least, most, given = {}) => {
    for (const taken of evaluations(f, at, given)) {
      expect(taken).toBeGreaterThan(least);
      expect(taken).toBeLessThan(most);
    }
  });

  it('cannot learn a rotation with a diagonal covariance', () => {
    const [taken] = [1].map((seed) =>
      evaluationsTo(
        1e-10,
        new CmaEs(startOf(n, settings({ covariance: 'diagonal' }), { seed, at: 1 })),
        n,
        rotated(ellipsoid, n),
        8000,
      ),
    );
    expect(taken).toBe(Number.POSITIVE_INFINITY);
  });

  it('takes the same steps in rotated coordinates, as long as its covariance is the identity', () => {
    // B = I until the first decomposition, so rotating start and function rotates nothing of the draws: a function of
    // the distance alone cannot tell.
    const q = orthogonal(n);
    const plainStart = startOf(n, settings(), { at: 1 });
    const turned = { ...plainStart, point: () => times(q, plainStart.point(0)) };
    const one = new CmaEs(plainStart);
    const other = new CmaEs({ ...turned, random: plainStart.random });
    expect(Math.sqrt(sphere(turned.point()))).toBeCloseTo(Math.sqrt(sphere(plainStart.point(0))), 12);
    const [first, second] = [
      evaluationsTo(1e-10, one, n, sphere, 3000),
      evaluationsTo(1e-10, other, n, sphere, 3000),
    ];
    expect(first / second).toBeGreaterThan(0.8);
    expect(first / second).toBeLessThan(1.25);
  });

  it('needs as many evaluations for an ellipsoid however it is rotated', () => {
    const mean = (f: TestFunction) => {
      const taken = evaluations(f, 1);
      return taken.reduce((sum, value) => sum + value, 0) / taken.length;
    };
    const straight = mean(ellipsoid);
    for (const seed of [2, 3]) {
      const ratio = mean(rotated(ellipsoid, n, seed)) / straight;
      expect(ratio).toBeGreaterThan(0.85);
      expect(ratio).toBeLessThan(1.18);
    }
  });

  it('goes by ranks alone: an increasing function of the losses changes nothing', () => {
    const [one, other] = [1, 2].map(() => new CmaEs(startOf(n, settings({ active: true })))) as [
      CmaEs,
      CmaEs,
    ];
    for (let count = 0; count < 40; count++) {
      generation(one, n, ellipsoid);
      generation(other, n, (x) => Math.exp(ellipsoid(x) * 1e-5) - 7);
    }
    expect(other.mean).toEqual(one.mean);
  });

  it('learns the axes of an ellipsoid: the condition of C nears that of the function', () => {
    const strategy = new CmaEs(startOf(n, settings(), { at: 1 }));
    expect(strategy.measures().conditionNumber!()).toBe(1);
    evaluationsTo(1e-10, strategy, n, rotated(ellipsoid, n), 10_000);
    const condition = strategy.measures().conditionNumber!() as number;
    expect(condition).toBeGreaterThan(1e5);
    expect(condition).toBeLessThan(1e7);
  });

  it('lengthens its step on a slope, and shortens it near an optimum', () => {
    const step = (strategy: CmaEs) => strategy.measures().stepSize!() as number;
    const slope = new CmaEs(startOf(n, settings(), { at: 0 }));
    for (let count = 0; count < 30; count++) generation(slope, n, (x) => x[0]!);
    expect(step(slope)).toBeGreaterThan(5);
    expect(slope.measures().distance!()).toBeGreaterThan(5);
    const near = new CmaEs(startOf(n, settings(), { at: 0 }));
    for (let count = 0; count < 60; count++) generation(near, n, sphere);
    expect(step(near)).toBeLessThan(0.05);
  });

  it('stays where it is while every evaluation fails, but draws others', () => {
    const strategy = new CmaEs(startOf(n, settings()));
    const before = strategy.mean.slice();
    const [one, other] = [1, 2].map(() => {
      const points = new Float64Array(strategy.size * n);
      strategy.ask(points);
      strategy.tell(new Float64Array(strategy.size).fill(Number.POSITIVE_INFINITY));
      return points;
    });
    expect(strategy.mean).toEqual(before);
    expect(one).not.toEqual(other);
  });

  it('still minimises where a third of the evaluations fail', () => {
    const failing: TestFunction = (x) => (x[0]! > 0.8 ? Number.POSITIVE_INFINITY : sphere(x));
    const strategy = new CmaEs(startOf(n, settings(), { at: 0.5 }));
    expect(evaluationsTo(1e-6, strategy, n, failing, 3000)).toBeLessThan(3000);
  });

  it('has a full covariance up to some thousand weights, and a diagonal one above, unless it is told', () => {
    const arraysOf = (dimension: number, given: object) =>
      Object.keys(new CmaEs(startOf(dimension, settings({ population: 4, ...given }))).state().arrays);
    expect(arraysOf(20, {})).toContain('covariance');
    expect(arraysOf(MOST_FULL + 1, {})).toContain('variances');
    expect(arraysOf(20, { covariance: 'diagonal' })).toContain('variances');
  });

  it.each([{}, { active: true }, { covariance: 'diagonal' }])(
    'goes on from its state with %j as if it had never stopped',
    (given) => {
      const whole = new CmaEs(startOf(30, settings({ population: 6, ...given })));
      for (let count = 0; count < 7; count++) generation(whole, 30, ellipsoid);
      const resumed = new CmaEs({
        ...startOf(30, settings({ population: 6, ...given })),
        state: structuredClone(whole.state()),
      });
      for (let count = 0; count < 30; count++)
        expect(generation(resumed, 30, ellipsoid)).toEqual(generation(whole, 30, ellipsoid));
      expect(resumed.state()).toEqual(whole.state());
    },
  );
});
