/**
 * GRU cell; src/nets/gru.ts has the equations. The state is h alone, a step keeps [n; r; z; m] with m = R_n h + b_m, each
 * from a whole block of rows on. The rows of the sums, W_n u + b_n, those of r and z, and m, follow one another.
 */
import { gruBackwardRows, gruForwardRows } from '../gates.generated';
import { Plan } from '../layout';

/** Bytes of H rows. */
@inline
function gateBytes(plan: Plan): usize {
  return ((plan.hidden * plan.width) as usize) << 2;
}

/** Bytes of a whole block of H rows, as states and kept values have them. */
@inline
function blockBytes(plan: Plan): usize {
  return ((plan.stateRows * plan.width) as usize) << 2;
}

export function gruForward(plan: Plan, sums: usize, before: usize, after: usize, kept: usize): void {
  gruForwardRows(gateBytes(plan), blockBytes(plan), sums, before, after, kept);
}

/** Computes s and, of v, the part that bypasses the product: `d z`. */
export function gruBackward(plan: Plan, s: usize, d: usize, before: usize, kept: usize, v: usize): void {
  gruBackwardRows(gateBytes(plan), blockBytes(plan), s, d, before, kept, v);
}
