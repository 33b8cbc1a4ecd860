/**
 * Multiplication: the product of two marked values among many, uniform in [0, 1). Hochreiter & Schmidhuber
 * (1997), experiment 5; by default as in the code of Pascanu, Mikolov & Bengio (2013).
 *
 * Small products are common: with the paper's tolerance of .2 a constant answer is wrong in only 23.3 %.
 */
import { z } from 'zod';
import { log } from '../src/numeric/elementary.ts';
import { defineTask } from './define-task.ts';
import {
  hochreiterMarks,
  judgeByTolerance,
  markedLengthOptions,
  markedValues,
  martensMarks,
  pascanuMarks,
  toleranceOf,
  toleranceOption,
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
        'whose marks: paper [0,.1L) [.1L,.5L), hochreiter with both ends marked -1, martens with start and cue',
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
    value: (random) => random.uniform(),
    answer: (first, second) => first * second,
  }),
  judge: judgeByTolerance,
  // The mean of uv is 1/4, its variance 1/9 - 1/16. Its density -ln x falls, so the best interval of width 2a
  // begins at 0, and P(uv ≤ x) = x (1 - ln x).
  chance(options) {
    const width = Math.min(1, 2 * toleranceOf(options));
    return { loss: 7 / 144, error: width === 0 ? 1 : 1 - width * (1 - log(width)) };
  },
});
