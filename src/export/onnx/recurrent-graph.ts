/**
 * ONNX graph around a recurrent operator: what a net reads, and its answers. The initializers are the net's own
 * parameter blocks under their own names and shapes; a few nodes, which runtimes fold away, give them the operator's
 * form.
 */

import type { LossKind } from '../../engine/batch.ts';
import type { TaskShape } from '../../tasks/define-task.ts';
import type { StoredBlock } from '../champion.ts';
import type { Graph, Node, Port, Tensor } from './messages.ts';

/** Nodes that turn linear outputs into answers, as devices give them. */
const ANSWERS: Readonly<Record<LossKind, Pick<Node, 'operator' | 'attributes'>>> = {
  softmax: { operator: 'Softmax', attributes: { axis: -1n } },
  bernoulli: { operator: 'Sigmoid' },
  squared: { operator: 'Identity' },
};
const MEANINGS: Readonly<Record<LossKind, string>> = {
  softmax: 'probability of each class',
  bernoulli: 'probability of a 1, for each output',
  squared: 'the values themselves',
};

/** Recurrent operator, and what it is made of. */
export interface RecurrentPart {
  /** Name of the graph. */
  readonly name: string;
  /** H */
  readonly hidden: number;
  readonly outputs: number;
  /**
   * Nodes of the operator. Its output is to be `Y`, `[time, 1, batch, H]`, from the vectors of that name,
   * `[time, batch, inputs]`, the blocks and `lengths`; `axis_0` and `axis_1` hold these axes.
   */
  nodes(vectors: string): readonly Node[];
  /** Readout of its own; left out: W_out and b_out on `hidden`. */
  readonly readout?: OwnReadout;
}

/** Readout that weighs other numbers, or has other weights. */
export interface OwnReadout {
  /** Nodes that make its weights, and what they weigh, of the vectors of that name and `hidden`. */
  nodes(vectors: string): readonly Node[];
  /** Names of the weighed numbers `[time, batch, F]`, the weights `[O, F]` and the offsets `[O]`. */
  readonly seen: string;
  readonly weights: string;
  readonly offsets: string;
}

/** Node of a constant. */
export const constant = (output: string, value: Tensor): Node => ({
  operator: 'Constant',
  inputs: [],
  outputs: [output],
  attributes: { value },
});

/**
 * Graph of a net.
 * @param blocks the net's, by name
 */
export function recurrentGraph(
  part: RecurrentPart,
  { inputs, loss }: TaskShape,
  blocks: Readonly<Record<string, StoredBlock>>,
): Graph {
  const { seen = 'hidden', weights = 'W_out', offsets = 'b_out' } = part.readout ?? {};
  const entry = inputs.kind === 'symbols' ? symbolEntry(inputs.size) : denseEntry(inputs.size);
  return {
    name: part.name,
    tensors: blocks,
    inputs: [
      entry.port,
      {
        name: 'lengths',
        type: 'int32',
        shape: ['batch'],
        about: "Steps of each sequence. Beyond a sequence's end hidden is 0 and outputs mean nothing.",
      },
    ],
    outputs: [
      {
        name: 'outputs',
        type: 'float',
        shape: ['time', 'batch', part.outputs],
        about: `After every step: ${MEANINGS[loss]}.`,
      },
      {
        name: 'hidden',
        type: 'float',
        shape: ['time', 'batch', part.hidden],
        about: 'The hidden state after every step.',
      },
    ],
    nodes: [
      constant('axis_0', { shape: [1], data: BigInt64Array.of(0n) }),
      constant('axis_1', { shape: [1], data: BigInt64Array.of(1n) }),
      ...entry.nodes,
      ...part.nodes(entry.vectors),
      { operator: 'Squeeze', inputs: ['Y', 'axis_1'], outputs: ['hidden'] },
      ...(part.readout?.nodes(entry.vectors) ?? []),
      { operator: 'Transpose', inputs: [weights], outputs: ['W_out_columns'] },
      { operator: 'MatMul', inputs: [seen, 'W_out_columns'], outputs: ['products'] },
      { operator: 'Add', inputs: ['products', offsets], outputs: ['linear'] },
      { ...ANSWERS[loss], inputs: ['linear'], outputs: ['outputs'] },
    ],
  };
}

/** Entry of the graph: turns the fed data into the vectors that the net reads. */
interface Entry {
  readonly port: Port;
  readonly nodes: readonly Node[];
  /** Name of the vectors, `[time, batch, inputs]`. */
  readonly vectors: string;
}

function denseEntry(size: number): Entry {
  const port: Port = {
    name: 'inputs',
    type: 'float',
    shape: ['time', 'batch', size],
    about: 'One vector a step.',
  };
  return { port, nodes: [], vectors: port.name };
}

/**
 * Entry of symbols. Symbols pick rows of an identity matrix, so that a symbol out of range is refused, where `OneHot`
 * would give zeros.
 */
function symbolEntry(size: number): Entry {
  const port: Port = {
    name: 'symbols',
    type: 'int64',
    shape: ['time', 'batch'],
    about: `One symbol a step, from 0 to ${size - 1}.`,
  };
  const shape = { shape: [2], data: BigInt64Array.of(BigInt(size), BigInt(size)) };
  return {
    port,
    vectors: 'vectors',
    nodes: [
      { operator: 'Constant', inputs: [], outputs: ['square'], attributes: { value: shape } },
      { operator: 'ConstantOfShape', inputs: ['square'], outputs: ['zeros'] },
      { operator: 'EyeLike', inputs: ['zeros'], outputs: ['one_hot'], attributes: { dtype: 1n } },
      { operator: 'Gather', inputs: ['one_hot', port.name], outputs: ['vectors'] },
    ],
  };
}
