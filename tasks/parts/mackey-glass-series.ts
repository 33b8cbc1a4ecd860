/**
 * Series of Mackey & Glass (1977), "Oscillation and chaos in physiological control systems", Science 197:
 *
 *   dy/dt = .2 y(t-τ) / (1 + y(t-τ)^10) - .1 y(t),
 *
 * by Euler steps of .1, every tenth of which is kept, as in Jaeger (2001), GMD report 148: a value a unit of time.
 */
import type { Random } from '../../src/random/random.ts';

/** Delays whose series are offered: mildly chaotic, and more so. */
export type Delay = 17 | 30;

const EULER_STEPS = 10;
/** Units of time that a series takes from its constant history to its attractor. */
const SETTLING = 1000;

/**
 * Variance of the series on its attractor, from 200,000 values. Jaeger (2001) divides by "about .067" at τ = 17, which
 * these equations do not give.
 */
export const seriesVariance: Readonly<Record<Delay, number>> = { 17: 0.051, 30: 0.0791 };
export interface SeriesOptions {
  /** Units of time before the first value. Default: 1000. */
  readonly settling?: number;
  /** Euler steps a unit of time. Default: 10. */
  readonly eulerSteps?: number;
}

/** Values of the series on its attractor, from a constant history between .4 and 1.4. */
export function mackeyGlass(
  delay: Delay,
  length: number,
  random: Random,
  { settling = SETTLING, eulerSteps = EULER_STEPS }: SeriesOptions = {},
): Float64Array {
  const lag = delay * eulerSteps;
  const steps = (settling + length) * eulerSteps;
  const size = 1 / eulerSteps;
  const y = new Float64Array(lag + 1 + steps);
  y.fill(0.4 + random.uniform(), 0, lag + 1);
  for (let at = lag; at < lag + steps; at++) {
    const late = y[at - lag]!;
    const square = late * late;
    const fourth = square * square;
    y[at + 1] = y[at]! + size * ((0.2 * late) / (1 + fourth * fourth * square) - 0.1 * y[at]!);
  }
  return Float64Array.from({ length }, (_, step) => y[lag + (settling + step + 1) * eulerSteps]!);
}
