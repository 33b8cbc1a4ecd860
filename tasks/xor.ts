/**
 * XOR of two marked bits among many. Either bit alone has no information, so there is no partial credit: the hardest of
 * the set for Hessian-free learning. Martens & Sutskever (2011); marks by default as in the addition task of Pascanu,
 * Mikolov & Bengio (2013).
 */
import * as z from 'zod';
import { defineTask } from '../src/tasks/define-task.ts';
import { markedLengthOptions, markedValues, martensMarks, pascanuMarks } from './parts/marked-values.ts';

export default defineTask({
  name: 'xor',
  summary: 'exclusive or of two marked bits among many',
  source: 'Martens & Sutskever 2011; Pascanu, Mikolov & Bengio 2013',
  options: z.object({
    definition: z
      .enum(['paper', 'martens'])
      .default('paper')
      .describe('whose marks: paper [0,.1L) [.1L,.5L), martens 2-20 % and 30-50 % with start and cue'),
    ...markedLengthOptions,
  }),
  // Martens & Sutskever: steps [1,10] and [15,25] of 50 to 55.
  ...markedValues({
    definitions: { paper: pascanuMarks, martens: martensMarks([2, 20], [30, 50]) },
    loss: 'bernoulli',
    outputName: 'xor',
    value: (random) => random.integer(2),
    answer: (first, second) => (first === second ? 0 : 1),
  }),
  chance: () => ({ loss: Math.LN2, error: 0.5 }),
});
