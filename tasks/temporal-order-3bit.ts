/**
 * Temporal order with three relevant symbols and so eight classes. Hochreiter & Schmidhuber (1997),
 * experiment 6b; windows by default as in the code of Pascanu, Mikolov & Bengio (2013).
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
        [30, 40],
        [60, 70],
      ],
      ends: 'half-open',
      of: 'own',
    },
  },
  hochreiter: framedByEnds([10, 20], [33, 43], [66, 76]),
  martens: framedByCue([1, 10], [30, 40], [50, 60]),
} satisfies Record<string, OrderDefinition>;

export default defineTask({
  name: 'temporal-order-3bit',
  summary: 'say in which order three symbols came, long after they did',
  source: 'Hochreiter & Schmidhuber 1997, 6b; Pascanu, Mikolov & Bengio 2013',
  options: z.object({
    definition: z
      .enum(['paper', 'hochreiter', 'martens'])
      .default('paper')
      .describe(
        'whose windows: paper [.1L,.2L) [.3L,.4L) [.6L,.7L), hochreiter 10-20 %, 33-43 %, 66-76 % between begin and end ' +
          'symbols, martens 1-10 %, 30-40 %, 50-60 % with start and cue symbols',
      ),
    ...lengthOptions(2, 20, '`length` for paper; 1.1 `length` for hochreiter, martens'),
  }),
  ...temporalOrder(3, definitions),
});
