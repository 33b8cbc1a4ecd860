/**
 * The GRU as an ONNX graph, by the operator `GRU` with `linear_before_reset`
 * (https://onnx.ai/onnx/operators/onnx__GRU.html), which has the same equations. Its gates are in the order z, r, h, its
 * h being our n; of its two biases of a gate our r and z need one.
 */
import type { GruNet } from '../../nets/gru.ts';
import type { TaskShape } from '../../tasks/define-task.ts';
import type { StoredBlock } from '../champion.ts';
import { cut, joined, rowsOf } from './gates.ts';
import type { Graph } from './messages.ts';
import { constant, recurrentGraph } from './recurrent-graph.ts';

/**
 * Graph of a GRU.
 * @param blocks the net's, by name
 */
export const gruGraph = (
  { hidden, outputs }: GruNet,
  shape: TaskShape,
  blocks: Readonly<Record<string, StoredBlock>>,
): Graph =>
  recurrentGraph(
    {
      name: 'gru',
      hidden,
      outputs,
      nodes: (vectors) => [
        cut('W_in', 'nrz'),
        ...joined('W', rowsOf('W_in', 'zrn')),
        cut('W_rec', 'rzn'),
        ...joined('R', rowsOf('W_rec', 'zrn')),
        cut('b', 'nrzm'),
        constant('Rb', { shape: [2 * hidden], data: new Float32Array(2 * hidden) }),
        ...joined('B', [...rowsOf('b', 'zrn'), 'Rb', 'b_m']),
        {
          operator: 'GRU',
          inputs: [vectors, 'W', 'R', 'B', 'lengths'],
          outputs: ['Y'],
          attributes: { hidden_size: BigInt(hidden), linear_before_reset: 1n },
        },
      ],
    },
    shape,
    blocks,
  );
