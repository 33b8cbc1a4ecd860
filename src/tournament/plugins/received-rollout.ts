/** Rollout from another thread, checked and copied, as a batch is (`received-batch.ts`). */
import type { Rollout } from '../../engine/rollout.ts';
import type { Net } from '../../nets/net.ts';
import { copied, requireEach, size } from './received-batch.ts';

/**
 * Checks and copies a rollout, apart from its fit to a net.
 * @throws TypeError where it is none
 */
export function rolloutFrom(value: unknown): Rollout {
  if (typeof value !== 'object' || value === null) throw new TypeError('no object');
  const given = value as Readonly<Record<keyof Rollout, unknown>>;
  const { loss, macs } = given;
  if (typeof loss !== 'number') throw new TypeError('loss');
  // An episode whose first output is not finite has no steps.
  const steps = given.steps === 0 && Number.isNaN(loss) ? 0 : size(given.steps);
  const floats = (field: unknown): Float32Array => {
    const { length } = Object(field) as ArrayLike<number>;
    const copy = copied(field, Float32Array, length, (count) => new Float32Array(count));
    requireEach(copy, Number.isFinite);
    return copy;
  };
  const doubles = (field: unknown): Float64Array => {
    const copy = copied(field, Float64Array, steps, (count) => new Float64Array(count));
    requireEach(copy, Number.isFinite);
    return copy;
  };
  const isDrawn = given.classes !== null;
  if (isDrawn && given.values !== null) throw new TypeError('values');
  return {
    steps,
    observations: floats(given.observations),
    classes: isDrawn ? copied(given.classes, Int32Array, steps, (count) => new Int32Array(count)) : null,
    values: isDrawn ? null : floats(given.values),
    rewards: doubles(given.rewards),
    entropies: doubles(given.entropies),
    surprises: doubles(given.surprises),
    loss,
    macs: macs === 0 ? 0 : size(macs),
  };
}

/** True where the rollout is one of that net, of at most so many steps. */
export const fitsNet = (
  { steps, observations, classes, values }: Rollout,
  { inputs, outputs }: Pick<Net, 'inputs' | 'outputs'>,
  most: number,
): boolean =>
  steps <= most &&
  observations.length === steps * inputs &&
  (values === null || values.length === steps * outputs) &&
  (classes === null || classes.every((one) => one >= 0 && one < outputs));
