/**
 * Batch whose gradient is that of a policy: observations are its inputs, sampled actions its targets, and the weights of
 * its steps are such that ∂E/∂θ = -1/B Σ_b Σ_t A_t ∂ ln π(a_t | history) / ∂θ.
 *
 *   softmax     loss -ln π(a), weight A
 *   otherwise   loss Σ (y - x)², weight A / (2 σ²): -ln π(x) = Σ (y - x)² / (2 σ²) + terms without θ
 *
 * The entropy H of a choice has the gradient E[-ln π(a) ∂ ln π(a)], to which H is a baseline: β (-ln π(a) - H) beside A
 * (Williams & Peng 1991, "Function optimization using connectionist reinforcement learning algorithms", section 5). The
 * entropy of noise of a given σ has none.
 */
import { type Batch, shared } from '../../engine/batch.ts';
import type { Rollout } from '../../engine/rollout.ts';
import { UserError } from '../../errors.ts';
import type { Net } from '../../nets/net.ts';
import type { Steps } from './returns.ts';

export interface PolicyBatchOptions {
  readonly advantages: Steps;
  /** σ of the rollouts. */
  readonly noise: number;
  /** β */
  readonly entropyBonus: number;
}

/** Most numbers of one field of a batch: a gigabyte. */
const MOST_NUMBERS = 2 ** 28;

/**
 * Builds the batch.
 * @param rollouts of one step at least each
 * @throws UserError where it would not fit into memory
 */
export function policyBatch(
  { inputs, outputs }: Pick<Net, 'inputs' | 'outputs'>,
  rollouts: readonly Rollout[],
  { advantages, noise, entropyBonus }: PolicyBatchOptions,
): Batch {
  const count = rollouts.length;
  const steps = rollouts.reduce((most, rollout) => Math.max(most, rollout.steps), 0);
  if (steps * count * Math.max(inputs, outputs) > MOST_NUMBERS)
    throw new UserError(
      `${count} episodes of ${steps} actions do not fit into memory; set batch or horizon smaller`,
    );
  const isDrawn = rollouts[0]!.classes !== null;
  const dense = shared.float32(steps * inputs * count);
  const classes = isDrawn ? shared.int32(steps * count) : null;
  const values = isDrawn ? null : shared.float32(steps * outputs * count);
  const mask = shared.uint8(steps * count);
  const stepWeights = shared.float32(steps * count);
  const lengths = shared.int32(count);
  const scale = isDrawn ? 1 : 1 / (2 * noise * noise);
  for (const [b, rollout] of rollouts.entries()) {
    lengths[b] = rollout.steps;
    for (let step = 0; step < rollout.steps; step++) {
      const at = step * count + b;
      for (let input = 0; input < inputs; input++)
        dense[(step * inputs + input) * count + b] = rollout.observations[step * inputs + input]!;
      if (classes !== null) classes[at] = rollout.classes![step]!;
      for (let output = 0; values !== null && output < outputs; output++)
        values[(step * outputs + output) * count + b] = rollout.values![step * outputs + output]!;
      mask[at] = 1;
      const bonus = entropyBonus * (rollout.surprises[step]! - rollout.entropies[step]!);
      stepWeights[at] = scale * (advantages[b]![step]! + bonus);
    }
  }
  const activeSteps = lengths.reduce((sum, length) => sum + length, 0);
  const answerSteps = shared.int32(steps);
  for (let step = 0; step < steps; step++) answerSteps[step] = step;
  return {
    ...{ loss: isDrawn ? 'softmax' : 'squared', sequences: count, steps, inputs, outputs, lengths },
    ...{ symbols: null, dense, mask, classes, values, stepWeights, answerSteps },
    ...{ weights: shared.float32(count).fill(1), activeSteps, scoredSteps: activeSteps },
  };
}
