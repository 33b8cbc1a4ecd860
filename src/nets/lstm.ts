/**
 * Long short-term memory with forget gates and peepholes, the vanilla LSTM of Greff et al. (2015), "LSTM: a search space
 * odyssey", from h_0 = c_0 = 0:
 *
 *   i_t = σ(W_i u_t + R_i h_{t-1} + p_i ∘ c_{t-1} + b_i)      input gate
 *   f_t = σ(W_f u_t + R_f h_{t-1} + p_f ∘ c_{t-1} + b_f)      forget gate
 *   z_t = tanh(W_z u_t + R_z h_{t-1} + b_z)                   block input
 *   c_t = i_t ∘ z_t + f_t ∘ c_{t-1}                           cell
 *   o_t = σ(W_o u_t + R_o h_{t-1} + p_o ∘ c_t + b_o)          output gate, which sees the new cell
 *   h_t = o_t ∘ tanh(c_t),   y_t = W_out h_t + b_out
 *
 * Hochreiter & Schmidhuber (1997); forget gates: Gers, Schmidhuber & Cummins (2000); peepholes: Gers & Schmidhuber (2000).
 */
import * as z from 'zod';
import { choices, linear, log, type Space } from '../options/space.ts';
import { exchangeableUnits } from './exchangeable-units.ts';
import { drawGates, gateInitialisationFields, gateInitialisationSpace } from './gate-initialisations.ts';
import { layOut } from './layout.ts';
import type { Architecture, Net, ParameterBlock } from './net.ts';
import { productMacs } from './product-macs.ts';
import { restoredSizes } from './restored-sizes.ts';

export interface LstmNet extends Net {
  readonly architecture: 'lstm';
  /** H, the number of cells. */
  readonly hidden: number;
  readonly peepholes: boolean;
  /**
   * Blocks in this order: `W_in [4H×I]`, `W_rec [4H×H]` and `b [4H]`, of each the rows of i, f, z and o; with peepholes
   * `p [3×H]`, the rows p_i, p_f and p_o; `W_out [O×H]`, `b_out [O]`. Without peepholes there is no `p`: they are 0 and
   * no parameters, so nothing trains, breeds or counts them.
   */
  readonly blocks: readonly ParameterBlock[];
}

/** LSTM of those sizes. */
export function lstmNet({
  peepholes,
  inputs,
  hidden,
  outputs,
}: Pick<LstmNet, 'peepholes' | 'inputs' | 'hidden' | 'outputs'>): LstmNet {
  const { blocks, parameters } = layOut([
    ['W_in', [4 * hidden, inputs]],
    ['W_rec', [4 * hidden, hidden]],
    ['b', [4 * hidden]],
    ...(peepholes ? ([['p', [3, hidden]]] as const) : []),
    ['W_out', [outputs, hidden]],
    ['b_out', [outputs]],
  ]);
  return { architecture: 'lstm', peepholes, inputs, hidden, outputs, blocks, parameters };
}

const options = z.object({
  hidden: z.int().min(1).max(4096).default(50).describe('memory cells'),
  peepholes: z
    .boolean()
    .default(true)
    .describe('connections from each cell to its gates (false: none, and no parameters for them)'),
  forgetBias: z
    .number()
    .min(-100)
    .max(100)
    .default(1)
    .describe("added to the forget gates' biases as they are drawn: above 0 cells keep at first"),
  inputBias: z
    .number()
    .min(-100)
    .max(100)
    .default(0)
    .describe("added to the input gates' biases as they are drawn: below 0 cells let little in at first"),
  ...gateInitialisationFields,
});

const space: Space = {
  hidden: log(4, 100, { whole: true }),
  peepholes: choices(false, true),
  forgetBias: linear(-1, 5),
  inputBias: linear(-3, 1),
  ...gateInitialisationSpace,
};

const count = z.int().min(1);
const sizes = z.object({ peepholes: z.boolean(), inputs: count, hidden: count, outputs: count });

export const lstm: Architecture<LstmNet, typeof options> = {
  name: 'lstm',
  summary: 'long short-term memory with forget gates and peepholes',
  source: 'Hochreiter & Schmidhuber (1997), Neural Computation 9; Greff et al. (2015), arXiv 1503.04069',
  options,
  space,
  build: ({ inputs, outputs }, { hidden, peepholes }) => lstmNet({ peepholes, inputs, hidden, outputs }),
  initialise(net, chosen, random) {
    const biases = [
      { row: 0, add: chosen.inputBias },
      { row: net.hidden, add: chosen.forgetBias },
    ];
    return drawGates(net, chosen, biases, random);
  },
  restore: (stored) => lstmNet(restoredSizes(sizes, stored)),
  macs: productMacs(({ peepholes }) => (peepholes ? ['p'] : [])),
  // c and h are odd in the block input z; the gates are not, so they must not see the change.
  exchangeable: (net) =>
    exchangeableUnits(net, net.hidden, true, {
      W_in: { gates: [false, false, true, false] },
      W_rec: { gates: [false, false, true, false], columns: true },
      b: { gates: [false, false, true, false] },
      ...(net.peepholes ? { p: { gates: [true, true, true] } } : {}),
      W_out: { columns: true },
    }),
  words: ({ hidden, peepholes }) => `${hidden} LSTM cells${peepholes ? '' : ' without peepholes'}`,
  strips: ({ hidden }) => [
    { label: 'i', name: 'input gate', count: hidden, scale: 'share' },
    { label: 'f', name: 'forget gate', count: hidden, scale: 'share' },
    { label: 'o', name: 'output gate', count: hidden, scale: 'share' },
    { label: 'c', name: 'cell', count: hidden, scale: 'greatest' },
    { label: 'h', name: 'h', count: hidden, scale: 'unit' },
  ],
};
