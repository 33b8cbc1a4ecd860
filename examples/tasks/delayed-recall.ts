/**
 * Delayed recall, a small plugin task: at every step, say which bit came `delay` steps ago.
 *
 *     npx genoprop duel examples/tasks/delayed-recall.ts --set delay=5
 */
import { defineTask } from 'genoprop';
import { z } from 'zod';

export default defineTask({
  name: 'delayed-recall',
  summary: 'say which bit came some steps ago',
  source: 'examples/tasks/delayed-recall.ts',

  // Every option has a range, a default and a meaning: flags and messages are made from them.
  options: z.object({
    delay: z.int().min(1).max(1000).default(3).describe('steps between a bit and its answer'),
    length: z.int().min(2).max(10_000).default(20).describe('time steps of a sequence'),
  }),

  // What a net must look like: two input symbols, one output that says how likely a 1 is.
  shape({ delay, length }) {
    if (delay >= length) throw new Error(`delay ${delay} must be below length ${length}`);
    return { inputs: { kind: 'symbols', size: 2 }, outputs: 1, loss: 'bernoulli', scored: 'masked' };
  },

  // One sequence. `null` marks the steps at which there is nothing to recall yet.
  sample(random, { delay, length }) {
    const bits = Array.from({ length }, () => random.integer(2));
    return { inputs: bits, targets: bits.map((_, t) => (t < delay ? null : bits[t - delay]!)) };
  },

  // A net that does not listen is right half the time at each scored step.
  chance: ({ delay, length }) => ({ loss: Math.LN2, error: 1 - 0.5 ** (length - delay) }),
});
