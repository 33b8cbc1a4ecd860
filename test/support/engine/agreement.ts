/** How close a device is to the float64 reference. */
import { expect } from 'vitest';
import type { Device, GradientRequest, Vector } from '../../../src/engine/device.ts';
import { gatedReference } from '../nets/with-gated.ts';
import { type Case, distance, scoredOutputs } from './random-cases.ts';

/** What is allowed. All are relative: of numbers to themselves and a tenth, of vectors as `distance` says. */
export interface Tolerance {
  /** E */
  readonly loss: number;
  /** Of sequences' losses, and of outputs where they are scored. */
  readonly vectors: number;
  /** Of gradients, Ω's own, and the norms of the error signal. */
  readonly gradients: number;
  /** Ω */
  readonly omega: number;
}

/** |actual - right| is to be below the tolerance, relative to `right` and a tenth. */
export function expectNear(actual: number, right: number, tolerance: number): void {
  expect(Math.abs(actual - right)).toBeLessThan(tolerance * (Math.abs(right) + 0.1));
}

/** As many numbers, and `distance` is to be below the tolerance. */
export function expectVectorNear(actual: Vector, right: Vector, tolerance: number): void {
  expect(actual.length).toBe(right.length);
  expect(distance(actual, right)).toBeLessThan(tolerance);
}

/** Losses and outputs are the reference's. */
export async function compareEvaluation(
  device: Device,
  { net, parameters, batch }: Case,
  tolerance: Tolerance,
): Promise<void> {
  const actual = await device.evaluate(net, parameters, batch);
  const right = gatedReference.evaluate(net, parameters, batch);
  expectNear(actual.loss, right.loss, tolerance.loss);
  expectVectorNear(actual.losses, right.losses, tolerance.vectors);
  expectVectorNear(scoredOutputs(batch, actual), scoredOutputs(batch, right), tolerance.vectors);
}

/** The gradient, and all that was asked for beside it, are the reference's; nothing else is given. */
export async function compareGradient(
  device: Device,
  { net, parameters, batch }: Case,
  request: GradientRequest,
  tolerance: Tolerance,
): Promise<void> {
  const actual = await device.gradient(net, parameters, batch, request);
  const right = gatedReference.gradient(net, parameters, batch, request);
  expectNear(actual.loss, right.loss, tolerance.loss);
  expectVectorNear(actual.gradient, right.gradient, tolerance.gradients);
  for (const key of ['omegaGradient', 'stateNorms'] as const) {
    expect(actual[key] === null).toBe(right[key] === null);
    if (right[key]) expectVectorNear(actual[key]!, right[key], tolerance.gradients);
  }
  expect(actual.omega === null).toBe(right.omega === null);
  if (right.omega !== null) expectNear(actual.omega!, right.omega, tolerance.omega);
}
