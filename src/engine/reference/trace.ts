/** Trace of a net while it reads a sequence: its states and its answers, step by step, in plain float64. */
import type { Net } from '../../nets/net.ts';
import type { Batch } from '../batch.ts';
import type { Vector } from '../device.ts';
import { readOutput } from './losses.ts';
import { answerOf, forward, weightsOf } from './reference.ts';

/** One sequence. */
export interface Trace {
  /** `[step][unit]`: h_1 to h_T. */
  readonly states: readonly Float64Array[];
  /**
   * `[step][output]`, at every step, also where it is not scored: probabilities for softmax and bernoulli, the
   * linear outputs for squared.
   */
  readonly outputs: readonly Float64Array[];
}

/** `[sequence]` of the batch. */
export function traceStates(net: Net, parameters: Vector, batch: Batch): Trace[] {
  return Array.from({ length: batch.sequences }, (_, sequence) =>
    traceSequence(net, parameters, batch, sequence),
  );
}

/** The sequence of that number in the batch. */
export function traceSequence(net: Net, parameters: Vector, batch: Batch, sequence: number): Trace {
  const weights = weightsOf(net, parameters);
  const [, ...states] = forward(net, weights, batch, sequence);
  const outputs = states.map((state) => readOutput(batch.loss, answerOf(net, weights, state)));
  return { states, outputs };
}
