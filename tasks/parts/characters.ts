/** Text as a stream of symbols: cut into sequences whose characters all weigh the same. */
import { log } from '../../src/numeric/elementary.ts';
import type { Part, Sequence } from '../../src/tasks/define-task.ts';

/** Text of all parts, in symbols: numbers from 0, places in `symbols`. */
export interface Corpus {
  readonly symbols: readonly string[];
  readonly text: Readonly<Record<Part, Uint8Array>>;
}

/** Cutting of a text into sequences. */
export interface TextCut {
  /** Distance from the last character read to the one that is asked for. */
  readonly ahead: number;
  /** Most characters that are asked for in a sequence. */
  readonly length: number;
  /** Number of characters that a sequence reads before the first one that counts, where the text has so many. */
  readonly warmUp: number;
}

/** Sequences of one part: at each step the input is a character, and the target the one `ahead` of it. */
export interface CutText {
  readonly count: number;
  sequence(index: number): Sequence;
}

const LN2 = log(2);

/**
 * Cuts a text. Each of its characters is asked for once; before the first one stands symbol 0, `ahead` times. A
 * sequence's loss is the sum over its characters, weighted so that the mean over all sequences is the loss in bits a
 * character.
 */
export function cutText(text: Uint8Array, { ahead, length, warmUp }: TextCut): CutText {
  const led = new Uint8Array(ahead + text.length);
  led.set(text, ahead);
  const count = Math.ceil(text.length / length);
  const weight = count / (text.length * LN2);
  return {
    count,
    sequence(index) {
      const from = (index % count) * length;
      const to = Math.min(text.length, from + length);
      const begin = Math.max(0, from - warmUp);
      const inputs = led.subarray(begin, to);
      const asked = text.subarray(from, to);
      const targets = begin === from ? asked : [...new Array<null>(from - begin).fill(null), ...asked];
      return { inputs, targets, weight };
    },
  };
}

/**
 * The same text with a space before and after each line, as the word files of the Penn Treebank have it.
 * @param corpus with the symbols space and line feed; a line feed ends each line
 */
export function padded({ symbols, text }: Corpus): Corpus {
  const [space, feed] = [symbols.indexOf(' '), symbols.indexOf('\n')];
  const withSpaces = (from: Uint8Array): Uint8Array => {
    const lines = from.reduce((count, symbol) => count + (symbol === feed ? 1 : 0), 0);
    const to = new Uint8Array(from.length + 2 * lines);
    let at = 0;
    let isFirst = true;
    for (const symbol of from) {
      if (isFirst) to[at++] = space;
      isFirst = symbol === feed;
      if (isFirst) to[at++] = space;
      to[at++] = symbol;
    }
    return to;
  };
  return {
    symbols,
    text: {
      training: withSpaces(text.training),
      validation: withSpaces(text.validation),
      test: withSpaces(text.test),
    },
  };
}

/**
 * Predictor that knows how often each symbol occurs: the probability (c + 1) / (N + S) from its count c among N
 * characters and S symbols, `[S]`.
 */
export function unigram(training: Uint8Array, symbols: number): Float64Array {
  const counts = new Float64Array(symbols);
  for (const symbol of training) counts[symbol]! += 1;
  return counts.map((count) => (count + 1) / (training.length + symbols));
}

/** Loss of a text in bits a character under the same probabilities at every position. */
export function bitsOf(text: Uint8Array, probabilities: Float64Array): number {
  const counts = new Float64Array(probabilities.length);
  for (const symbol of text) counts[symbol]! += 1;
  return counts.reduce((sum, count, at) => sum - (count / text.length) * (log(probabilities[at]!) / LN2), 0);
}
