/**
 * Settings of Hessian-free optimisation. Defaults are those of Martens & Sutskever's code and of Sutskever's thesis (2013),
 * but for the sizes of batches and the cap of conjugate gradients, which are smaller.
 */
import * as z from 'zod';
import { choices, linear, log, type Space, when } from '../../options/space.ts';

const sequences = (standard: number) => z.int().min(1).max(1_000_000).default(standard);

export const hessianFreeSettings = z.object({
  gradientBatch: sequences(1000).describe('sequences of the gradient, drawn anew for each update'),
  curvatureBatch: sequences(200).describe(
    'sequences of the curvature products, the same ones throughout an update',
  ),
  curvatureFrom: z
    .enum(['gradient', 'fresh'])
    .default('gradient')
    .describe('curvature batch: gradient: the first sequences of the gradient batch; fresh: its own'),
  lineBatch: sequences(500).describe('sequences on which backtracking and line search compare losses'),
  lambda: z.number().min(0).max(1e9).default(0.1).describe('λ at the beginning, the damping B + λI'),
  mu: z
    .number()
    .min(0)
    .max(1e6)
    .default(0.03)
    .describe('μ: structural damping has the coefficient λμ (0: none)'),
  adapt: z
    .number()
    .min(1)
    .max(100)
    .default(1.5)
    .describe('λ is multiplied by this where ρ is below rhoLow, and divided by it where ρ is above rhoHigh'),
  rhoLow: z.number().min(-1).max(1).default(0.25).describe('reduction ratio ρ below which λ is raised'),
  rhoHigh: z.number().min(0).max(2).default(0.75).describe('reduction ratio ρ above which λ is lowered'),
  dampedModel: z
    .boolean()
    .default(true)
    .describe("ρ compares with the model with damping, as in the authors' code (false: without)"),
  iterations: z.int().min(1).max(10_000).default(100).describe('most iterations of conjugate gradients'),
  leastIterations: z
    .int()
    .min(0)
    .max(10_000)
    .default(0)
    .describe('iterations before which conjugate gradients do not stop for want of progress'),
  tolerance: z
    .number()
    .min(0)
    .max(1)
    .default(5e-4)
    .describe('conjugate gradients stop where progress an iteration, relative to the model, is below this'),
  start: z
    .number()
    .min(0)
    .max(1)
    .default(0.95)
    .describe("factor of the last update's final iterate at which conjugate gradients start"),
  preconditioner: z
    .enum(['none', 'gradients'])
    .default('none')
    .describe('gradients: (mean squared gradient of a case + λ)^ξ on the diagonal, after Martens (2010)'),
  exponent: z.number().min(0).max(1).default(0.75).describe('ξ of the preconditioner'),
  cases: sequences(50).describe('sequences of the curvature batch whose squared gradients it has'),
  backtracking: z
    .enum(['powers', 'tens', 'none'])
    .default('powers')
    .describe(
      'iterates that are compared afterwards, from the last one back while the loss falls: powers: of numbers ⌈1.3^j⌉; tens: every tenth; none: the last alone',
    ),
  shrink: z.number().positive().lt(1).default(0.8).describe('factor of the step length in the line search'),
  tries: z
    .int()
    .min(1)
    .max(1000)
    .default(50)
    .describe('step lengths that the line search tries; where none is good, there is no step'),
  sufficientDecrease: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe('c of Armijo: the least decrease of the loss, relative to its slope (0: any decrease)'),
  weightDecay: z.number().min(0).max(1).default(0).describe('γ: ½ γ ‖θ‖² is added to the loss'),
});

export type HessianFreeSettings = z.output<typeof hessianFreeSettings>;

export const hessianFreeSpace: Space = {
  gradientBatch: log(200, 5000, { whole: true }),
  curvatureBatch: log(50, 200, { whole: true }),
  curvatureFrom: choices('gradient', 'fresh'),
  lineBatch: log(100, 1000, { whole: true }),
  lambda: log(1e-3, 10),
  mu: log(1e-3, 1),
  adapt: linear(1.1, 3),
  rhoLow: linear(0, 0.5),
  rhoHigh: linear(0.5, 1),
  dampedModel: choices(true, false),
  iterations: log(30, 300, { whole: true }),
  leastIterations: linear(0, 30, { whole: true }),
  tolerance: log(5e-5, 5e-3),
  start: linear(0, 1),
  preconditioner: choices('none', 'gradients'),
  exponent: when('preconditioner', ['gradients'], linear(0, 1)),
  cases: when('preconditioner', ['gradients'], log(10, 50, { whole: true })),
  backtracking: choices('powers', 'tens', 'none'),
  shrink: linear(0.5, 0.9),
  sufficientDecrease: choices(0, 1e-4, 1e-2),
  weightDecay: log(1e-6, 1e-3),
};

/** Reason why these settings cannot be, in words that follow the learner's name; null where they can. */
export function settingsFault(settings: HessianFreeSettings): string | null {
  const { curvatureFrom, curvatureBatch, gradientBatch, rhoLow, rhoHigh } = settings;
  const { iterations, leastIterations, preconditioner, cases } = settings;
  if (curvatureFrom === 'gradient' && curvatureBatch > gradientBatch)
    return `takes the curvature batch from the gradient batch, and curvatureBatch=${curvatureBatch} is more than gradientBatch=${gradientBatch}; set curvatureBatch=${gradientBatch} or less, or curvatureFrom=fresh`;
  if (rhoLow > rhoHigh)
    return `raises λ below rhoLow=${rhoLow} and lowers it above rhoHigh=${rhoHigh}; set rhoLow below rhoHigh`;
  if (leastIterations > iterations)
    return `does not stop conjugate gradients before leastIterations=${leastIterations}, and iterations=${iterations} are the most; set leastIterations=${iterations} or less`;
  if (preconditioner === 'gradients' && cases > curvatureBatch)
    return `takes the cases of its preconditioner from the curvature batch, and cases=${cases} is more than curvatureBatch=${curvatureBatch}; set cases=${curvatureBatch} or less`;
  return null;
}
