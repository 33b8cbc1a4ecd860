/**
 * Elman cell: h_t = f(sums_t), computed in place of the sums; s = d ∘ f'(h_t). The state is h alone, nothing is kept.
 */
import { Plan } from '../layout';
import { activateAlike } from '../single';
import { activate, backActivate } from '../units';

export function elmanForward(plan: Plan, state: usize): void {
  if (plan.productWidth == 1) activateAlike(plan.unit, state, plan.hidden);
  else activate(plan.unit, state, plan.hidden * plan.width);
}

export function elmanBackward(plan: Plan, s: usize, d: usize, state: usize): void {
  backActivate(plan.unit, s, d, state, plan.hidden * plan.width);
}
