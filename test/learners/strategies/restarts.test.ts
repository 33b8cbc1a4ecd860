import { describe, expect, it } from 'vitest';
import { CmaEs, type CmaSettings, cmaEs } from '../../../src/learners/strategies/cma-es.ts';
import {
  type CmaInside,
  flatWindow,
  LossHistory,
  type StopSettings,
  stagnationWindow,
  stopOf,
} from '../../../src/learners/strategies/cma-stop.ts';
import { RestartingCmaEs, type RestartSettings } from '../../../src/learners/strategies/restarts.ts';
import {
  evaluationsTo,
  generation,
  rosenbrock,
  sphere,
  startOf,
  type TestFunction,
} from '../../support/learners/minimise.ts';

type Settings = CmaSettings & RestartSettings;
const settings = (given: object = {}): Settings =>
  cmaEs.settings.parse({ restarts: 'ipop', ...given }) as unknown as Settings;

const n = 4;
const make = (given: object = {}, at?: number, seed = 1) =>
  new RestartingCmaEs(
    startOf(n, settings(given), at === undefined ? { seed } : { seed, at }),
    (start) => new CmaEs(start),
  );

/** Valley at 0 in a plain of height 1, whose slope leads away from it: beyond a distance of 1 lies a plateau. */
const plateau: TestFunction = (x) => (sphere(x) < 1 ? sphere(x) : 1);

/** Rastrigin's function: local minima at whole numbers. */
const rastrigin: TestFunction = (x) =>
  x.reduce((sum, value) => sum + value * value + 10 * (1 - Math.cos(2 * Math.PI * value)), 0);

describe('CMA-ES with restarts', () => {
  it('is the search without them until the first restart, to the last bit', () => {
    const [plain, restarting] = [new CmaEs(startOf(n, settings())), make()];
    for (let count = 0; count < 60; count++)
      expect(generation(restarting, n, rosenbrock)).toEqual(generation(plain, n, rosenbrock));
    expect(restarting.restarts).toBe(0);
  });

  it('begins anew elsewhere with twice the population where losses are all alike', () => {
    const strategy = make({}, undefined);
    const first = strategy.size;
    const points: number[] = [];
    for (let count = 0; count < flatWindow(n, first) + flatWindow(n, 2 * first); count++) {
      const own = new Float64Array(strategy.size * n);
      strategy.ask(own);
      points.push(own[0]!);
      strategy.tell(new Float64Array(strategy.size).fill(1));
    }
    expect(strategy.lastStop).toBe('flat');
    expect(strategy.restarts).toBe(2);
    expect(strategy.size).toBe(4 * first);
    expect(strategy.measures().restarts!()).toBe(2);
    // No two generations are drawn from the same streams.
    expect(new Set(points).size).toBe(points.length);
  });

  it('waits so many generations for another loss, and for as many again after it', () => {
    const strategy = make({ growth: 1 });
    const window = flatWindow(n, strategy.size);
    const tell = (loss: number) => strategy.tell(new Float64Array(strategy.size).fill(loss));
    for (let count = 0; count < window - 1; count++) tell(1);
    tell(0.5);
    for (let count = 0; count < window - 1; count++) {
      expect(strategy.restarts).toBe(0);
      tell(0.5);
    }
    expect(strategy.restarts).toBe(1);
    expect(strategy.size).toBe(make({}).size);
  });

  it('leaves a plateau on which the search without restarts stays', () => {
    const from = { at: 3, seed: 3 };
    const stuck = new CmaEs(startOf(n, settings({ initialStep: 0.01 }), from));
    const start = startOf(n, settings({ initialStep: 0.01 }), from);
    // The first point is on the plateau, the others are drawn around the valley.
    const around = startOf(n, settings(), { seed: 3 });
    const strategy = new RestartingCmaEs(
      {
        ...start,
        point: (index) => (index === 0 ? start.point(0) : around.point(index).map((value) => value / 4)),
      },
      (own) => new CmaEs(own),
    );
    expect(evaluationsTo(1e-3, stuck, n, plateau, 3000)).toBe(Number.POSITIVE_INFINITY);
    expect(evaluationsTo(1e-3, strategy, n, plateau, 3000)).toBeLessThan(3000);
    expect(strategy.restarts).toBeGreaterThan(0);
  });

  it('finds the least of many minima, by larger populations, where one search does not', () => {
    const seeds = [1, 2, 3];
    const found = (restarts: boolean) =>
      seeds.filter((seed) => {
        const start = startOf(n, settings({ initialStep: 2 }), { seed, at: 3 });
        const strategy = restarts ? new RestartingCmaEs(start, (own) => new CmaEs(own)) : new CmaEs(start);
        return evaluationsTo(1e-6, strategy, n, rastrigin, 20_000) < Number.POSITIVE_INFINITY;
      }).length;
    expect(found(true)).toBe(3);
    expect(found(false)).toBeLessThan(3);
  });

  it('counts failed evaluations alone as a search that stands still', () => {
    const strategy = make();
    for (let count = 0; count < flatWindow(n, strategy.size); count++)
      strategy.tell(new Float64Array(strategy.size).fill(Number.POSITIVE_INFINITY));
    expect(strategy.restarts).toBe(1);
  });

  it.each([5, 40, 75])('goes on from its state after %i generations as if it had never stopped', (before) => {
    const given = { growth: 1.5, covariance: before === 40 ? 'diagonal' : 'full' };
    const whole = make(given, 3);
    for (let count = 0; count < before; count++) generation(whole, n, plateau);
    const resumed = new RestartingCmaEs(
      { ...startOf(n, settings(given), { at: 3 }), state: structuredClone(whole.state()) },
      (start) => new CmaEs(start),
    );
    expect(resumed.size).toBe(whole.size);
    for (let count = 0; count < 90; count++)
      expect(generation(resumed, n, plateau)).toEqual(generation(whole, n, plateau));
    expect(whole.restarts).toBeGreaterThan(1);
    expect(resumed.state()).toEqual(whole.state());
  });
});

describe('the criteria of a restart', () => {
  const published: StopSettings = settings();
  const inside = (given: Partial<CmaInside> = {}): CmaInside => ({
    ...{ generation: 0, sigma: 0.1, firstSigma: 0.5 },
    ...{ mean: new Float64Array(n).fill(1), path: new Float64Array(n).fill(0.1) },
    condition: () => 10,
    deviation: () => 1,
    axis: (axis, into) => {
      into.fill(0);
      into[axis] = 1;
    },
    ...given,
  });
  const fresh = () => new LossHistory(n, 8);
  const stop = (given: Partial<CmaInside>, history = fresh(), own: Partial<StopSettings> = {}) =>
    stopOf(inside(given), history, { ...published, ...own });
  const told = (count: number, lossesOf: (generation: number) => readonly number[]) => {
    const history = fresh();
    for (let at = 0; at < count; at++) history.add(Float64Array.from(lossesOf(at)));
    return history;
  };

  it('have the published windows and limits', () => {
    expect(flatWindow(4, 8)).toBe(25);
    expect(flatWindow(10, 10)).toBe(40);
    expect(stagnationWindow(10, 10)).toBe(150);
    expect(published).toMatchObject({
      lossTolerance: 1e-12,
      stepTolerance: 1e-12,
      greatestCondition: 1e14,
      growth: 2,
    });
  });

  it('are none where a search is under way', () => {
    expect(stop({})).toBeNull();
    expect(
      stop(
        {},
        told(200, (at) => [1 / (at + 1), 2, 3]),
      ),
    ).toBeNull();
  });

  it('flat: by the best losses, or by all of the last generation within the tolerance', () => {
    const window = flatWindow(4, 8);
    expect(
      stop(
        {},
        told(window, () => [1, 5, 9]),
      ),
    ).toBe('flat');
    expect(
      stop(
        {},
        told(window - 1, () => [1, 5, 9]),
      ),
    ).toBeNull();
    const nearly = told(window, (at) => [1 + 1e-6 * at, 1 + 1e-6 * at]);
    expect(stop({}, nearly)).toBeNull();
    expect(stop({}, nearly, { lossTolerance: 1e-3 })).toBe('flat');
    const wide = told(window, (at) => [1 + 1e-6 * at, 2]);
    expect(stop({}, wide, { lossTolerance: 1e-3 })).toBeNull();
  });

  it('step: small in all coordinates, with a path that is small too', () => {
    const path = new Float64Array(n);
    expect(stop({ sigma: 4e-13, path, mean: new Float64Array(n) })).toBe('step');
    expect(stop({ sigma: 6e-13, path, mean: new Float64Array(n) })).toBeNull();
    expect(stop({ sigma: 4e-13, path: path.with(3, 2), mean: new Float64Array(n) })).toBeNull();
    const deviation = (coordinate: number) => (coordinate === 2 ? 10 : 1);
    expect(stop({ sigma: 4e-13, path, mean: new Float64Array(n), deviation })).toBeNull();
  });

  it('axis and coordinate: steps that rounding swallows', () => {
    const mean = new Float64Array(n).fill(1e6);
    expect(stop({ mean, sigma: 1e-10, firstSigma: 1e-9 })).toBe('axis');
    // The axis whose turn it is still moves the mean, a coordinate does not.
    const axis: CmaInside['axis'] = (_, into) => void into.fill(1e6);
    expect(stop({ mean: mean.with(0, 1), sigma: 1e-10, firstSigma: 1e-9, axis })).toBe('coordinate');
    expect(stop({ mean: mean.map(() => 1), sigma: 1e-10, firstSigma: 1e-9 })).toBeNull();
  });

  it('condition: above its limit', () => {
    expect(stop({ condition: () => 2e14 })).toBe('condition');
    expect(stop({ condition: () => 2e6 }, fresh(), { greatestCondition: 1e6 })).toBe('condition');
  });

  it('stagnation: best and median losses no better at the end of the window than at its beginning', () => {
    const window = stagnationWindow(4, 8);
    const noise = (at: number) => (at % 2 === 0 ? 1 : 2);
    const stands = told(window, (at) => [noise(at), 5, 9]);
    expect(stop({}, stands)).toBe('stagnation');
    expect(
      stop(
        {},
        told(window - 1, (at) => [noise(at), 5, 9]),
      ),
    ).toBeNull();
    expect(
      stop(
        {},
        told(window, (at) => [noise(at), 5 - at * 1e-3, 9]),
      ),
    ).toBeNull();
    expect(
      stop(
        {},
        told(window, (at) => [noise(at) - at * 0.01, 5, 9]),
      ),
    ).toBeNull();
  });
});
