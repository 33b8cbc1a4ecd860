/**
 * The cells by their number in `plan.cell`: the pointwise maps around the one product of a step. A new one is a file
 * beside this, a number, and a line in each function; the module names it to TypeScript in src/engine/wasm/nets.ts.
 */
import { Plan } from '../layout';
import { elmanBackward, elmanForward } from './elman';

/** Numbers of cells. */
export const ELMAN: i32 = 0;

/** Where the product leaves the sums of a step: a cell that makes its state of them where they lie takes `after`. */
export function sumsAt(plan: Plan, after: usize): usize {
  if (plan.cell == ELMAN) return after;
  return plan.sumsScratch;
}

/** From the sums `[sumRows][L]` and the state before makes the state after `[stateRows][L]`, and `kept` for the way back. */
export function cellForward(plan: Plan, sums: usize, before: usize, after: usize, kept: usize): void {
  if (plan.cell == ELMAN) elmanForward(plan, after);
}

/**
 * From d = ∂E/∂after makes s = ∂E/∂sums `[sumRows][L]`. A cell that sends anything back beside the product leaves it in
 * `v` `[stateRows][L]`, where `sendsBack` says so, and adds the derivatives of its own parameters to `plan.ownTotals`.
 */
export function cellBackward(plan: Plan, s: usize, d: usize, before: usize, after: usize, kept: usize, v: usize): void {
  if (plan.cell == ELMAN) elmanBackward(plan, s, d, after);
}

/** Whether W_recᵀ s is added to what the cell has left in v, instead of being all of it. */
export function sendsBack(plan: Plan): bool {
  return plan.cell != ELMAN;
}
