/**
 * Temporal order: two relevant symbols, A or B each, stand somewhere in two early windows among distractors; at the end
 * the net classifies their values and order. Hochreiter & Schmidhuber (1997), experiment 6a, as in Pascanu, Mikolov &
 * Bengio (2013).
 */
import * as z from 'zod';
import { defineTask } from '../src/tasks/define-task.ts';
import { lengthOptions } from './parts/lengths.ts';
import { framedByCue, framedByEnds, type OrderDefinition, temporalOrder } from './parts/temporal-order.ts';

const definitions = {
  paper: {
    windows: {
      percent: [
        [10, 20],
        [40, 50],
      ],
      ends: 'closed',
      of: 'own',
    },
  },
  code: {
    windows: {
      percent: [
        [10, 20],
        [50, 60],
      ],
      ends: 'half-open',
      of: 'own',
    },
  },
  thesis: {
    windows: {
      percent: [
        [10, 20],
        [50, 60],
      ],
      ends: 'closed',
      of: 'own',
    },
  },
  hochreiter: framedByEnds([10, 20], [50, 60]),
  martens: framedByCue([1, 10], [40, 50]),
} satisfies Record<string, OrderDefinition>;

export default defineTask({
  name: 'temporal-order',
  summary: 'say in which order two symbols came, long after they did',
  source: 'Hochreiter & Schmidhuber 1997, 6a; Pascanu, Mikolov & Bengio 2013',
  options: z.object({
    definition: z
      .enum(['paper', 'code', 'thesis', 'hochreiter', 'martens'])
      .default('paper')
      .describe(
        'whose windows: paper [L/10,2L/10] [4L/10,5L/10], code [.1L,.2L) [.5L,.6L), thesis [L/10,2L/10] [5L/10,6L/10], ' +
          'hochreiter 10-20 % and 50-60 % between begin and end symbols, martens 1-10 % and 40-50 % with start and cue symbols',
      ),
    ...lengthOptions(2, 20, '`length` for paper, code, thesis; 1.1 `length` for hochreiter, martens'),
  }),
  ...temporalOrder(2, definitions),
});
