/**
 * Cells by their number in `plan.cell`: the pointwise maps around the one product of a step. A new one is a file beside
 * this, a number, and a line in each function; src/engine/wasm/nets.ts names it for TypeScript.
 */
import { Plan } from '../layout';
import { elmanBackward, elmanForward } from './elman';
import { gruBackward, gruForward } from './gru';
import { lstmBackward, lstmForward } from './lstm';

/** Numbers of cells. */
export const ELMAN: i32 = 0;
export const LSTM: i32 = 1;
export const GRU: i32 = 2;

/** Address of the sums of a step: a cell that computes its state in place of them takes `after`. */
export function sumsAt(plan: Plan, after: usize): usize {
  if (plan.cell == ELMAN) return after;
  return plan.sumsScratch;
}

/**
 * Computes from the sums `[sumRows][L]` and the state before the state after `[stateRows][L]`, and `kept` for the way
 * back.
 */
export function cellForward(plan: Plan, sums: usize, before: usize, after: usize, kept: usize): void {
  if (plan.cell == ELMAN) elmanForward(plan, after);
  else if (plan.cell == LSTM) lstmForward(plan, sums, before, after, kept);
  else if (plan.cell == GRU) gruForward(plan, sums, before, after, kept);
}

/**
 * Computes from d = ∂E/∂after s = ∂E/∂sums `[sumRows][L]`, and of v = ∂E/∂before `[stateRows][L]` the part that bypasses
 * the product; adds the derivatives of the cell's own parameters to `plan.ownTotals`.
 */
export function cellBackward(plan: Plan, s: usize, d: usize, before: usize, after: usize, kept: usize, v: usize): void {
  if (plan.cell == ELMAN) elmanBackward(plan, s, d, after);
  else if (plan.cell == LSTM) lstmBackward(plan, s, d, before, after, kept, v);
  else if (plan.cell == GRU) gruBackward(plan, s, d, before, kept, v);
}

/** True where W_recᵀ s is added to the cell's own v of h, instead of being all of it. */
export function sendsBack(plan: Plan): bool {
  return plan.cell == GRU;
}
