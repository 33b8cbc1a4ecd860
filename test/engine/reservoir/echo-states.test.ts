import { describe, expect, it } from 'vitest';
import { type Batch, shared } from '../../../src/engine/batch.ts';
import { rowWidth } from '../../../src/engine/features.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import type { ReservoirNet } from '../../../src/nets/reservoir-net.ts';
import { randomBatch } from '../../support/engine/random-batch.ts';
import { drawnReservoir } from '../../support/engine/reservoir-cases.ts';

const device = openWasmDevice();

/** Greatest singular value of W_rec, by powers of Wᵀ W. */
function norm(net: ReservoirNet, parameters: Float32Array): number {
  const [values, sources] = ['W_rec_values', 'W_rec_sources'].map((name) => blockOf(net, parameters, name));
  let vector = new Float64Array(net.hidden).fill(1);
  let size = 0;
  for (let round = 0; round < 300; round++) {
    const image = new Float64Array(net.hidden);
    const back = new Float64Array(net.hidden);
    for (const [at, value] of values!.entries())
      image[Math.floor(at / net.links)]! += value * vector[sources![at]!]!;
    for (const [at, value] of values!.entries())
      back[sources![at]!]! += value * image[Math.floor(at / net.links)]!;
    size = Math.hypot(...back);
    vector = back.map((value) => value / size);
  }
  return Math.sqrt(size);
}

/** Distances ‖x - x'‖ after each step, from two random states under the same input. */
function distances(net: ReservoirNet, parameters: Float32Array, batch: Batch): number[] {
  const width = rowWidth(net);
  const runs = [1, -1].map((sign) => {
    const from = Float64Array.from({ length: width - 1 }, (_, at) => sign * Math.sin(at + 1));
    const into = new Float64Array(batch.steps * width);
    void device.features!(net, parameters, batch, { from: 0, to: 1, into, carry: { from } });
    return into;
  }) as [Float64Array, Float64Array];
  return Array.from({ length: batch.steps }, (_, step) =>
    Math.hypot(
      ...Array.from({ length: net.hidden }, (_, unit) => {
        const at = step * width + unit;
        return runs[0][at]! - runs[1][at]!;
      }),
    ),
  );
}

const size = { inputs: 1, outputs: 1, sequences: 1, seed: 5 } as const;
const driven = randomBatch({ ...size, steps: 400, loss: 'squared', input: 'dense', scored: 'last' });
const silent: Batch = { ...driven, dense: shared.float32(400) };

describe('the echo state property', () => {
  it('holds where the greatest singular value is below 1: two states come together under the same input', () => {
    const options = { hidden: 60, connectivity: 0.1, radius: 0.5, biasScaling: 0 };
    const { net, parameters } = drawnReservoir(options, 4, { inputs: 1, outputs: 1 });
    expect(norm(net, parameters)).toBeLessThan(1);
    const all = distances(net, parameters, driven);
    expect(all[0]).toBeGreaterThan(0.1);
    expect(all.at(-1)).toBeLessThan(1e-12);
    // Down to the last digits every step brings them closer.
    const far = all.filter((distance) => distance > 1e-13);
    expect(far.length).toBeGreaterThan(20);
    for (const [step, distance] of far.entries()) if (step > 0) expect(distance).toBeLessThan(far[step - 1]!);
  });

  it('fails for a spectral radius above 1 and no input: the states stay apart', () => {
    const options = { hidden: 60, connectivity: 0.1, radius: 1.3, biasScaling: 0 };
    const { net, parameters } = drawnReservoir(options, 4, { inputs: 1, outputs: 1 });
    expect(Math.min(...distances(net, parameters, silent))).toBeGreaterThan(0.1);
  });
});
