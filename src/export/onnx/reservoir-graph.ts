/**
 * The echo state network as an ONNX graph, by the operator `GRU` with `linear_before_reset` and gates that are constants:
 * reset 1 and update z = 1 - leak · decay make of it s_t = z s_{t-1} + (1 - z) f(W_in u_t + R s_{t-1} + b), and with
 * R = W_rec / decay the state is x = s / decay. The links become a dense matrix. All of it is in 32 bits: a readout by
 * regression with weights that cancel loses the digits of its remainder and of its states.
 */
import { UserError } from '../../errors.ts';
import type { ReservoirNet } from '../../nets/reservoir-net.ts';
import { log } from '../../numeric/elementary.ts';
import type { TaskShape } from '../../tasks/define-task.ts';
import type { StoredBlock } from '../champion.ts';
import type { Graph, Node } from './messages.ts';
import { constant, recurrentGraph } from './recurrent-graph.ts';

/** Bias at which a gate is 1 in 32 bits, and its negative at which it is 0. */
const CLOSED = 100;

/**
 * Graph of an echo state network.
 * @param blocks the net's, by name
 * @throws UserError where decay is 0, since such units keep all of their state, which no gate does, and for linear units:
 * runtimes differ in what the operator makes of these
 */
export function reservoirGraph(
  net: ReservoirNet,
  shape: TaskShape,
  blocks: Readonly<Record<string, StoredBlock>>,
): Graph {
  const { hidden, inputs, outputs, unit, leak, decay, direct } = net;
  if (decay === 0 || unit === 'linear') {
    const kind = decay === 0 ? 'of decay=0' : 'of linear units';
    throw new UserError(
      `a net reservoir ${kind} cannot be written as ONNX; export it as .safetensors or .json`,
    );
  }
  const kept = 1 - leak * decay;
  const update = kept === 0 ? -CLOSED : log(kept / (1 - kept));
  const filled = (name: string, size: number, value: number): Node =>
    constant(name, { shape: [size], data: new Float32Array(size).fill(value) });
  const zeros = (name: string, rows: number, columns: number): Node =>
    constant(name, { shape: [rows, columns], data: new Float32Array(rows * columns) });
  return recurrentGraph(
    {
      name: 'reservoir',
      hidden,
      outputs,
      nodes: (vectors) => [
        // The gates' rows of W and R are 0, in the order z, r, h.
        zeros('no_input', 2 * hidden, inputs),
        { operator: 'Concat', inputs: ['no_input', 'W_in'], outputs: ['W_rows'], attributes: { axis: 0n } },
        { operator: 'Unsqueeze', inputs: ['W_rows', 'axis_0'], outputs: ['W'] },
        { operator: 'Cast', inputs: ['W_rec_sources'], outputs: ['sources'], attributes: { to: 7n } },
        zeros('no_links', hidden, hidden),
        {
          operator: 'ScatterElements',
          inputs: ['no_links', 'sources', 'W_rec_values'],
          outputs: ['W_rec'],
          attributes: { axis: 1n },
        },
        filled('decay', 1, decay),
        { operator: 'Div', inputs: ['W_rec', 'decay'], outputs: ['W_rec_scaled'] },
        zeros('no_units', 2 * hidden, hidden),
        {
          operator: 'Concat',
          inputs: ['no_units', 'W_rec_scaled'],
          outputs: ['R_rows'],
          attributes: { axis: 0n },
        },
        { operator: 'Unsqueeze', inputs: ['R_rows', 'axis_0'], outputs: ['R'] },
        filled('update', hidden, update),
        filled('reset', hidden, CLOSED),
        filled('Rb', 3 * hidden, 0),
        {
          operator: 'Concat',
          inputs: ['update', 'reset', 'b', 'Rb'],
          outputs: ['B_rows'],
          attributes: { axis: 0n },
        },
        { operator: 'Unsqueeze', inputs: ['B_rows', 'axis_0'], outputs: ['B'] },
        {
          operator: 'GRU',
          inputs: [vectors, 'W', 'R', 'B', 'lengths'],
          outputs: ['S'],
          attributes: {
            hidden_size: BigInt(hidden),
            linear_before_reset: 1n,
          },
        },
        { operator: 'Div', inputs: ['S', 'decay'], outputs: ['Y'] },
      ],
      readout: {
        nodes: (vectors) => [
          { operator: 'Add', inputs: ['W_out', 'W_out_low'], outputs: ['readout'] },
          { operator: 'Add', inputs: ['b_out', 'b_out_low'], outputs: ['offset'] },
          ...(direct
            ? [
                {
                  operator: 'Concat',
                  inputs: ['hidden', vectors],
                  outputs: ['seen'],
                  attributes: { axis: 2n },
                },
              ]
            : []),
        ],
        seen: direct ? 'seen' : 'hidden',
        weights: 'readout',
        offsets: 'offset',
      },
    },
    shape,
    blocks,
  );
}
