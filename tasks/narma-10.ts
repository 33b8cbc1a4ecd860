/**
 * NARMA-10: a nonlinear moving average of order ten, driven by noise. Atiya & Parlos (2000), IEEE Trans. Neural Networks
 * 11, as echo state networks are tried on it:
 *
 *   y(n+1) = .3 y(n) + .05 y(n) Σ_{i=0..9} y(n-i) + 1.5 u(n-9) u(n) + .1,   u ~ U[0, .5]
 *
 * The net reads u(n) and gives y(n+1). The sum is over ten values, y(n) among them. The recursion may diverge: a
 * sequence with |y| > 1 anywhere is drawn anew. Linear regression on the last 20 inputs has an NRMSE of about .40.
 */
import * as z from 'zod';
import type { Random } from '../src/random/random.ts';
import { defineTask } from '../src/tasks/define-task.ts';
import { nrmseOf, streamOptions, streamSequence } from './parts/streams.ts';

/** Variance of y, from 300 sequences of 2,800 steps. */
const VARIANCE = 0.0118;
const ORDER = 10;
/** Steps after which y has its long-term distribution. */
const SETTLED = 50;
/** NRMSE that solves the task. */
const SOLVED = 0.15;

/** Inputs u(0) to u(steps - 1) and outputs y(1) to y(steps), from u = y = 0 before. */
function draw(random: Random, steps: number): { readonly u: Float64Array; readonly y: Float64Array } {
  for (;;) {
    const u = Float64Array.from({ length: steps }, () => random.uniform() / 2);
    const y = narma10(u);
    if (y.every((value) => Math.abs(value) <= 1)) return { u, y };
  }
}

/** y(1) to y(steps) of those inputs. */
export function narma10(u: Float64Array): Float64Array {
  const y = new Float64Array(u.length + 1);
  for (let n = 0; n < u.length; n++) {
    let sum = 0;
    for (let i = 0; i < ORDER; i++) sum += y[n - i] ?? 0;
    const late = u[n - ORDER + 1] ?? 0;
    y[n + 1] = 0.3 * y[n]! + 0.05 * y[n]! * sum + 1.5 * late * u[n]! + 0.1;
  }
  return y.subarray(1);
}

const options = z.object(streamOptions({ washout: 100, length: 1000 }));

export default defineTask({
  name: 'narma-10',
  summary: 'follow a nonlinear system of order ten that noise drives',
  source: 'Atiya & Parlos 2000; Jaeger 2003',
  options,
  shape: () => ({
    inputs: { kind: 'dense', size: 1 },
    outputs: 1,
    loss: 'squared',
    scored: 'masked',
    inputNames: ['u'],
    outputNames: ['y'],
  }),
  sample(random, options) {
    const { u, y } = draw(random, options.washout + options.length);
    return streamSequence(
      Array.from(u, (value) => [value]),
      Array.from(y, (value) => [value]),
      options,
    );
  },
  judge(answer) {
    const nrmse = nrmseOf(answer);
    return { wrong: !(nrmse <= SOLVED), nrmse };
  },
  success: { measure: 'nrmse', atMost: SOLVED, sequences: 100 },
  score: { name: 'nrmse' },
  // Before, the mean still rises from 0.
  chance: ({ washout }) => (washout < SETTLED ? {} : { loss: VARIANCE }),
});
