/**
 * The LSTM as an ONNX graph, by the operator `LSTM` (https://onnx.ai/onnx/operators/onnx__LSTM.html), which has the same
 * equations, peepholes P too. Its gates are in the order i, o, f, c, where ours are i, f, z, o and its c is our z.
 */
import type { LstmNet } from '../../nets/lstm.ts';
import type { TaskShape } from '../../tasks/define-task.ts';
import type { StoredBlock } from '../champion.ts';
import { cut, joined, rowsOf } from './gates.ts';
import type { Graph, Node } from './messages.ts';
import { constant, recurrentGraph } from './recurrent-graph.ts';

const OURS = 'ifzo';
const THEIRS = 'iofz';

/**
 * Graph of an LSTM.
 * @param blocks the net's, by name
 */
export const lstmGraph = (
  { hidden, outputs, peepholes }: LstmNet,
  shape: TaskShape,
  blocks: Readonly<Record<string, StoredBlock>>,
): Graph =>
  recurrentGraph(
    {
      name: 'lstm',
      hidden,
      outputs,
      nodes: (vectors): readonly Node[] => [
        cut('W_in', OURS),
        ...joined('W', rowsOf('W_in', THEIRS)),
        cut('W_rec', OURS),
        ...joined('R', rowsOf('W_rec', THEIRS)),
        cut('b', OURS),
        constant('Rb', { shape: [4 * hidden], data: new Float32Array(4 * hidden) }),
        ...joined('B', [...rowsOf('b', THEIRS), 'Rb']),
        ...(peepholes ? peepholeNodes : []),
        {
          operator: 'LSTM',
          inputs: [vectors, 'W', 'R', 'B', 'lengths', ...(peepholes ? ['', '', 'P'] : [])],
          outputs: ['Y'],
          attributes: { hidden_size: BigInt(hidden) },
        },
      ],
    },
    shape,
    blocks,
  );

/** Nodes of P `[1, 3H]` in the order i, o, f, of our rows `[1, H]` of p. */
const peepholeNodes: readonly Node[] = [
  cut('p', 'ifo'),
  { operator: 'Concat', inputs: rowsOf('p', 'iof'), outputs: ['P'], attributes: { axis: 1n } },
];
