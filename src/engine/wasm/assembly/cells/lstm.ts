/**
 * LSTM cell with or without peepholes; src/nets/lstm.ts has the equations. A state is [h; c], a step keeps
 * [i; f; z; o; tanh c], each part from a whole block of rows on. The rows of the sums, those of i, f, z and o, follow one
 * another. The peepholes p_i, p_f and p_o are the cell's own parameters.
 */
import { lstmBackwardPeepholes, lstmForwardPeepholes } from '../gates.generated';
import { lstmBackwardRows, lstmForwardRows } from '../gates.generated';
import { Plan } from '../layout';

/** Bytes of a row of lanes. */
@inline
function rowBytes(plan: Plan): usize {
  return (plan.width as usize) << 2;
}

/** Bytes of a whole block of H rows, as states and kept values have them. */
@inline
function blockBytes(plan: Plan): usize {
  return ((plan.stateRows / 2) as usize) * rowBytes(plan);
}

export function lstmForward(plan: Plan, sums: usize, before: usize, after: usize, kept: usize): void {
  const p = plan.parameters + plan.ownWeights;
  const row = rowBytes(plan);
  const block = blockBytes(plan);
  if (plan.ownCount > 0) lstmForwardPeepholes(plan.hidden, row, block, sums, p, before, after, kept);
  else lstmForwardRows(plan.hidden, row, block, sums, p, before, after, kept);
}

/** Computes s and, of v, the part of c. */
export function lstmBackward(
  plan: Plan,
  s: usize,
  d: usize,
  before: usize,
  after: usize,
  kept: usize,
  v: usize,
): void {
  const p = plan.parameters + plan.ownWeights;
  const totals = plan.ownTotals;
  const row = rowBytes(plan);
  const block = blockBytes(plan);
  const units = plan.hidden;
  if (plan.ownCount > 0) lstmBackwardPeepholes(units, row, block, s, d, p, totals, before, after, kept, v);
  else lstmBackwardRows(units, row, block, s, d, p, totals, before, after, kept, v);
}
