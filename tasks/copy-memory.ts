/**
 * Copy memory: ten symbols, a long run of zeros, a marker, and the ten are due again. Arjovsky, Shah & Bengio
 * (2016). Input 0 is blank, 1..8 the symbols, 9 the marker; T + 20 steps, all of them scored.
 *
 *     input   s×10, 0×(T-1), 9, 0×10
 *     target  0×(T+10),         s×10
 */
import * as z from 'zod';
import { log } from '../src/numeric/elementary.ts';
import { defineTask } from '../src/tasks/define-task.ts';
import { LONGEST } from './parts/lengths.ts';
import { judgeRecall } from './parts/recall.ts';

export default defineTask({
  name: 'copy-memory',
  summary: 'copy ten symbols after a long run of zeros',
  source: 'Arjovsky, Shah & Bengio 2016',
  options: z.object({
    delay: z
      .int()
      .min(1)
      .max(LONGEST)
      .default(20)
      .describe('T: steps from the end of the string to its copy; a sequence has T + 2 positions'),
    positions: z.int().min(1).max(1000).default(10).describe('symbols to copy'),
    symbols: z.int().min(2).max(1000).default(8).describe('different symbols'),
  }),
  shape: ({ symbols }) => ({
    inputs: { kind: 'symbols', size: symbols + 2 },
    outputs: symbols + 1,
    loss: 'softmax',
    scored: 'masked',
  }),
  sample(random, { delay, positions, symbols }) {
    const data: number[] = [];
    while (data.length < positions) data.push(1 + random.integer(symbols));
    const zeros = (count: number): number[] => new Array<number>(count).fill(0);
    return {
      inputs: [...data, ...zeros(delay - 1), symbols + 1, ...zeros(positions)],
      targets: [...zeros(delay + positions), ...data],
    };
  },
  judge: (answer, { positions }) => judgeRecall(answer, positions),
  // Answer that knows the time but not the symbols: 10 ln 8 / (T + 20).
  chance({ delay, positions, symbols }) {
    let strings = 1;
    for (let k = 0; k < positions; k++) strings *= symbols;
    return { loss: (positions * log(symbols)) / (delay + 2 * positions), error: 1 - 1 / strings };
  },
});
