/** The hidden units' nonlinearities f, and f' told by the value h = f(a) alone. */
import type { Unit } from '../../nets/net.ts';
import { logistic, tanh } from '../../numeric/elementary.ts';

interface Nonlinearity {
  /** f(a) */
  value(sum: number): number;
  /** f'(a) where f(a) = h. */
  slope(value: number): number;
}

export const units: Readonly<Record<Unit, Nonlinearity>> = {
  tanh: { value: tanh, slope: (h) => 1 - h * h },
  logistic: { value: logistic, slope: (h) => h * (1 - h) },
  // f'(0) = 0.
  relu: { value: (a) => Math.max(a, 0), slope: (h) => (h > 0 ? 1 : 0) },
};
