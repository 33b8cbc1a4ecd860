/** Settings of the recurrent policy gradient, and their space. */
import * as z from 'zod';
import type { Sampling } from '../../engine/rollout.ts';
import type { Rule } from '../../engine/rule.ts';
import { exp, log as ln } from '../../numeric/elementary.ts';
import { choices, linear, log, type Space, when } from '../../options/space.ts';
import { descentSettings, descentSpace } from '../gradient/descent-settings.ts';
import { baselines } from './returns.ts';

/** Adam as published; weight decay would pull the policy to chance. */
const ADAM = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 } as const;

/** Rules of the host by their names. */
const RULES = { adam: ADAM, sgd: { kind: 'plain' } } as const satisfies Readonly<Record<string, Rule>>;

const { learningRate, threshold, schedule, span } = descentSettings.shape;

export const policySettings = z.object({
  rule: z
    .enum(['adam', 'sgd'])
    .default('adam')
    .describe('update rule: adam as published, or sgd, θ ← θ - η g'),
  learningRate: learningRate
    .unwrap()
    .default(0.01)
    .describe('η; where a schedule moves it, η at the beginning'),
  batch: z.int().min(1).max(10_000).default(20).describe('episodes played for an update'),
  horizon: z
    .int()
    .min(1)
    .max(100_000)
    .default(1000)
    .describe('most actions of a training episode, which is cut there; test and validation play on'),
  discount: z
    .number()
    .min(0)
    .max(1)
    .default(0.99)
    .describe('γ: factor of a reward for each step that it is later'),
  baseline: z
    .enum(Object.keys(baselines) as [keyof typeof baselines])
    .default('step')
    .describe(
      'b, which is taken off the returns: none: 0; mean: their mean over all steps of the batch; step: their mean over the episodes that are under way at the same step',
    ),
  normalised: z
    .boolean()
    .default(true)
    .describe('whether advantages, returns less their baselines, are divided by their root mean square'),
  entropyBonus: z
    .number()
    .min(0)
    .max(1000)
    .default(0)
    .describe('weight β of the entropy of each step’s choice of an action, beside the advantage (0: none)'),
  noise: z
    .number()
    .positive()
    .max(100)
    .default(1)
    .describe(
      'σ, standard deviation of the noise on each linear output at the beginning, where actions are no choice',
    ),
  noiseEnd: z.number().positive().max(100).default(0.5).describe('σ from noiseSpan updates on'),
  noiseSpan: z
    .int()
    .min(1)
    .max(1e9)
    .default(1000)
    .describe('updates over which σ goes from noise to noiseEnd, by a constant factor an update'),
  threshold: threshold
    .unwrap()
    .default(1)
    .describe('the norm of the gradient of all parameters is clipped to this (0: no clipping)'),
  schedule,
  span,
});

export type PolicySettings = z.output<typeof policySettings>;

export const policySpace: Space = {
  rule: choices('adam', 'sgd'),
  learningRate: log(0.001, 0.1),
  batch: log(5, 100, { whole: true }),
  horizon: log(100, 10_000, { whole: true }),
  discount: choices(0.9, 0.95, 0.98, 0.99, 0.995, 1),
  baseline: choices('none', 'mean', 'step'),
  normalised: choices(false, true),
  entropyBonus: linear(0, 0.1),
  noise: log(0.05, 2),
  noiseEnd: log(0.01, 1),
  noiseSpan: log(100, 10_000, { whole: true }),
  threshold: descentSpace.threshold!,
  schedule: descentSpace.schedule!,
  span: when('schedule', ['inverse', 'cosine'], descentSpace.span!),
};

export const ruleNamed = ({ rule }: Pick<PolicySettings, 'rule'>): Rule => RULES[rule];

/** Sampling in the update of that number, from 0. */
export function samplingAt(
  { noise, noiseEnd, noiseSpan, horizon }: PolicySettings,
  update: number,
): Sampling {
  const share = Math.min(1, update / noiseSpan);
  return { noise: share === 1 ? noiseEnd : noise * exp(share * ln(noiseEnd / noise)), horizon };
}
