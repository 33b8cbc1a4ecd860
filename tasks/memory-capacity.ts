/**
 * Memory capacity: give back the inputs of 1 to K steps before, all at every step. Jaeger (2001), "Short term memory in
 * echo state networks", GMD report 152:
 *
 *   MC = Σ_{k=1..K} corr²(u(n-k), y_k(n)),   u iid U[-.8, .8]
 *
 * MC of N units is at most N, and linear reservoirs come near; K = 2 N loses nothing. Correlations are over the scored
 * steps of a test sequence, which the net did not learn from; even noise has a corr² of about 1 / length in each.
 */
import * as z from 'zod';
import { UserError } from '../src/errors.ts';
import { defineTask } from '../src/tasks/define-task.ts';
import { capacityOf } from './parts/capacity.ts';
import { streamOptions, streamSequence } from './parts/streams.ts';

const RANGE = 0.8;
const VARIANCE = (RANGE * RANGE) / 3;
/** MC that solves the task. */
const SOLVED = 20;

const options = z.object({
  delays: z
    .int()
    .min(1)
    .max(10_000)
    .default(50)
    .describe(
      'K, the longest delay and the number of outputs: twice the units of a net, to see all it holds',
    ),
  ...streamOptions({ washout: 100, length: 1000 }),
});

export default defineTask({
  name: 'memory-capacity',
  summary: 'give back the inputs of 1 to K steps before',
  source: 'Jaeger 2001, GMD report 152',
  options,
  shape({ delays, washout }) {
    if (washout < delays) {
      throw new UserError(
        `washout ${washout} is shorter than the longest delay of ${delays} steps, it must be at least that`,
      );
    }
    return {
      inputs: { kind: 'dense', size: 1 },
      outputs: delays,
      loss: 'squared',
      scored: 'masked',
      inputNames: ['u'],
    };
  },
  sample(random, options) {
    const { delays, washout, length } = options;
    const u = Array.from({ length: washout + length }, () => RANGE * (2 * random.uniform() - 1));
    const targets = u.map((_, step) => Array.from({ length: delays }, (_, k) => u[step - k - 1] ?? 0));
    return streamSequence(
      u.map((value) => [value]),
      targets,
      options,
    );
  },
  judge(answer, { delays }) {
    const mc = capacityOf(answer);
    return { wrong: !(mc >= Math.min(SOLVED, 0.9 * delays)), mc };
  },
  success: { measure: 'mc', atLeast: SOLVED, sequences: 100 },
  score: { name: 'mc', unit: 'steps' },
  chance: ({ delays }) => ({ loss: delays * VARIANCE }),
});
