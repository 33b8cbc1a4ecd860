/** Interface of the device's code for the nets of an architecture. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Net } from '../../nets/net.ts';
import type { Batch } from '../batch.ts';
import type { GradientRequest } from '../device.ts';
import type { Ability } from '../lacking.ts';
import type { Scores } from './answers.ts';
import type { GradientTensors } from './backward.ts';
import type { ResidentBatch } from './resident.ts';

export interface TfjsNet<N extends Net = Net> extends Ability {
  /** Scores of one net `[parameters]`, or of `[genomes][parameters]`. */
  scores(net: N, parameters: tf.Tensor, resident: ResidentBatch): Scores;
  /** Gradient of one net `[parameters]`. */
  gradient(
    net: N,
    parameters: tf.Tensor1D,
    resident: ResidentBatch,
    request: GradientRequest,
  ): GradientTensors;
  /** Bytes of one genome of a population, roughly. */
  genomeBytes(net: N, batch: Batch): number;
}
