/** Elman net on TensorFlow.js: its forward pass, its gradient, and the memory of a genome. */
import * as tf from '@tensorflow/tfjs-core';
import type { ElmanNet } from '../../nets/net.ts';
import type { Batch } from '../batch.ts';
import { answer, type Scores, score } from './answers.ts';
import { gradientOf } from './backward.ts';
import { runForward } from './forward.ts';
import type { ResidentBatch } from './resident.ts';
import type { TfjsNet } from './tfjs-net.ts';
import { weightsOf } from './weights.ts';

export const elmanOnTensors: TfjsNet<ElmanNet> = { scores: scoresOf, gradient: gradientOf, genomeBytes };

/** Scores of one net `[parameters]`, or of `[genomes][parameters]`. */
function scoresOf(net: ElmanNet, parameters: tf.Tensor, resident: ResidentBatch): Scores {
  const { batch } = resident;
  const weights = weightsOf(net, parameters);
  const answers = new Set(batch.answerSteps);
  const states = runForward(net, weights, resident, (step) => answers.has(step));
  const isSingle = parameters.rank === 1;
  const y = answer(weights, tf.concat(states, isSingle ? 0 : 1));
  return score(batch.loss, y, resident.targets(isSingle ? 1 : parameters.shape[0]!));
}

/** Bytes of one genome, roughly: its weights twice, a step's states, and the data of its answers. */
function genomeBytes(net: ElmanNet, batch: Batch): number {
  const answers = batch.answerSteps.length * batch.sequences;
  const steps = 4 * batch.sequences * net.hidden;
  return 4 * (2 * net.parameters + steps + answers * (3 * net.hidden + 8 * net.outputs));
}
