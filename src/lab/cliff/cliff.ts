/**
 * View `cliff`: the error surface of recurrent nets. The one-unit net of Pascanu, Mikolov & Bengio (2013), ICML, section
 * 2.3 and figure 6, whose surface has a wall.
 */
import { z } from 'zod';
import { defineView } from '../view.ts';
import { lookAtOneUnit } from './unit-look.ts';

const options = z.object({
  grid: z.int().min(9).max(513).default(129).describe('columns and rows of the surfaces'),
  learningRate: z
    .number()
    .positive()
    .max(10)
    .default(0.1)
    .describe('learning rate of the descents on the surface of the one-unit net'),
  threshold: z
    .number()
    .positive()
    .max(1e9)
    .default(1)
    .describe('norm to which the clipped descents clip the gradient'),
  updates: z
    .int()
    .min(1)
    .max(10_000)
    .default(300)
    .describe('updates of the descents on the surface of the one-unit net'),
});

export const cliff = defineView({
  name: 'cliff',
  summary: 'the shape of the error surface, and steps on it',
  about:
    'The net of one unit of Pascanu, Mikolov & Bengio (2013), x_t = w σ(x_{t-1}) + b: its error and gradient over both weights, descents with and without clipping, and its fixed points, which explain the wall.',
  options,
  run: 'none',
  inReport: 'never',
  look: ({ options: chosen }, work) => lookAtOneUnit(chosen, work),
});
