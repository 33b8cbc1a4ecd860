/**
 * GRU cell on TensorFlow.js (`src/nets/gru.ts` has the equations). Its sums are W_n u + b_n, those of r and z, and
 * m = R_n h + b_m. The state is h alone; a step keeps n, r, z and m.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GruNet } from '../../nets/gru.ts';
import { lacksOmega } from '../omega-of.ts';
import type { TensorCell } from './cell.ts';

/** 1 - x */
const complement = (x: tf.Tensor): tf.Tensor => tf.sub(tf.onesLike(x), x);

export const gruCell: TensorCell<GruNet> = {
  lacks: lacksOmega,
  memories: 0,
  step(_net, sums, _own, before) {
    const r = tf.sigmoid(sums[1]!);
    const z = tf.sigmoid(sums[2]!);
    const m = sums[3]!;
    const n = tf.tanh(tf.add(sums[0]!, tf.mul(r, m)));
    // (1 - z) n + z h = n + z (h - n)
    const h = before ? tf.add(n, tf.mul(z, tf.sub(before[0]!, n))) : tf.sub(n, tf.mul(z, n));
    return { after: [h], kept: [n, r, z, m] };
  },
  /** Factors of ∂E/∂h in those by the sums of n and z, of ∂E/∂n's sum in those by r's and m; and z. */
  slopes(_net, { before, kept }) {
    const [n, r, z, m] = [0, 1, 2, 3].map(kept) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const closed = complement(z);
    return [
      tf.mul(closed, complement(tf.square(n))),
      tf.mul(tf.sub(before(0), n), tf.mul(z, closed)),
      tf.mul(m, tf.mul(r, complement(r))),
      r,
      z,
    ];
  },
  pull([toN, toZ, nToR, nToM, z], _own, [d]) {
    const dN = tf.mul(d!, toN!);
    return {
      sums: [dN, tf.mul(dN, nToR!), tf.mul(d!, toZ!), tf.mul(dN, nToM!)],
      units: tf.mul(d!, z!),
      memories: [],
    };
  },
};
