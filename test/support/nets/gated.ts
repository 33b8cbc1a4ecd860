/**
 * A second architecture, which exists in tests alone, so that nothing takes every net for an Elman net: a gated memory,
 *
 *   z_t = σ(sz_t + p ∘ m_{t-1}),   c_t = tanh(sc_t),   m_t = m_{t-1} + z_t ∘ (c_t - m_{t-1}),   h_t = tanh(m_t)
 *
 * with [sz; sc] = W_in u_t + W_rec h_{t-1} + b. It differs from the Elman net in all that could be taken for granted: two
 * rows of the product for a unit, a memory beside h, parameters in no product, another order of blocks, no `unit`.
 */
import { z } from 'zod';
import { layOut } from '../../../src/nets/layout.ts';
import type { Architecture, BatchExtent, Net } from '../../../src/nets/net.ts';
import type { Random } from '../../../src/random/random.ts';

export interface GatedNet extends Net {
  readonly architecture: 'gated';
  readonly hidden: number;
}

export function gatedNet({
  inputs,
  hidden,
  outputs,
}: Readonly<Record<'inputs' | 'hidden' | 'outputs', number>>): GatedNet {
  const { blocks, parameters } = layOut([
    ['b_out', [outputs]],
    ['W_out', [outputs, hidden]],
    ['p', [hidden]],
    ['b', [2 * hidden]],
    ['W_rec', [2 * hidden, hidden]],
    ['W_in', [2 * hidden, inputs]],
  ]);
  return { architecture: 'gated', inputs, hidden, outputs, blocks, parameters };
}

const options = z.object({
  hidden: z.int().min(1).max(64).default(6).describe('gated units'),
  deviation: z.number().positive().default(0.3).describe('standard deviation of every parameter'),
});

function forwardMacs({ inputs, hidden, outputs }: GatedNet, batch: BatchExtent): number {
  const inputMacs = 2 * hidden * (batch.symbols === null ? inputs : 1);
  return (
    batch.activeSteps * (2 * hidden * hidden + inputMacs + hidden) + batch.scoredSteps * outputs * hidden
  );
}

export const gated: Architecture<GatedNet, typeof options> = {
  name: 'gated',
  summary: 'a toy with a gate and a memory',
  source: 'none: it exists for tests',
  options,
  build: (shape, { hidden }) => gatedNet({ ...shape, hidden }),
  initialise: (net, { deviation }, random: Random) =>
    Float32Array.from({ length: net.parameters }, () => deviation * random.normal()),
  macs: {
    forward: forwardMacs,
    gradient: (net, batch) => 3 * forwardMacs(net, batch),
    curvature: (net, batch) => 4 * forwardMacs(net, batch),
  },
  words: ({ hidden }) => `${hidden} gated units`,
  strips: ({ hidden }) => [
    { label: 'z', name: 'gate', count: hidden, scale: 'share' },
    { label: 'm', name: 'memory', count: hidden, scale: 'unit' },
    { label: 'h', name: 'h', count: hidden, scale: 'unit' },
  ],
};
