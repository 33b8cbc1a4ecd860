/** Hidden states of a net while it reads a batch, and its answers where it is asked. */

import type { Batch } from '../../engine/batch.ts';
import { memoryOf } from '../../engine/reference/memory.ts';
import { traceSequence } from '../../engine/reference/trace.ts';
import { UserError } from '../../errors.ts';
import type { Net } from '../../nets/net.ts';

export interface States {
  /** S, the numbers of a state: those that later steps read. */
  readonly size: number;
  /** States after each step, `[sequence][step][S]`, in float32 as devices have them; 0 beyond a sequence's end. */
  readonly values: Float32Array;
  /** Outputs at the scored steps, `[sequence]`, in order of time: probabilities, or linear outputs of squared loss. */
  readonly answers: readonly (readonly Float64Array[])[];
}

/** Most numbers of the states that are held at a time: 256 MiB. */
const MOST_NUMBERS = 2 ** 26;

/**
 * States of the net on the batch, by its float64 step.
 * @throws UserError where they would fill the memory
 */
export function statesOf(net: Net, parameters: Float32Array, batch: Batch): States {
  const [first, end] = memoryOf(net);
  const size = end - first;
  const { steps, sequences, mask } = batch;
  if (size * steps * sequences > MOST_NUMBERS) {
    const most = Math.max(1, Math.floor(MOST_NUMBERS / (size * steps)));
    throw new UserError(
      `autopsy: the states of ${sequences} sequences of ${steps} steps with ${size} numbers each do not fit into memory; ${most} sequences do`,
    );
  }
  const values = new Float32Array(sequences * steps * size);
  const answers = Array.from({ length: sequences }, (_, sequence) => {
    const trace = traceSequence(net, parameters, batch, sequence);
    for (const [step, state] of trace.states.entries())
      values.set(state.subarray(first, end), (sequence * steps + step) * size);
    return trace.outputs.filter((_, step) => mask[step * sequences + sequence] === 1);
  });
  return { size, values, answers };
}

/** State of a sequence after a step, a view. */
export const stateAt = (
  { size, values }: Pick<States, 'size' | 'values'>,
  { steps }: Pick<Batch, 'steps'>,
  sequence: number,
  step: number,
): Float32Array => values.subarray((sequence * steps + step) * size, (sequence * steps + step + 1) * size);
