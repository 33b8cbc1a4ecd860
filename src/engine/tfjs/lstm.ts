/**
 * LSTM cell with peepholes on TensorFlow.js (`src/nets/lstm.ts` has the equations). A state is h and c, a step keeps i,
 * f, z, o and tanh c. The derivatives are those of Greff et al. (2015), section 2.2.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LstmNet } from '../../nets/lstm.ts';
import { lacksOmega } from '../omega-of.ts';
import type { TensorCell } from './cell.ts';
import { columnSums } from './weights.ts';

/** Slopes of the logistic function where its values are `gate`. */
const slopeOf = (gate: tf.Tensor): tf.Tensor => tf.sub(gate, tf.square(gate));

/** Product a (1 - b²). */
const timesSlopeOfTanh = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.sub(a, tf.mul(a, tf.square(b)));

export const lstmCell: TensorCell<LstmNet> = {
  lacks: lacksOmega,
  memories: 1,
  step(_net, sums, { p }, before) {
    const earlier = before?.[1];
    const gate = (sum: tf.Tensor, peephole: number, cell: tf.Tensor | undefined) =>
      tf.sigmoid(p && cell ? tf.add(sum, tf.mul(p[peephole]!, cell)) : sum);
    const i = gate(sums[0]!, 0, earlier);
    const f = gate(sums[1]!, 1, earlier);
    const z = tf.tanh(sums[2]!);
    const entered = tf.mul(i, z);
    const c = earlier ? tf.add(entered, tf.mul(f, earlier)) : entered;
    const o = gate(sums[3]!, 2, c);
    const squashed = tf.tanh(c);
    return { after: [tf.mul(o, squashed), c], kept: [i, f, z, o, squashed] };
  },
  /** Factors of ∂E/∂h in those by o's sum and by c; of ∂E/∂c in those by the sums of i, f and z; and f. */
  slopes(_net, { before, kept }) {
    const [i, f, z, o, squashed] = [0, 1, 2, 3, 4].map(kept) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    return [
      tf.mul(squashed, slopeOf(o)),
      timesSlopeOfTanh(o, squashed),
      tf.mul(z, slopeOf(i)),
      tf.mul(before(1), slopeOf(f)),
      timesSlopeOfTanh(i, z),
      f,
    ];
  },
  pull([toO, toC, toI, toF, toZ, f], { p }, [dH, dAfter]) {
    const dO = tf.mul(dH!, toO!);
    const withoutPeephole = tf.add(dAfter!, tf.mul(dH!, toC!));
    const dC = p ? tf.add(withoutPeephole, tf.mul(p[2]!, dO)) : withoutPeephole;
    const dI = tf.mul(dC, toI!);
    const dF = tf.mul(dC, toF!);
    const kept = tf.mul(dC, f!);
    const dBefore = p ? tf.add(kept, tf.add(tf.mul(p[0]!, dI), tf.mul(p[1]!, dF))) : kept;
    return { sums: [dI, dF, tf.mul(dC, toZ!), dO], memories: [dBefore] };
  },
  ownDerivatives({ peepholes }, [dI, dF, , dO], { before, after }) {
    if (!peepholes) return {};
    const earlier = before(1);
    return {
      p: [tf.mul(dI!, earlier), tf.mul(dF!, earlier), tf.mul(dO!, after(1))].map((rows) =>
        columnSums(rows as tf.Tensor2D),
      ),
    };
  },
};
