/** Settings that all learners by descents share: minibatches, clipping, Ω, the rescue. */
import * as z from 'zod';
import type { DescentSettings } from '../../engine/device.ts';
import type { Rule } from '../../engine/rule.ts';
import { choices, log, type Space } from '../../options/space.ts';
import { alphaSchedules, rateSchedules, type ScheduleChoice } from './schedules.ts';

const names = <Name extends string>(registry: Readonly<Record<Name, unknown>>) =>
  Object.keys(registry) as [Name, ...Name[]];

export const descentSettings = z.object({
  learningRate: z
    .number()
    .positive()
    .max(1000)
    .default(0.01)
    .describe('η; where a schedule moves it, η at the beginning'),
  batch: z.int().min(1).max(1_000_000).default(20).describe('sequences in a minibatch'),
  threshold: z
    .number()
    .min(0)
    .max(1e9)
    .default(0)
    .describe('the norm of the gradient of all parameters is clipped to this (0: no clipping)'),
  alpha: z
    .number()
    .min(0)
    .max(1e6)
    .default(0)
    .describe('weight of the regulariser Ω, added before clipping (0: none); the paper 4, its code 2'),
  omegaForm: z
    .enum(['squared', 'norm'])
    .default('squared')
    .describe("Ω of ratios of squared norms (eq. 10 and the authors' code) or of norms (eq. 9)"),
  schedule: z
    .enum(names(rateSchedules))
    .default('constant')
    .describe(
      'schedule of η: constant; halving: halved after a validation with a higher loss than the one before; inverse: η / (1 + updates / span); cosine: to a hundredth within the span',
    ),
  span: z
    .int()
    .min(1)
    .max(1e9)
    .default(10_000)
    .describe('updates over which η falls by the schedule inverse (to a half) or cosine'),
  alphaSchedule: z
    .enum(names(alphaSchedules))
    .default('constant')
    .describe(
      'schedule of α: constant; inverse: α / t, where t counts from 1 and grows every alphaSpan updates',
    ),
  alphaSpan: z
    .int()
    .min(1)
    .max(1e9)
    .default(1)
    .describe('updates after which t of the schedule of α grows: 1, or those of an epoch'),
  rescue: z
    .boolean()
    .default(false)
    .describe(
      "an update whose loss or gradient is not finite makes W_rec smaller by 2 % of η instead of ending the trial, as in the authors' code",
    ),
});

/**
 * Space around the paper's rate .01, batch 20, threshold 1 and α 2 to 4; its appendix has rates of .001 to 1 and weights
 * of .1 to 2 by task.
 */
export const descentSpace: Space = {
  learningRate: log(0.001, 1),
  batch: log(5, 100, { whole: true }),
  threshold: log(0.1, 10),
  alpha: log(0.1, 10),
  omegaForm: choices('squared', 'norm'),
  schedule: choices('constant', 'halving', 'inverse', 'cosine'),
  span: log(100, 100_000, { whole: true }),
  alphaSchedule: choices('constant', 'inverse'),
  alphaSpan: log(1, 10_000, { whole: true }),
  rescue: choices(false, true),
};

export type SettingsOfDescent = z.output<typeof descentSettings>;

/** Descent with these settings and that update rule. */
export function descentOf(
  { learningRate, threshold, alpha, omegaForm, rescue }: SettingsOfDescent,
  rule: Rule,
): DescentSettings {
  const omega = alpha > 0 ? ({ form: omegaForm, weight: alpha } as const) : null;
  return { learningRate, threshold, omega, rule, ...(rescue ? { rescue } : {}) };
}

/** Schedules with these settings. */
export const schedulesOf = ({
  schedule,
  span,
  alphaSchedule,
  alphaSpan,
}: SettingsOfDescent): ScheduleChoice => ({
  rate: { name: schedule, span },
  alpha: { name: alphaSchedule, span: alphaSpan },
});
