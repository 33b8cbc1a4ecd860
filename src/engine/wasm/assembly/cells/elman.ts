/**
 * Elman cell: h_t = f(sums_t), computed in place of the sums; s = d ∘ f'(h_t). The state is h alone, nothing is kept.
 */
import { Plan } from '../layout';
import { activate, backActivate } from '../units';

export function elmanForward(plan: Plan, state: usize): void {
  activate(plan.unit, state, plan.hidden * plan.width);
}

export function elmanBackward(plan: Plan, s: usize, d: usize, state: usize): void {
  backActivate(plan.unit, s, d, state, plan.hidden * plan.width);
}
