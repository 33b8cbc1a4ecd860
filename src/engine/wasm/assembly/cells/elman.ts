/** The Elman cell: h_t = f(sums_t), made where the sums lie; s = d ∘ f'(h_t). The state is h alone, nothing is kept. */
import { Plan } from '../layout';
import { activate, backActivate } from '../units';

export function elmanForward(plan: Plan, state: usize): void {
  activate(plan.unit, state, plan.hidden * plan.width);
}

export function elmanBackward(plan: Plan, s: usize, d: usize, state: usize): void {
  backActivate(plan.unit, s, d, state, plan.hidden * plan.width);
}
