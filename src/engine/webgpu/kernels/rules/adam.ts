/** Adam on the GPU; `src/engine/adam.ts` has the formulas. */
import { type Adam, biasCorrection } from '../../../adam.ts';
import { RESCUE } from '../../../rescue.ts';
import type { GpuRule } from './gpu-rule.ts';

/** Least ε: float32 would take a smaller one for 0, and no root of a number above 0 is as small. */
const LEAST_EPSILON = 1e-30;

export const adam: GpuRule<Adam> = {
  vectors: 2,
  counts: true,
  laneNumbers: ({ beta1, beta2, epsilon, weightDecay }) => ({
    firstDecay: beta1,
    firstGain: 1 - beta1,
    secondDecay: beta2,
    secondGain: Math.sqrt(1 - beta2),
    epsilon: Math.max(epsilon, LEAST_EPSILON),
    weightDecay,
  }),
  updateNumbers(rule, update) {
    const { first, second } = biasCorrection(rule, update);
    return { first: 1 / first, second: 1 / Math.sqrt(second) };
  },
  // The roots of v and of its factor are apart, since their product may overflow.
  code: /* wgsl */ `
struct Moved {
  parameter: f32,
  first: f32,
  second: f32,
}
fn moved(by: Move, k: u32) -> Moved {
  let lane = lanes[by.lane];
  let before = theta[by.to + k];
  var slope = by.clip * (gradients[by.own + k] * by.along);
  if (by.isRescued) { slope = select(0.0, ${RESCUE} * before, isRecurrent(k)); }
  let root = lane.secondGain * slope;
  let first = lane.firstDecay * theta[by.to + P + k] + lane.firstGain * slope;
  let second = lane.secondDecay * theta[by.to + 2u * P + k] + root * root;
  let step = (by.eta * by.first) * first / (sqrt(second) * by.second + lane.epsilon);
  return Moved(before - step - (by.eta * lane.weightDecay) * before, first, second);
}
fn areMomentsFinite(moved: Moved) -> bool { return isFinite(moved.first) && isFinite(moved.second); }
fn write(by: Move, k: u32, moved: Moved) {
  theta[by.to + k] = moved.parameter;
  theta[by.to + P + k] = moved.first;
  theta[by.to + 2u * P + k] = moved.second;
}
`,
};
