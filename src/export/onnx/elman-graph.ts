/**
 * The Elman net as an ONNX graph, by the operator `RNN`: Y_t = f(X_t Wᵀ + H_{t-1} Rᵀ + Wb + Rb), whose W, R and Wb
 * are our W_in, W_rec and b (https://onnx.ai/onnx/operators/onnx__RNN.html).
 */
import type { ElmanNet, Unit } from '../../nets/net.ts';
import type { TaskShape } from '../../tasks/define-task.ts';
import type { StoredBlock } from '../champion.ts';
import type { Graph } from './messages.ts';
import { constant, recurrentGraph } from './recurrent-graph.ts';

const ACTIVATIONS: Readonly<Record<Unit, string>> = { tanh: 'Tanh', logistic: 'Sigmoid', relu: 'Relu' };

/**
 * Graph of an Elman net.
 * @param blocks the net's, by name
 */
export const elmanGraph = (
  { unit, hidden, outputs }: ElmanNet,
  shape: TaskShape,
  blocks: Readonly<Record<string, StoredBlock>>,
): Graph =>
  recurrentGraph(
    {
      name: `elman_${unit}`,
      hidden,
      outputs,
      nodes: (vectors) => [
        { operator: 'Unsqueeze', inputs: ['W_in', 'axis_0'], outputs: ['W'] },
        { operator: 'Unsqueeze', inputs: ['W_rec', 'axis_0'], outputs: ['R'] },
        constant('Rb', { shape: [hidden], data: new Float32Array(hidden) }),
        { operator: 'Concat', inputs: ['b', 'Rb'], outputs: ['WRb'], attributes: { axis: 0n } },
        { operator: 'Unsqueeze', inputs: ['WRb', 'axis_0'], outputs: ['B'] },
        {
          operator: 'RNN',
          inputs: [vectors, 'W', 'R', 'B', 'lengths'],
          outputs: ['Y'],
          attributes: { activations: [ACTIVATIONS[unit]], hidden_size: BigInt(hidden) },
        },
      ],
    },
    shape,
    blocks,
  );
