/**
 * Adam, with the same clipping and Ω as SGD: the gradient, with Ω's where that is on, is clipped, then the rule of
 * `rules/adam.ts` moves the parameters.
 */
import * as z from 'zod';
import type { Adam } from '../../engine/adam.ts';
import { choices, log, type Space } from '../../options/space.ts';
import { descentLearner } from './descent-learner.ts';
import { descentSettings, descentSpace } from './descent-settings.ts';

const settings = descentSettings.extend({
  learningRate: descentSettings.shape.learningRate
    .unwrap()
    .default(0.001)
    .describe('η; where a schedule moves it, η at the beginning'),
  beta1: z.number().min(0).lt(1).default(0.9).describe('β₁, decay rate of the mean of gradients'),
  beta2: z.number().min(0).lt(1).default(0.999).describe('β₂, decay rate of the mean of squared gradients'),
  epsilon: z
    .number()
    .positive()
    .max(1)
    .default(1e-8)
    .describe('ε, added to the root of the mean of squared gradients'),
  weightDecay: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe(
      'λ, decay of the weights apart from the gradient, as in AdamW: each update takes η λ θ off (0: none)',
    ),
});

/** Space of the descents, with the rates that Adam takes, and both decay rates around the paper's. */
const space: Space = {
  ...descentSpace,
  learningRate: log(1e-4, 0.1),
  beta1: choices(0, 0.8, 0.9, 0.95, 0.99),
  beta2: choices(0.9, 0.99, 0.999, 0.9999),
  epsilon: log(1e-10, 1e-3),
  weightDecay: log(1e-6, 0.1),
};

const ruleOf = ({ beta1, beta2, epsilon, weightDecay }: z.output<typeof settings>): Adam => ({
  kind: 'adam',
  beta1,
  beta2,
  epsilon,
  weightDecay,
});

export const adam = descentLearner({
  name: 'adam',
  summary: 'Adam, with norm clipping, the regulariser Ω and decoupled weight decay as options',
  source: 'Kingma & Ba (2015), ICLR; Loshchilov & Hutter (2019), ICLR',
  settings,
  space,
  contestants: [
    {
      name: 'adam',
      summary: 'Adam with its gradient clipped to norm 1',
      settings: { hidden: 50, unit: 'tanh', initialisation: 'orthogonal', threshold: 1 },
      tunes: ['learningRate', 'threshold', 'hidden', 'initialisation'],
    },
  ],
  moments: 2,
  ruleOf,
});
