/**
 * Addition: the mean (or sum) of two marked values among many. Hochreiter & Schmidhuber (1997), experiment 4;
 * by default as in the code of Pascanu, Mikolov & Bengio (2013).
 */
import * as z from 'zod';
import { defineTask } from '../src/tasks/define-task.ts';
import { sumOrOne } from './parts/chance-of-sums.ts';
import {
  arjovskyMarks,
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

const options = z.object({
  definition: z
    .enum(['paper', 'hochreiter', 'martens', 'thesis', 'arjovsky'])
    .default('paper')
    .describe(
      'whose marks, values and target: paper U[0,1) and (u+v)/2, hochreiter U[-1,1) and .5+(u+v)/4 with marks in its first half, one among the first ten pairs, where the first of all counts as 0, martens u+v with a ' +
        'cue, thesis the same with (u+v)/2, arjovsky u+v with a mark in each half',
    ),
  ...markedLengthOptions,
  values: z
    .enum(['unit', 'signed'])
    .nullable()
    .default(null)
    .describe('values from U[0,1) or U[-1,1); none: as the definition says'),
  target: z
    .enum(['mean', 'sum', 'quarter'])
    .nullable()
    .default(null)
    .describe('mean (u+v)/2, sum u+v or quarter .5+(u+v)/4; none: as the definition says'),
  tolerance: toleranceOption,
});
type Options = z.output<typeof options>;

const TARGETS = {
  paper: 'mean',
  hochreiter: 'quarter',
  martens: 'sum',
  thesis: 'mean',
  arjovsky: 'sum',
} as const;
/** Scales of the targets: each target is `offset + scale (u + v)`. */
const LINES = {
  mean: { offset: 0, scale: 1 / 2 },
  sum: { offset: 0, scale: 1 },
  quarter: { offset: 1 / 2, scale: 1 / 4 },
} as const;

const lineOf = (options: Options) => LINES[options.target ?? TARGETS[options.definition]];
const isSigned = (options: Options): boolean =>
  (options.values ?? (options.definition === 'hochreiter' ? 'signed' : 'unit')) === 'signed';

export default defineTask({
  name: 'addition',
  summary: 'add up two marked values among many',
  source: 'Hochreiter & Schmidhuber 1997, 4; Pascanu, Mikolov & Bengio 2013',
  options,
  ...markedValues<Options>({
    definitions: {
      paper: pascanuMarks,
      hochreiter: hochreiterMarks,
      martens: martensMarks([1, 10], [10, 50]),
      thesis: martensMarks([1, 10], [10, 50]),
      arjovsky: arjovskyMarks,
    },
    loss: 'squared',
    outputName: 'sum',
    atFirstPair: 0,
    value: (random, options) => (isSigned(options) ? 2 * random.uniform() - 1 : random.uniform()),
    answer: (first, second, options) => lineOf(options).offset + lineOf(options).scale * (first + second),
  }),
  judge: judgeByTolerance,
  chance(options) {
    const { scale } = lineOf(options);
    return sumOrOne({
      least: isSigned(options) ? -scale : 0,
      width: scale * (isSigned(options) ? 2 : 1),
      single: valueLessShare(options),
      tolerance: toleranceOf(options),
    });
  },
});
