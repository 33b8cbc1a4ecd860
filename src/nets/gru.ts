/**
 * Gated recurrent unit, from h_0 = 0, in the form with one product: the reset gate comes after it, as in cuDNN, and not
 * before, as in Cho et al. (2014).
 *
 *   r_t = σ(W_r u_t + R_r h_{t-1} + b_r)                            reset gate
 *   z_t = σ(W_z u_t + R_z h_{t-1} + b_z)                            update gate
 *   n_t = tanh(W_n u_t + b_n + r_t ∘ (R_n h_{t-1} + b_m))           candidate
 *   h_t = (1 - z_t) ∘ n_t + z_t ∘ h_{t-1},   y_t = W_out h_t + b_out
 *
 * Cho et al. (2014), "Learning phrase representations using RNN encoder-decoder", EMNLP.
 */
import * as z from 'zod';
import { linear, log, type Space } from '../options/space.ts';
import { exchangeableUnits } from './exchangeable-units.ts';
import { drawGates, gateInitialisationFields, gateInitialisationSpace } from './gate-initialisations.ts';
import { layOut } from './layout.ts';
import type { Architecture, Net, ParameterBlock } from './net.ts';
import { productMacs } from './product-macs.ts';
import { restoredSizes } from './restored-sizes.ts';

export interface GruNet extends Net {
  readonly architecture: 'gru';
  readonly hidden: number;
  /**
   * Blocks in this order: `W_in [3H×I]`, the rows of n, r and z; `W_rec [3H×H]`, the rows of r, z and n; `b [4H]`, b_n,
   * b_r, b_z and b_m; `W_out [O×H]`, `b_out [O]`. So the 4H sums of a step are, one after the other, W_n u + b_n, the
   * sums of r and z, and R_n h + b_m: W_in has the first 3H of them, W_rec the last.
   */
  readonly blocks: readonly ParameterBlock[];
}

/** GRU of those sizes. */
export function gruNet({ inputs, hidden, outputs }: Pick<GruNet, 'inputs' | 'hidden' | 'outputs'>): GruNet {
  const { blocks, parameters } = layOut([
    ['W_in', [3 * hidden, inputs]],
    ['W_rec', [3 * hidden, hidden]],
    ['b', [4 * hidden]],
    ['W_out', [outputs, hidden]],
    ['b_out', [outputs]],
  ]);
  return { architecture: 'gru', inputs, hidden, outputs, blocks, parameters };
}

const options = z.object({
  hidden: z.int().min(1).max(4096).default(50).describe('gated units'),
  updateBias: z
    .number()
    .min(-100)
    .max(100)
    .default(1)
    .describe("added to the update gates' biases as they are drawn: above 0 units keep at first"),
  ...gateInitialisationFields,
});

const space: Space = {
  hidden: log(4, 100, { whole: true }),
  updateBias: linear(-1, 5),
  ...gateInitialisationSpace,
};

const count = z.int().min(1);
const sizes = z.object({ inputs: count, hidden: count, outputs: count });

export const gru: Architecture<GruNet, typeof options> = {
  name: 'gru',
  summary: 'gated recurrent unit, its reset gate after the product',
  source: 'Cho et al. (2014), EMNLP, in the form of cuDNN',
  options,
  space,
  build: ({ inputs, outputs }, { hidden }) => gruNet({ inputs, hidden, outputs }),
  initialise: (net, chosen, random) =>
    drawGates(net, chosen, [{ row: 2 * net.hidden, add: chosen.updateBias }], random),
  restore: (stored) => gruNet(restoredSizes(sizes, stored)),
  macs: productMacs(() => []),
  // h is odd in the candidate n; the gates are not, so they must not see the change.
  exchangeable: (net) =>
    exchangeableUnits(net, net.hidden, true, {
      W_in: { gates: [true, false, false] },
      W_rec: { gates: [false, false, true], columns: true },
      b: { gates: [true, false, false, true] },
      W_out: { columns: true },
    }),
  words: ({ hidden }) => `${hidden} gated recurrent units`,
  strips: ({ hidden }) => [
    { label: 'r', name: 'reset gate', count: hidden, scale: 'share' },
    { label: 'z', name: 'update gate', count: hidden, scale: 'share' },
    { label: 'n', name: 'candidate', count: hidden, scale: 'unit' },
    { label: 'h', name: 'h', count: hidden, scale: 'unit' },
  ],
};
