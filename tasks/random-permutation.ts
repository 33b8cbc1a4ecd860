/**
 * Random permutation: the first symbol is one of two and comes again as the very last, with random other
 * symbols between; only the last prediction counts. Hochreiter & Schmidhuber (1997), experiment 2b, as in
 * Martens & Sutskever (2011) and Pascanu, Mikolov & Bengio (2013). Despite the name, symbols may repeat.
 */
import * as z from 'zod';
import { log } from '../src/numeric/elementary.ts';
import { defineTask } from '../src/tasks/define-task.ts';
import { drawLength, drawSharedLength, lengthOptions, lengthRange } from './parts/lengths.ts';

/** Symbols 0 and 1 come first and last, the others between. */
const RELEVANT = 2;

export default defineTask({
  name: 'random-permutation',
  summary: 'repeat at the end the symbol that came first',
  source: 'Martens & Sutskever 2011; Pascanu, Mikolov & Bengio 2013',
  options: z.object({
    definition: z
      .enum(['paper', 'martens'])
      .default('paper')
      .describe(
        'paper trains and scores the last prediction alone; martens trains every next symbol, scores the last',
      ),
    ...lengthOptions(1, 20),
    symbols: z
      .int()
      .min(3)
      .max(10_000)
      .default(100)
      .describe('size of the alphabet, with the two that matter'),
  }),
  shape({ definition, symbols, ...lengths }) {
    lengthRange(lengths);
    return {
      inputs: { kind: 'symbols', size: symbols },
      outputs: symbols,
      loss: 'softmax',
      scored: definition === 'paper' ? 'last' : 'masked',
    };
  },
  shared: (random, options) => drawSharedLength(random, lengthRange(options)),
  sample(random, options, { shared }) {
    const length = drawLength(random, lengthRange(options), shared);
    const first = random.integer(RELEVANT);
    const inputs = [first];
    while (inputs.length < length) inputs.push(RELEVANT + random.integer(options.symbols - RELEVANT));
    return { inputs, targets: options.definition === 'paper' ? first : [...inputs.slice(1), first] };
  },
  judge({ outputs, targets }) {
    const last = outputs.at(-1)!;
    const target = targets.at(-1) as number;
    for (let o = 0; o < last.length; o++)
      if (o !== target && !(last[o]! < last[target]!)) return { wrong: true };
    return { wrong: false };
  },
  // Answer that knows that the last is 0 or 1, and that those between are uniform over the rest.
  chance({ definition, symbols, ...lengths }) {
    const { shortest, longest } = lengthRange(lengths);
    if (definition === 'paper') return { loss: Math.LN2, error: 0.5 };
    if (shortest !== longest) return { error: 0.5 };
    return { loss: ((shortest - 1) * log(symbols - RELEVANT) + Math.LN2) / shortest, error: 0.5 };
  },
});
