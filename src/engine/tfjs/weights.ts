/**
 * Parameter vector as the matrices of the net. A bias is one more column of its matrix, and the matrix's factor has a
 * column of ones: so the products carry it, forward and back.
 */
import * as tf from '@tensorflow/tfjs-core';
import { block } from '../../nets/layout.ts';
import type { ElmanNet } from '../../nets/net.ts';

/** Weights of one net; of several genomes at once each has `[genomes]` in front. */
export interface Weights {
  /** W_in and b, `[H × (I + 1)]`. */
  readonly input: tf.Tensor;
  /** W_rec, `[H × H]`. */
  readonly recurrent: tf.Tensor;
  /** W_out and b_out, `[O × (H + 1)]`. */
  readonly output: tf.Tensor;
}

/** Weights of `[parameters]`, or of `[genomes][parameters]`. */
export function weightsOf(net: ElmanNet, parameters: tf.Tensor): Weights {
  const { hidden, inputs, outputs } = net;
  const genomes = parameters.shape.slice(0, -1);
  const sizes = net.blocks.map(({ size }) => size);
  const parts = tf.split(parameters, sizes, genomes.length);
  const take = (name: string, rows: number, columns: number) =>
    tf.reshape(parts[net.blocks.indexOf(block(net, name))]!, [...genomes, rows, columns]);
  const beside = (matrix: tf.Tensor, bias: tf.Tensor) => tf.concat([matrix, bias], genomes.length + 1);
  return {
    input: beside(take('W_in', hidden, inputs), take('b', hidden, 1)),
    recurrent: take('W_rec', hidden, hidden),
    output: beside(take('W_out', outputs, hidden), take('b_out', outputs, 1)),
  };
}

/** Vector of derivatives, the way back: `[parameters]` from matrices of the shapes of one net's `Weights`. */
export function vectorOf(net: ElmanNet, { input, recurrent, output }: Weights): tf.Tensor1D {
  const { hidden, inputs } = net;
  const [inputMatrix, bias] = tf.split(input, [inputs, 1], 1);
  const [outputMatrix, outputBias] = tf.split(output, [hidden, 1], 1);
  const parts: Readonly<Record<string, tf.Tensor>> = {
    W_in: inputMatrix!,
    W_rec: recurrent,
    b: bias!,
    W_out: outputMatrix!,
    b_out: outputBias!,
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
