/** Functions of ℝⁿ on which strategies are tried, and their minimisation without nets. */
import type { Strategy, StrategyStart } from '../../../src/learners/strategies/strategy.ts';
import { randomStream } from '../../../src/random/random.ts';

export type TestFunction = (x: Float64Array) => number;

export const sphere: TestFunction = (x) => x.reduce((sum, value) => sum + value * value, 0);

/** Ellipsoid whose axes are 1 to 1,000, along the coordinates. */
export const ellipsoid: TestFunction = (x) =>
  x.reduce((sum, value, index) => sum + 1e6 ** (index / (x.length - 1)) * value * value, 0);

export const rosenbrock: TestFunction = (x) => {
  let sum = 0;
  for (let index = 0; index + 1 < x.length; index++) {
    const [one, next] = [x[index]!, x[index + 1]!];
    sum += 100 * (next - one * one) ** 2 + (1 - one) ** 2;
  }
  return sum;
};

/** The function of Q x, for a random orthogonal Q, `[n][n]`. */
export function rotated(f: TestFunction, n: number, seed = 1): TestFunction {
  const q = orthogonal(n, seed);
  return (x) => f(times(q, x));
}

export const times = (q: readonly Float64Array[], x: Float64Array): Float64Array =>
  Float64Array.from(q, (row) => row.reduce((sum, value, index) => sum + value * x[index]!, 0));

/** Random orthogonal matrix, by Gram and Schmidt. */
export function orthogonal(n: number, seed = 1): readonly Float64Array[] {
  const random = randomStream('orthogonal', seed);
  const rows: Float64Array[] = [];
  for (let index = 0; index < n; index++) {
    const row = Float64Array.from({ length: n }, () => random.normal());
    for (const before of rows) {
      const along = before.reduce((sum, value, at) => sum + value * row[at]!, 0);
      for (let at = 0; at < n; at++) row[at]! -= along * before[at]!;
    }
    const length = Math.sqrt(sphere(row));
    rows.push(row.map((value) => value / length));
  }
  return rows;
}

/** Start at a point, or where the first ones are drawn from N(0, 1), for a tournament seed. */
export const startOf = <Settings>(
  n: number,
  settings: Settings,
  { seed = 1, at }: { readonly seed?: number; readonly at?: number } = {},
): StrategyStart<Settings> => ({
  n,
  settings,
  point: (index) => {
    const random = randomStream(seed, 'initial', index);
    return Float64Array.from({ length: n }, () => at ?? random.normal());
  },
  random: (...path) => randomStream(seed, ...path),
});

/** Losses of the next generation, which has been told to the strategy too. */
export function generation(strategy: Strategy, n: number, f: TestFunction): Float64Array {
  const { size } = strategy;
  const points = new Float64Array(size * n);
  strategy.ask(points);
  const losses = Float64Array.from({ length: size }, (_, k) => f(points.subarray(k * n, (k + 1) * n)));
  strategy.tell(losses);
  return losses;
}

/** Evaluations until a loss is below the target; Infinity where `most` do not suffice. */
export function evaluationsTo(
  target: number,
  strategy: Strategy,
  n: number,
  f: TestFunction,
  most: number,
): number {
  for (let evaluations = strategy.size; evaluations <= most; evaluations += strategy.size) {
    if (Math.min(...generation(strategy, n, f)) < target) return evaluations;
  }
  return Number.POSITIVE_INFINITY;
}
