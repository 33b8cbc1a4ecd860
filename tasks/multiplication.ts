/**
 * Multiplication: the product of two marked values among many, uniform in [0, 1). Hochreiter & Schmidhuber
 * (1997), experiment 5; by default as in the code of Pascanu, Mikolov & Bengio (2013).
 *
 * Small products are common: with the paper's tolerance of .2 a constant answer is wrong in only 23.3 %.
 */
import * as z from 'zod';
import { log } from '../src/numeric/elementary.ts';
import { defineTask } from '../src/tasks/define-task.ts';
import {
  hochreiterMarks,
  judgeByTolerance,
  markedLengthOptions,
  markedValues,
  martensMarks,
  pascanuMarks,
  toleranceOf,
  toleranceOption,
  valueLessShare,
} from './parts/marked-values.ts';

export default defineTask({
  name: 'multiplication',
  summary: 'multiply two marked values among many',
  source: 'Hochreiter & Schmidhuber 1997, 5; Pascanu, Mikolov & Bengio 2013',
  options: z.object({
    definition: z
      .enum(['paper', 'hochreiter', 'martens'])
      .default('paper')
      .describe(
        'whose marks: paper [0,.1L) [.1L,.5L), hochreiter one of the first ten pairs, where the first of all counts as 1, and another of the first half, both ends marked -1, martens with start and cue',
      ),
    ...markedLengthOptions,
    tolerance: toleranceOption,
  }),
  ...markedValues({
    definitions: {
      paper: pascanuMarks,
      hochreiter: hochreiterMarks,
      martens: martensMarks([1, 10], [10, 50]),
    },
    loss: 'squared',
    outputName: 'product',
    atFirstPair: 1,
    value: (random) => random.uniform(),
    answer: (first, second) => first * second,
  }),
  judge: judgeByTolerance,
  // The mean of uv is 1/4, its variance 1/9 - 1/16. Its density -ln x falls, so the best interval of width 2a
  // begins at 0, and P(uv ≤ x) = x (1 - ln x). Under hochreiter u is 1 in a share of the sequences, and uv is v alone,
  // whose mean is 1/2, whose mean square 1/3, and whose density is level.
  chance(options) {
    const single = valueLessShare(options);
    const width = Math.min(1, 2 * toleranceOf(options));
    const mean = (1 - single) / 4 + single / 2;
    const right = width === 0 ? 0 : width * ((1 - single) * (1 - log(width)) + single);
    const loss = single === 0 ? 7 / 144 : (1 - single) / 9 + single / 3 - mean * mean;
    return { loss, error: 1 - right };
  },
});
