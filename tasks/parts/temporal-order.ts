/**
 * Common parts of the temporal order tasks: two (or three) relevant symbols among distractors; the class is the
 * symbols' order. Hochreiter & Schmidhuber (1997), experiments 6a and 6b; Martens & Sutskever (2011); Pascanu, Mikolov
 * & Bengio (2013).
 */
import { log } from '../../src/numeric/elementary.ts';
import type { Random } from '../../src/random/random.ts';
import type { SampleContext, Sequence, TaskShape } from '../../src/tasks/define-task.ts';
import { drawLength, drawSharedLength, type LengthRange, lengthRange } from './lengths.ts';
import { checkWindows, drawStep, type WindowRule, windowsAt } from './windows.ts';

/** Definition of the task by one source. */
export interface OrderDefinition {
  readonly windows: WindowRule;
  /** Frame of two further symbols: the first at step 0, the second so many steps before its end. */
  readonly frame?: { readonly secondFromEnd: number };
  /** Lengths per sequence: each draws its own, from `length` to 1.1 `length` unless told otherwise. */
  readonly ownLengths?: true;
}

export interface OrderOptions {
  readonly definition: string;
  readonly length: number;
  readonly maximumLength: number | null;
}

/**
 * Frame of HS97: a begin symbol first and an end symbol last; lengths in [100, 110] about windows in absolute steps.
 */
export const framedByEnds = (...percent: (readonly [number, number])[]): OrderDefinition => ({
  windows: { percent, ends: 'closed', of: 'shortest', kept: { before: 1, after: 1 } },
  frame: { secondFromEnd: 1 },
  ownLengths: true,
});

/** Frame of Martens & Sutskever's code: a start symbol, and a cue that the answer is due, where addition has it too. */
export const framedByCue = (...percent: (readonly [number, number])[]): OrderDefinition => ({
  windows: { percent, ends: 'closed', of: 'shortest', kept: { before: 1, after: 3 } },
  frame: { secondFromEnd: 3 },
  ownLengths: true,
});

/** Number of distractors. Symbols: A = 0, B = 1, distractors 2..5, frame 6 and 7. */
const DISTRACTORS = 4;
const NAMES = ['A', 'B', 'c', 'd', 'e', 'f'];

/** Functions of a temporal order task with that many relevant symbols. */
export function temporalOrder(relevant: 2 | 3, definitions: Readonly<Record<string, OrderDefinition>>) {
  const classes = 2 ** relevant;
  const definitionOf = (options: OrderOptions): OrderDefinition => definitions[options.definition]!;
  const rangeOf = (options: OrderOptions): LengthRange =>
    definitionOf(options).ownLengths
      ? lengthRange(options, 'sequence', Math.floor((options.length * 11) / 10))
      : lengthRange(options);
  return {
    shape(options: OrderOptions): TaskShape {
      const { windows, frame } = definitionOf(options);
      checkWindows(windows, rangeOf(options));
      const inputNames = frame ? [...NAMES, 'start', 'end'] : NAMES;
      return {
        inputs: { kind: 'symbols', size: inputNames.length },
        outputs: classes,
        loss: 'softmax',
        scored: 'last',
        inputNames,
        outputNames: Array.from({ length: classes }, (_, index) => orderName(index, relevant)),
      };
    },
    shared: (random: Random, options: OrderOptions): number | undefined =>
      drawSharedLength(random, rangeOf(options)),
    sample(random: Random, options: OrderOptions, { shared }: SampleContext<number | undefined>): Sequence {
      const { windows, frame } = definitionOf(options);
      const length = drawLength(random, rangeOf(options), shared);
      const inputs = distractors(random, length);
      if (frame) {
        inputs[0] = NAMES.length;
        inputs[length - frame.secondFromEnd] = NAMES.length + 1;
      }
      let targets = 0;
      windowsAt(windows, length, options.length).forEach((window, index) => {
        const symbol = random.integer(2);
        inputs[drawStep(random, window)] = symbol;
        targets += symbol * 2 ** index;
      });
      return { inputs, targets };
    },
    chance: () => ({ loss: log(classes), error: 1 - 1 / classes }),
  };
}

/** Name of class v0 + 2 v1 (+ 4 v2) in the order of time: 2 is A, then B. */
const orderName = (index: number, relevant: number): string =>
  Array.from({ length: relevant }, (_, bit) => NAMES[(index >> bit) & 1]).join('');

/** Draws distractors. Four distractors take two bits each; a draw has 32, so that eight steps need but one. */
function distractors(random: Random, length: number): Uint8Array {
  const symbols = new Uint8Array(length);
  let bits = 0;
  for (let t = 0; t < length; t++) {
    bits = t % 8 === 0 ? random.integer(DISTRACTORS ** 8) : bits >> 2;
    symbols[t] = 2 + (bits & 3);
  }
  return symbols;
}
