/**
 * Inputs of a batch on the backend, and their products with W_in: the projection W_in u + b for many rows in one
 * product, and the derivative of W_in and b from the signals of all rows. Symbols are expanded to one-hot vectors,
 * unless there are many; then they are looked up.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Batch } from '../batch.ts';
import { eachRow, type Rows } from './rows.ts';

export interface Inputs {
  /**
   * Prepares the projection W_in u + b of some rows, `[rows, H]`, from W_in and b, `[H × (I + 1)]`; with `[genomes]` in
   * front of these, in front of that too.
   */
  prepare(weights: tf.Tensor): (first: number, rows: number) => tf.Tensor;
  /** Derivatives of W_in, and b's as the last column, `[S × (I + 1)]` from `[rows, S]` signals of all rows. */
  derivative(signals: tf.Tensor2D): tf.Tensor2D;
  readonly bytes: number;
  dispose(): void;
}

/** Most symbols as one-hot vectors; above, a look-up takes less than the product. */
const MOST_ONE_HOT_SYMBOLS = 64;
const MOST_ONE_HOT_BYTES = 2 ** 28;

export function makeInputs(batch: Batch, rows: Rows): Inputs {
  const bytes = 4 * rows.total * (batch.inputs + 1);
  const isSpread = batch.inputs <= MOST_ONE_HOT_SYMBOLS && bytes <= MOST_ONE_HOT_BYTES;
  return batch.symbols === null || isSpread ? vectorInputs(batch, rows) : symbolInputs(batch, rows);
}

/** Inputs as vectors, `[rows, I + 1]`, the last column of ones. */
function vectorInputs({ inputs, symbols, dense, sequences, steps }: Batch, rows: Rows): Inputs {
  const width = inputs + 1;
  const values = new Float32Array(rows.total * width);
  for (let step = 0; step < steps; step++) {
    eachRow(rows, step, (row, sequence) => {
      values[row * width + inputs] = 1;
      if (symbols) values[row * width + symbols[step * sequences + sequence]!] = 1;
      for (let input = 0; dense && input < inputs; input++) {
        values[row * width + input] = dense[(step * inputs + input) * sequences + sequence]!;
      }
    });
  }
  const vectors = tf.keep(tf.tensor2d(values, [rows.total, width]));
  return {
    prepare: (weights) => (first, count) => {
      const chosen = count === rows.total ? vectors : tf.slice2d(vectors, [first, 0], [count, width]);
      return tf.matMul(chosen, weights, false, true);
    },
    derivative: (signals) => tf.matMul(signals, vectors, true),
    bytes: values.byteLength,
    dispose: () => vectors.dispose(),
  };
}

/** Inputs as symbols, `[rows]`. Their look-up table has a row for each: its column of W_in, and b added. */
function symbolInputs({ inputs, symbols, sequences, steps }: Batch, rows: Rows): Inputs {
  const values = new Int32Array(rows.total);
  for (let step = 0; step < steps; step++) {
    eachRow(rows, step, (row, sequence) => {
      values[row] = symbols![step * sequences + sequence]!;
    });
  }
  const indices = tf.keep(tf.tensor2d(values, [rows.total, 1], 'int32'));
  return {
    prepare(weights) {
      const axis = weights.rank - 1;
      const [matrix, bias] = tf.split(weights, [inputs, 1], axis);
      const turned = axis === 1 ? [1, 0] : [0, 2, 1];
      const table = tf.add(tf.transpose(matrix!, turned), tf.transpose(bias!, turned));
      return (first, count) => {
        const chosen = tf.slice(indices, [first, 0], [count, 1]);
        if (axis === 1) return tf.gatherND(table, chosen);
        return tf.gather(table, tf.reshape(chosen, [count]), 1);
      };
    },
    derivative(signals) {
      const table = tf.scatterND(indices, signals, [inputs, signals.shape[1]]);
      const bias = tf.sum(table, 0, true);
      return tf.transpose(tf.concat([table, bias], 0)) as tf.Tensor2D;
    },
    bytes: values.byteLength,
    dispose: () => indices.dispose(),
  };
}
