/** Random reservoirs and their batches for tests, deterministic in the seed. */
import { type Batch, shared } from '../../../src/engine/batch.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import { reservoir } from '../../../src/nets/reservoir.ts';
import type { ReservoirNet } from '../../../src/nets/reservoir-net.ts';
import { randomStream } from '../../../src/random/random.ts';

/** Reservoir of two outputs with a readout and a remainder of it, drawn from the seed's stream. */
export function drawnReservoir(
  options: object,
  seed: number | string,
  shape: { inputs: number; outputs: number; fedBack?: boolean } = { inputs: 3, outputs: 2 },
): { readonly net: ReservoirNet; readonly parameters: Float32Array } {
  const chosen = reservoir.options.parse({ hidden: 13, connectivity: 0.2, deviation: 0.3, ...options });
  const net = reservoir.build(shape, chosen);
  const random = randomStream(seed, 'reservoir-case');
  const parameters = reservoir.initialise(net, chosen, random);
  for (const name of ['W_out_low', 'b_out_low'])
    for (const at of blockOf(net, parameters, name).keys())
      blockOf(net, parameters, name)[at] = 1e-5 * random.normal();
  return { net, parameters };
}

/** Options of reservoirs that differ in kind. */
export const kinds: readonly object[] = [
  {},
  { direct: false, leak: 0.3 },
  { leak: 0.44, decay: 0.9, inputConnectivity: 0.5 },
  { unit: 'linear', connectivity: 1, hidden: 5 },
  { hidden: 1 },
];

/** The batch, its even sequences running free from step `washout` on. */
export function freeFrom(batch: Batch, washout: number): Batch {
  const free = shared.uint8(batch.sequences);
  for (let sequence = 0; sequence < batch.sequences; sequence += 2) free[sequence] = 1;
  return { ...batch, feedback: { washout, free } };
}
