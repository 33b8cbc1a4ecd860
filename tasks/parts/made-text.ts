/**
 * Made text, so that the task of characters can be played without a file: a Markov source of second order over eight
 * letters. Nineteen times of twenty the next letter follows from the two before by a rule, else it is drawn evenly. The
 * rule maps pairs of letters one to one, so all letters are equally frequent.
 */
import { randomStream } from '../../src/random/random.ts';
import type { Part } from '../../src/tasks/define-task.ts';
import type { Corpus } from './characters.ts';

export const LETTERS = 'abcdefgh';
/** Probability that the next letter is drawn evenly. */
export const NOISE = 0.05;

const LENGTHS: Readonly<Record<Part, number>> = { training: 100_000, validation: 20_000, test: 20_000 };

/** Letter that follows two others by the rule; letters are numbers from 0. */
export const nextLetter = (older: number, newer: number): number => (older + 3 * newer + 1) % LETTERS.length;

/** Text of all parts, each from a random stream of its own. */
export function madeText(): Corpus {
  const textOf = (part: Part): Uint8Array => {
    const random = randomStream('made text', part);
    const text = new Uint8Array(LENGTHS[part]);
    let [older, newer] = [random.integer(LETTERS.length), random.integer(LETTERS.length)];
    for (let at = 0; at < text.length; at++) {
      const isDrawn = random.uniform() < NOISE;
      const next = isDrawn ? random.integer(LETTERS.length) : nextLetter(older, newer);
      text[at] = next;
      [older, newer] = [newer, next];
    }
    return text;
  };
  return {
    symbols: [...LETTERS],
    text: { training: textOf('training'), validation: textOf('validation'), test: textOf('test') },
  };
}
