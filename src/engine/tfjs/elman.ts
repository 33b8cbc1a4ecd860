/** Elman cell on TensorFlow.js: h_t = f(sums_t). */
import * as tf from '@tensorflow/tfjs-core';
import type { ElmanNet, Unit } from '../../nets/net.ts';
import type { TensorCell } from './cell.ts';

const units: Readonly<Record<Unit, (sum: tf.Tensor) => tf.Tensor>> = {
  tanh: (sum) => tf.tanh(sum),
  logistic: (sum) => tf.sigmoid(sum),
  relu: (sum) => tf.relu(sum),
};

/** Slopes f'(a), computed from h = f(a) alone. */
const unitSlopes: Readonly<Record<Unit, (states: tf.Tensor) => tf.Tensor>> = {
  tanh: (states) => tf.sub(1, tf.square(states)),
  logistic: (states) => tf.mul(states, tf.sub(1, states)),
  // f'(0) = 0.
  relu: (states) => tf.step(states),
};

export const elmanCell: TensorCell<ElmanNet> = {
  memories: 0,
  step: ({ unit }, [sum]) => ({ after: [units[unit](sum!)], kept: [] }),
  slopes: ({ unit }, { after }) => [unitSlopes[unit](after(0))],
  pull: ([slope], _own, [d]) => ({ sums: [tf.mul(d!, slope!)], memories: [] }),
};
