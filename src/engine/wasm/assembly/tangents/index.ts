/**
 * Tangents of cells by their number in `plan.cell`: derivatives of a step in a direction, and the way back of structural
 * damping. A new cell is a file beside this and a line in each function.
 */
import { ELMAN, GRU, LSTM } from '../cells';
import { Plan } from '../layout';
import { elmanDamping, elmanTangent } from './elman';
import { gruDamping, gruTangent } from './gru';
import { lstmDamping, lstmDampingOfOutputGate, lstmTangent } from './lstm';

/**
 * Computes R after `[stateRows][L]` from R sums `[sumRows][L]` and R before; in place of R sums, the tangents of the
 * arguments of the nonlinearities.
 * @param own address of the direction's part for the cell's own parameters
 */
export function cellTangent(
  plan: Plan,
  own: usize,
  sums: usize,
  before: usize,
  after: usize,
  kept: usize,
  rBefore: usize,
  rAfter: usize,
): void {
  if (plan.cell == ELMAN) elmanTangent(plan, sums, after, rAfter);
  else if (plan.cell == LSTM) lstmTangent(plan, own, sums, before, after, kept, rBefore, rAfter);
  else if (plan.cell == GRU) gruTangent(plan, sums, before, kept, rBefore, rAfter);
}

/** Part of structural damping that has to be in d before `cellBackward`. */
export function dampBefore(plan: Plan, shares: usize, rArguments: usize, kept: usize, d: usize): void {
  if (plan.cell == LSTM && plan.ownCount > 0) lstmDampingOfOutputGate(plan, shares, rArguments, kept, d);
}

/**
 * Adds structural damping to s and v after `cellBackward`: share · D'' · R argument at each argument, `shares` `[L]`.
 */
export function dampAfter(
  plan: Plan,
  shares: usize,
  rArguments: usize,
  before: usize,
  after: usize,
  kept: usize,
  s: usize,
  v: usize,
): void {
  if (plan.cell == ELMAN) elmanDamping(plan, shares, rArguments, after, s);
  else if (plan.cell == LSTM) lstmDamping(plan, shares, rArguments, before, after, kept, s, v);
  else if (plan.cell == GRU) gruDamping(plan, shares, rArguments, kept, s);
}
