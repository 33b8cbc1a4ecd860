/**
 * Parameter vector as the matrices of the net. A bias is one more column of its matrix, and the matrix's factor has a
 * column of ones: so the products carry it, forward and back. Matrices of the sums come in groups of H rows, a gate
 * each: of one net these are cut without a copy, where columns of a wide product would not be.
 */
import * as tf from '@tensorflow/tfjs-core';
import { block } from '../../nets/layout.ts';
import type { RecurrentNet } from './cell.ts';

/** Weights of one net; of several genomes at once each has `[genomes]` in front. */
export interface Weights {
  /** W_in and b, `[H × (I + 1)]` of each of the first groups; or of several in one. */
  readonly input: readonly tf.Tensor[];
  /** W_rec, `[H × H]` of each of the last groups; or of several in one. */
  readonly recurrent: readonly tf.Tensor[];
  /** Biases of the groups that W_in has no rows for, `[1 × H]` each. */
  readonly biases: readonly tf.Tensor[];
  /** Rows of the blocks that the cell alone reads, `[1 × H]` each, by the block. */
  readonly own: Readonly<Record<string, readonly tf.Tensor[]>>;
  /** W_out and b_out, `[O × (H + 1)]`. */
  readonly output: tf.Tensor;
}

/** Blocks that the loop itself reads. */
const COMMON = ['W_in', 'W_rec', 'b', 'W_out', 'b_out'];

/** Weights of `[parameters]`, or of `[genomes][parameters]`. */
export function weightsOf(net: RecurrentNet, parameters: tf.Tensor): Weights {
  const { hidden, inputs, outputs } = net;
  const genomes = parameters.shape.slice(0, -1);
  const sizes = net.blocks.map(({ size }) => size);
  const parts = tf.split(parameters, sizes, genomes.length);
  const take = (name: string, columns: number) =>
    tf.reshape(parts[net.blocks.indexOf(block(net, name))]!, [...genomes, -1, columns]);
  const groups = (matrix: tf.Tensor) => {
    const count = matrix.shape.at(-2)! / hidden;
    return count === 1 ? [matrix] : tf.split(matrix, count, genomes.length);
  };
  const rows = (name: string) => {
    const matrix = take(name, hidden);
    const count = matrix.shape.at(-2)!;
    return count === 1 ? [matrix] : tf.split(matrix, count, genomes.length);
  };
  const column = (row: tf.Tensor) => tf.reshape(row, [...genomes, hidden, 1]);
  const beside = (matrix: tf.Tensor, bias: tf.Tensor) => tf.concat([matrix, bias], genomes.length + 1);
  const input = groups(take('W_in', inputs));
  const biases = rows('b');
  return {
    input: input.map((matrix, group) => beside(matrix, column(biases[group]!))),
    recurrent: groups(take('W_rec', hidden)),
    biases: biases.slice(input.length),
    own: Object.fromEntries(
      net.blocks.filter(({ name }) => !COMMON.includes(name)).map(({ name }) => [name, rows(name)]),
    ),
    output: beside(take('W_out', hidden), tf.reshape(take('b_out', 1), [...genomes, outputs, 1])),
  };
}

/** Vector of derivatives, the way back: `[parameters]` from matrices of the shapes of one net's `Weights`. */
export function vectorOf(net: RecurrentNet, { input, recurrent, biases, own, output }: Weights): tf.Tensor1D {
  const { hidden, inputs } = net;
  const stacked = (matrices: readonly tf.Tensor[]) => tf.concat([...matrices], 0);
  const [inputMatrix, bias] = tf.split(stacked(input), [inputs, 1], 1);
  const [outputMatrix, outputBias] = tf.split(output, [hidden, 1], 1);
  const flat = (tensor: tf.Tensor) => tf.reshape<tf.Rank.R1>(tensor, [tensor.size]);
  const parts: Readonly<Record<string, tf.Tensor>> = {
    W_in: inputMatrix!,
    W_rec: stacked(recurrent),
    b: tf.concat1d([bias!, ...biases].map(flat)),
    W_out: outputMatrix!,
    b_out: outputBias!,
    ...Object.fromEntries(Object.entries(own).map(([name, rows]) => [name, stacked(rows)])),
  };
  return tf.concat1d(net.blocks.map(({ name, size }) => tf.reshape<tf.Rank.R1>(parts[name]!, [size])));
}

/** Matrix and a column of ones, `[.., rows, columns + 1]`. */
export function withOnes(matrix: tf.Tensor): tf.Tensor {
  const column = [...matrix.shape.slice(0, -1), 1];
  return tf.concat([matrix, tf.ones(column)], matrix.rank - 1);
}

/**
 * Matrix `[rows, width]`, the column `[rows, 1]` repeated so many times. TensorFlow.js would broadcast by itself in
 * sums and products, but its plain backend then takes several times as long, for it makes an array for every number.
 */
export function spread(column: tf.Tensor, width: number): tf.Tensor2D {
  return tf.concat(Array<tf.Tensor>(width).fill(column), 1) as tf.Tensor2D;
}

/** Matrix `[.., count, H]`, the row `[.., 1, H]` repeated so many times: a product, for the same reason. */
export function repeated(row: tf.Tensor, count: number): tf.Tensor {
  return tf.matMul(tf.ones([...row.shape.slice(0, -2), count, 1]), row);
}

/** Sums of the columns, `[1, H]`: a product too. */
export function columnSums(matrix: tf.Tensor2D): tf.Tensor {
  return tf.matMul(tf.ones([1, matrix.shape[0]]), matrix);
}
