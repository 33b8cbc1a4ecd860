/** Majority: bits go by; at the end, say which were more, zeros or ones. */
import { z } from 'zod';
import { defineTask } from '../../../../src/tasks/define-task.ts';

export default defineTask({
  name: 'majority',
  summary: 'say at the end which bits were more, zeros or ones',
  source: 'the paper or the program that defines it',
  options: z.object({
    length: z.int().min(1).max(999).default(21).describe('time steps of a sequence, an odd number'),
  }),
  shape({ length }) {
    if (length % 2 === 0) throw new Error(`length must be odd, not ${length}: an even one allows a draw`);
    return {
      inputs: { kind: 'symbols', size: 2 },
      outputs: 2,
      outputNames: ['zeros', 'ones'],
      loss: 'softmax',
      scored: 'last',
    };
  },
  sample(random, { length }) {
    const bits = Array.from({ length }, () => random.integer(2));
    const ones = bits.filter((bit) => bit === 1).length;
    return { inputs: bits, targets: ones > length / 2 ? 1 : 0 };
  },
  chance: () => ({ loss: Math.LN2, error: 0.5 }),
});
