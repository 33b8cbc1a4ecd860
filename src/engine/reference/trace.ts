/** Trace of a net while it reads a sequence: its states and its answers, step by step, in plain float64. */
import type { Net } from '../../nets/net.ts';
import type { Batch } from '../batch.ts';
import type { Vector } from '../device.ts';
import { abilityFor } from '../lacking.ts';
import type { Blocks, CellStep } from './cells/cell.ts';
import { type Cells, cells } from './cells/index.ts';
import { answerOf, forward, type Running, weightsOf } from './loop.ts';
import { readOutput } from './losses.ts';

/** Trace of one sequence. */
export interface Trace {
  /** States, `[step][carried]`, after steps 1 to T; of each the first numbers are the units h. */
  readonly states: readonly Float64Array[];
  /** Numbers of each step that pictures show, `[step]`, by the labels of `Architecture.strips`. */
  readonly shown: readonly Blocks[];
  /**
   * Outputs, `[step][output]`, at every step, also where it is not scored: probabilities for softmax and bernoulli, the
   * linear outputs for squared.
   */
  readonly outputs: readonly Float64Array[];
}

/** Traces of a batch, `[sequence]`. */
export function traceStates(net: Net, parameters: Vector, batch: Batch, known: Cells = cells): Trace[] {
  return Array.from({ length: batch.sequences }, (_, sequence) =>
    traceSequence(net, parameters, batch, sequence, known),
  );
}

/** Trace of the sequence of that number in the batch. */
export function traceSequence(
  net: Net,
  parameters: Vector,
  batch: Batch,
  sequence: number,
  known: Cells = cells,
): Trace {
  const running = { net, cell: abilityFor(known, net), weights: weightsOf(net, parameters) };
  const steps = forward(running, batch, sequence);
  const states = steps.map(({ after }) => after);
  const outputs = states.map((state) => readOutput(batch.loss, answerOf(running, state)));
  return { states, shown: steps.map((step) => shownIn(running, step)), outputs };
}

const shownIn = ({ net, cell }: Running, step: CellStep): Blocks =>
  cell.shown?.(net, step) ?? { h: step.after.subarray(0, cell.units(net)) };
