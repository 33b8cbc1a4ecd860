/** Comparison of a device's results with the right ones, with tolerances. */

import type { Batch } from '../../src/engine/batch.ts';
import type { Evaluation, Gradient, Vector } from '../../src/engine/device.ts';

export interface Check {
  readonly name: string;
  /** Distance; NaN where one of the two is no number: then the check fails. */
  readonly distance: number;
  readonly tolerance: number;
}

export const passes = ({ distance, tolerance }: Check): boolean => distance <= tolerance;

/**
 * Tolerances for float32 and another order of sums against float64: of a single number relative to it and a tenth, of
 * vectors ‖actual - right‖ / ‖right‖. Ten times the largest seen (SwiftShader, 1e-6 at H=512), since WebGPU lets a
 * division and a square root be off by a few units in the last place.
 */
export const TOLERANCE = {
  loss: 5e-6,
  losses: 1e-5,
  outputs: 1e-5,
  gradient: 2e-5,
  omega: 1e-5,
  omegaGradient: 5e-5,
  stateNorms: 2e-5,
  /** Tolerance of θ's change after some updates. */
  descent: 1e-4,
} as const;

/** Relative distance ‖actual - right‖ / ‖right‖ */
export function distance(actual: Vector, right: Vector): number {
  if (actual.length !== right.length) return Number.NaN;
  let difference = 0;
  let norm = 0;
  for (let index = 0; index < right.length; index++) {
    difference += (actual[index]! - right[index]!) ** 2;
    norm += right[index]! ** 2;
  }
  return Math.sqrt(norm === 0 ? difference : difference / norm);
}

/** Relative distance |actual - right| / (|right| + 0.1) */
export const apart = (actual: number, right: number): number =>
  Math.abs(actual - right) / (Math.abs(right) + 0.1);

/** Check of a condition: distance 0 where it holds, else infinite. */
export const holds = (name: string, isSo: boolean): Check => ({
  name,
  distance: isSo ? 0 : Number.POSITIVE_INFINITY,
  tolerance: 0,
});

export function evaluationChecks(batch: Batch, actual: Evaluation, right: Evaluation): Check[] {
  return [
    { name: 'loss', distance: apart(actual.loss, right.loss), tolerance: TOLERANCE.loss },
    { name: 'losses', distance: distance(actual.losses, right.losses), tolerance: TOLERANCE.losses },
    {
      name: 'outputs',
      distance: distance(scoredOutputs(batch, actual), scoredOutputs(batch, right)),
      tolerance: TOLERANCE.outputs,
    },
  ];
}

/** Checks of all parts of the right gradient. */
export function gradientChecks(what: string, actual: Gradient, right: Gradient): Check[] {
  const checks: Check[] = [
    { name: 'loss', distance: apart(actual.loss, right.loss), tolerance: TOLERANCE.loss },
    { name: 'gradient', distance: distance(actual.gradient, right.gradient), tolerance: TOLERANCE.gradient },
  ];
  if (right.omega !== null) {
    checks.push({
      name: 'Ω',
      distance: apart(actual.omega ?? Number.NaN, right.omega),
      tolerance: TOLERANCE.omega,
    });
  }
  for (const [name, key] of [
    ['gradient of Ω', 'omegaGradient'],
    ['norms', 'stateNorms'],
  ] as const) {
    const [ours, theirs] = [actual[key], right[key]];
    if (theirs === null) continue;
    checks.push({
      name,
      distance: ours === null ? Number.NaN : distance(ours, theirs),
      tolerance: TOLERANCE[key],
    });
  }
  return checks.map((check) => ({ ...check, name: `${what}: ${check.name}` }));
}

/** Outputs of scored steps alone; the others mean nothing. */
function scoredOutputs(batch: Batch, { outputs }: Evaluation): Float64Array {
  const { sequences, answerSteps, mask } = batch;
  return Float64Array.from(outputs, (value, index) => {
    const answer = Math.floor(index / (sequences * batch.outputs));
    return mask[answerSteps[answer]! * sequences + (index % sequences)] === 1 ? value : 0;
  });
}
