/** Tangent of an Elman cell: R h = f'(h) ∘ R sums, the same product as its way back. */
import { Plan } from '../layout';
import { backActivate } from '../units';
import { addTo, logisticSlope, tanhSlope } from './slopes';

export function elmanTangent(plan: Plan, sums: usize, after: usize, rAfter: usize): void {
  backActivate(plan.unit, rAfter, sums, after, plan.hidden * plan.width);
}

/** Adds share · D'' · R sums to s: D'' is f'(h), of relu f'(h)² = f'(h). */
export function elmanDamping(plan: Plan, shares: usize, rSums: usize, state: usize, s: usize): void {
  const row = (plan.width as usize) << 2;
  const end = s + (plan.hidden as usize) * row;
  const unit = plan.unit;
  while (s < end) {
    for (let lane: usize = 0; lane < row; lane += 16) {
      const h = v128.load(state);
      let slope: v128;
      if (unit == 0) slope = tanhSlope(h);
      else if (unit == 1) slope = logisticSlope(h);
      else slope = v128.and(f32x4.splat(1), f32x4.lt(f32x4.splat(0), h));
      addTo(s, f32x4.mul(f32x4.mul(v128.load(shares + lane), slope), v128.load(rSums)));
      state += 16;
      rSums += 16;
      s += 16;
    }
  }
}
