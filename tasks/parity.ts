/**
 * Parity: whether the number of ones so far is odd, at every step or at the end alone. A two-state automaton does it,
 * and no part of the input alone has information: random weight guessing is a hard rival (Hochreiter & Schmidhuber
 * 1997, section 2).
 */
import * as z from 'zod';
import { defineTask } from '../src/tasks/define-task.ts';
import { drawLength, drawSharedLength, lengthOptions, lengthRange } from './parts/lengths.ts';

export default defineTask({
  name: 'parity',
  summary: 'say whether the number of ones is odd',
  source: 'Hochreiter & Schmidhuber 1997',
  options: z.object({
    ...lengthOptions(1, 20),
    scored: z
      .enum(['running', 'last'])
      .default('running')
      .describe('running: after every bit; last: at the end alone'),
  }),
  shape({ scored, ...lengths }) {
    lengthRange(lengths);
    return {
      inputs: { kind: 'symbols', size: 2 },
      outputs: 1,
      loss: 'bernoulli',
      scored: scored === 'last' ? 'last' : 'masked',
      inputNames: ['0', '1'],
      outputNames: ['odd'],
    };
  },
  shared: (random, options) => drawSharedLength(random, lengthRange(options)),
  sample(random, options, { shared }) {
    const length = drawLength(random, lengthRange(options), shared);
    const inputs: number[] = [];
    const running: number[] = [];
    let odd = 0;
    for (let t = 0; t < length; t++) {
      const bit = random.integer(2);
      odd ^= bit;
      inputs.push(bit);
      running.push(odd);
    }
    return { inputs, targets: options.scored === 'last' ? odd : running };
  },
  chance({ scored, ...lengths }) {
    const { shortest, longest } = lengthRange(lengths);
    if (scored === 'last') return { loss: Math.LN2, error: 0.5 };
    // Every bit must be guessed: 1 - 2^-L, a mean over the lengths.
    let right = 0;
    for (let length = shortest; length <= longest; length++) right += 2 ** -length;
    return { loss: Math.LN2, error: 1 - right / (longest - shortest + 1) };
  },
});
