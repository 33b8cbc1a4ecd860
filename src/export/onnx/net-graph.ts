/**
 * The graph net as an ONNX graph, where nodes are updated once a step: all nodes but inputs and bias are the units of an
 * `RNN`, its matrices dense, with the slope of the nonlinearity in the weights. Linear outputs read the inputs of the step
 * and the activations before it, so these are shifted by a step. A node at which no link ends stays at 0.
 */
import { UserError } from '../../errors.ts';
import { type GraphNet, nodesOf } from '../../nets/graph-net.ts';
import { type GraphStructure, readStructure } from '../../nets/graph-structure.ts';
import type { TaskShape } from '../../tasks/define-task.ts';
import type { StoredBlock } from '../champion.ts';
import type { Graph, Node } from './messages.ts';
import { constant, recurrentGraph } from './recurrent-graph.ts';

const SLOPES: Readonly<Record<GraphNet['unit'], number>> = { steep: 4.9, signed: 2.45, tanh: 1 };
/** Bias at which a logistic unit is 0 in 32 bits. */
const CLOSED = -100;

/** Dense form of the links: into the units, and into the linear outputs. */
function denseForm({ inputs, outputs, unit }: GraphNet, { nodes, first, source, weight }: GraphStructure) {
  const units = nodes - inputs - 1;
  const input = new Float32Array(units * inputs);
  const recurrent = new Float32Array(units * units);
  const bias = new Float32Array(units);
  const readout = new Float32Array(outputs * (units + inputs));
  const offsets = new Float32Array(outputs);
  for (let to = 0; to < units; to++) {
    const node = to + inputs + 1;
    if (first[node] === first[node + 1] && unit === 'steep') bias[to] = CLOSED;
    for (let link = first[node]!; link < first[node + 1]!; link++) {
      const from = source[link]!;
      const scaled = SLOPES[unit] * weight[link]!;
      if (from < inputs) input[to * inputs + from] = scaled;
      else if (from === inputs) bias[to] = scaled;
      else recurrent[to * units + from - inputs - 1] = scaled;
      if (to >= outputs) continue;
      if (from === inputs) offsets[to] = weight[link]!;
      else
        readout[to * (units + inputs) + (from < inputs ? units + from : from - inputs - 1)] = weight[link]!;
    }
  }
  return { units, input, recurrent, bias, readout, offsets };
}

/**
 * Graph of a graph net.
 * @param blocks the net's, by name
 * @throws UserError where a step makes several updates, and on parameters that are no graph
 */
export function netGraph(
  net: GraphNet,
  shape: TaskShape,
  blocks: Readonly<Record<string, StoredBlock>>,
): Graph {
  if (net.passes > 1)
    throw new UserError(
      `a net graph of passes=${net.passes} cannot be written as ONNX; export it as .safetensors, .json or .dot`,
    );
  const parameters = ['source', 'target', 'weight'].flatMap((name) => [...blocks[name]!.data]);
  const structure = readStructure(net, parameters);
  if (structure === null) throw new UserError("the champion's parameters are no graph");
  const { units, input, recurrent, bias, readout, offsets } = denseForm(net, structure);
  const { inputs, outputs, unit } = net;
  const index = (name: string, value: bigint): Node =>
    constant(name, { shape: [1], data: BigInt64Array.of(value) });
  return recurrentGraph(
    {
      name: `graph_${unit}`,
      hidden: nodesOf(net) - inputs - 1,
      outputs,
      nodes: (vectors) => [
        constant('W', { shape: [1, units, inputs], data: input }),
        constant('R', { shape: [1, units, units], data: recurrent }),
        constant('B', { shape: [1, 2 * units], data: Float32Array.of(...bias, ...new Float32Array(units)) }),
        {
          operator: 'RNN',
          inputs: [vectors, 'W', 'R', 'B', 'lengths'],
          outputs: ['Y'],
          attributes: {
            activations: [unit === 'steep' ? 'Sigmoid' : 'Tanh'],
            hidden_size: BigInt(units),
          },
        },
      ],
      readout: {
        nodes: (vectors) => [
          index('begin', 0n),
          index('second', 1n),
          index('last', -1n),
          constant('nothing', { shape: [1], data: new Float32Array(1) }),
          { operator: 'Slice', inputs: ['hidden', 'begin', 'second', 'axis_0'], outputs: ['first'] },
          { operator: 'Mul', inputs: ['first', 'nothing'], outputs: ['rest'] },
          { operator: 'Slice', inputs: ['hidden', 'begin', 'last', 'axis_0'], outputs: ['earlier'] },
          { operator: 'Concat', inputs: ['rest', 'earlier'], outputs: ['before'], attributes: { axis: 0n } },
          { operator: 'Concat', inputs: ['before', vectors], outputs: ['seen'], attributes: { axis: 2n } },
          constant('readout', { shape: [outputs, units + inputs], data: readout }),
          constant('offsets', { shape: [outputs], data: offsets }),
        ],
        seen: 'seen',
        weights: 'readout',
        offsets: 'offsets',
      },
    },
    shape,
    blocks,
  );
}
