/**
 * Diagonal preconditioner of Martens (2010): M = (mean_i g_i ∘ g_i + λ)^ξ, g_i the gradient of case i. The mean, and not
 * the sum, as the loss is a mean too.
 */
import type { Batch } from '../../engine/batch.ts';
import type { Device } from '../../engine/device.ts';
import { sliceBatch } from '../../engine/feedback/slice-batch.ts';
import type { Net } from '../../nets/net.ts';
import { exp, log } from '../../numeric/elementary.ts';

/** Cases of a batch, one sequence each: the first so many. */
export function casesOf(batch: Batch, count: number): Batch[] {
  return Array.from({ length: Math.min(count, batch.sequences) }, (_, sequence) =>
    sliceBatch(batch, { from: 0, to: batch.steps, sequences: [sequence] }),
  );
}

/** Adds g ∘ g of each case to the means, `[parameters]`. Yields after each gradient. */
export async function* squaredGradients(
  device: Device,
  net: Net,
  parameters: Float32Array,
  cases: readonly Batch[],
): AsyncGenerator<void, Float64Array> {
  const means = new Float64Array(net.parameters);
  for (const one of cases) {
    const { gradient } = await device.gradient(net, parameters, one);
    for (let at = 0; at < means.length; at++) means[at]! += gradient[at]! ** 2 / cases.length;
    yield;
  }
  return means;
}

/** Diagonal of M, `[parameters]`. */
export const preconditionerOf = (means: Float64Array, lambda: number, exponent: number): Float64Array =>
  means.map((mean) => exp(exponent * log(Math.max(mean + lambda, Number.MIN_VALUE))));
