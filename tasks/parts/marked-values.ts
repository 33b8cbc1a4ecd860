/**
 * Common parts of addition, multiplication and XOR: of many values two are marked; the answer, at the end, is a
 * function of those two. Hochreiter & Schmidhuber (1997), experiments 4 and 5; Martens & Sutskever (2011); Pascanu,
 * Mikolov & Bengio (2013); Arjovsky, Shah & Bengio (2016).
 */
import * as z from 'zod';
import type { Random } from '../../src/random/random.ts';
import type { Answer, Judgement, SampleContext, Sequence, TaskShape } from '../../src/tasks/define-task.ts';
import { checkHochreiterLength, drawHochreiterMarks, firstPairShare } from './hochreiter-marks.ts';
import { drawLength, drawSharedLength, type LengthRange, lengthOptions, lengthRange } from './lengths.ts';
import { checkWindows, drawStep, type WindowRule, windowsAt } from './windows.ts';

/** Definition of the marks' places by one source. */
export interface MarkDefinition {
  /** Windows of the marks. hochreiter: see `hochreiter-marks.ts`. */
  readonly windows: WindowRule | 'hochreiter';
  /** Frame: the marker channel holds -1 at step 0 and so many steps before the end. */
  readonly frame?: { readonly secondFromEnd: number };
  /** Lengths. minibatch: one length a minibatch, below 1.1 `length`. sequence: its own for each, up to 1.1 `length`. */
  readonly lengths: 'fixed' | 'minibatch' | 'sequence';
}

/** Marks of the authors' code: p0 in [0, .1L), p1 in [.1L, .5L). */
export const pascanuMarks: MarkDefinition = {
  windows: {
    percent: [
      [0, 10],
      [10, 50],
    ],
    ends: 'half-open',
    of: 'own',
  },
  lengths: 'minibatch',
};

/** Marks of Hochreiter & Schmidhuber: -1 at both ends; a marked pair has 1, even the first. */
export const hochreiterMarks: MarkDefinition = {
  windows: 'hochreiter',
  frame: { secondFromEnd: 1 },
  lengths: 'sequence',
};

/** Marks of Martens & Sutskever: -1 at the start and, as a cue, three steps before the end. */
export const martensMarks = (...percent: (readonly [number, number])[]): MarkDefinition => ({
  windows: { percent, ends: 'closed', of: 'shortest', kept: { before: 1, after: 3 } },
  frame: { secondFromEnd: 3 },
  lengths: 'sequence',
});

/** Marks of Arjovsky, Shah & Bengio: one in each half. */
export const arjovskyMarks: MarkDefinition = {
  windows: {
    percent: [
      [0, 50],
      [50, 100],
    ],
    ends: 'half-open',
    of: 'own',
  },
  lengths: 'fixed',
};

export const markedLengthOptions = lengthOptions(
  2,
  20,
  "as the definition says (paper: below 1.1 `length`, one a minibatch; addition's arjovsky: `length`; others: up to 1.1 `length`, one a sequence)",
);

export const toleranceOption = z
  .number()
  .min(0)
  .max(1)
  .nullable()
  .default(null)
  .describe(
    "a sequence is wrong when the absolute error is above this; none: .2 for paper and addition's arjovsky, else .04",
  );

interface MarkedOptions {
  readonly definition: string;
  readonly length: number;
  readonly maximumLength: number | null;
}

/** Features of a task of this family: its values, its answer, and its loss. */
export interface MarkedTask<Options extends MarkedOptions> {
  readonly definitions: Readonly<Record<string, MarkDefinition>>;
  readonly loss: TaskShape['loss'];
  readonly outputName: string;
  value(random: Random, options: Options): number;
  answer(first: number, second: number, options: Options): number;
  /** Value of the first mark at the first pair, for hochreiter. */
  readonly atFirstPair?: number;
}

/** Functions shape, shared and sample of such a task. Inputs are `[marker, value]`. */
export function markedValues<Options extends MarkedOptions>(task: MarkedTask<Options>) {
  const definitionOf = (options: Options): MarkDefinition => task.definitions[options.definition]!;
  const rangeOf = (options: Options): LengthRange => lengthsOf(definitionOf(options), options);
  return {
    shape(options: Options): TaskShape {
      const { windows } = definitionOf(options);
      if (windows === 'hochreiter') checkHochreiterLength(rangeOf(options));
      else checkWindows(windows, rangeOf(options));
      return {
        inputs: { kind: 'dense', size: 2 },
        outputs: 1,
        loss: task.loss,
        scored: 'last',
        inputNames: ['marker', 'value'],
        outputNames: [task.outputName],
      };
    },
    shared: (random: Random, options: Options): number | undefined =>
      drawSharedLength(random, rangeOf(options)),
    sample(random: Random, options: Options, { shared }: SampleContext<number | undefined>): Sequence {
      const { windows, frame } = definitionOf(options);
      const length = drawLength(random, rangeOf(options), shared);
      const inputs = new Float64Array(2 * length);
      for (let t = 0; t < length; t++) inputs[2 * t + 1] = task.value(random, options);
      if (frame) {
        inputs[0] = -1;
        inputs[2 * (length - frame.secondFromEnd)] = -1;
      }
      const marks =
        windows === 'hochreiter'
          ? drawHochreiterMarks(random, length, options.length)
          : windowsAt(windows, length, options.length).map((window) => drawStep(random, window));
      if (windows === 'hochreiter' && marks[0] === 0) inputs[1] = task.atFirstPair!;
      const [first, second] = marks.map((step) => {
        inputs[2 * step] = 1;
        return inputs[2 * step + 1]!;
      });
      return { inputs, targets: task.answer(first!, second!, options) };
    },
  };
}

export function lengthsOf({ lengths }: MarkDefinition, options: MarkedOptions): LengthRange {
  const tenth = Math.floor(options.length / 10);
  if (lengths === 'fixed') return lengthRange(options);
  // numpy's randint(n) ends at n - 1.
  if (lengths === 'minibatch') return lengthRange(options, lengths, options.length + Math.max(0, tenth - 1));
  return lengthRange(options, lengths, options.length + tenth);
}

/** Probability that one of the two values is not a drawn one: under hochreiter a mark at the first pair. */
export function valueLessShare(options: MarkedOptions): number {
  return options.definition === 'hochreiter' ? firstPairShare(lengthsOf(hochreiterMarks, options)) : 0;
}

/**
 * Tolerance: .2 is Pascanu's criterion (squared error above .04), .04 Martens & Sutskever's and Hochreiter &
 * Schmidhuber's.
 */
export const toleranceOf = (options: {
  readonly definition: string;
  readonly tolerance: number | null;
}): number =>
  options.tolerance ?? (options.definition === 'paper' || options.definition === 'arjovsky' ? 0.2 : 0.04);

export function judgeByTolerance(
  answer: Answer,
  options: { readonly definition: string; readonly tolerance: number | null },
): Judgement {
  const target = answer.targets[0] as ArrayLike<number>;
  return { wrong: !(Math.abs(answer.outputs[0]![0]! - target[0]!) <= toleranceOf(options)) };
}
