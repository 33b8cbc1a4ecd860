/** Recurrent net of a cell on TensorFlow.js: its scores, its gradient, and the memory of a genome. */
import * as tf from '@tensorflow/tfjs-core';
import { block } from '../../nets/layout.ts';
import { answer, score } from './answers.ts';
import { gradientOf } from './backward.ts';
import type { RecurrentNet, TensorCell } from './cell.ts';
import { runForward } from './forward.ts';
import type { TfjsNet } from './tfjs-net.ts';
import { weightsOf } from './weights.ts';

export function recurrentNet<N extends RecurrentNet>(cell: TensorCell<N>): TfjsNet<N> {
  return {
    ...(cell.lacks === undefined ? {} : { lacks: cell.lacks }),
    scores(net, parameters, resident) {
      const { batch } = resident;
      const weights = weightsOf(net, parameters);
      const answers = new Set(batch.answerSteps);
      const states = runForward(cell, net, weights, resident, (step) => answers.has(step));
      const isSingle = parameters.rank === 1;
      const y = answer(weights, tf.concat(states, isSingle ? 0 : 1));
      return score(batch.loss, y, resident.targets(isSingle ? 1 : parameters.shape[0]!));
    },
    gradient: (net, parameters, resident, request) => gradientOf(cell, net, parameters, resident, request),
    /** Its weights twice, a step's sums and states, and the data of its answers. */
    genomeBytes(net, batch) {
      const { hidden, outputs, parameters } = net;
      const answers = batch.answerSteps.length * batch.sequences;
      const steps = 4 * batch.sequences * block(net, 'b').size;
      return 4 * (2 * parameters + steps + answers * (3 * hidden + 8 * outputs));
    },
  };
}
