/**
 * Adam on the host, with bias correction and ε outside the root; weight decay is decoupled from the gradient
 * (`src/engine/adam.ts` has the formulas). Sums are in float64; θ, m and v in float32. g is clipped before.
 */
import { type Adam, biasCorrection } from '../../../engine/adam.ts';
import { begunMoments, countOf, updatesOf } from '../../../engine/moments.ts';
import type { HostRule } from './host-rule.ts';

/** Moments: m, v, and the number of updates. */
export const adam: HostRule<Adam> = {
  begin: (_rule, parameters) => begunMoments({ vectors: 2, counts: true }, parameters),
  update(rule, from, { gradient, scale, learningRate }, to) {
    const { beta1, beta2, epsilon, weightDecay } = rule;
    const [firstBefore, secondBefore, countBefore] = from.moments as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const [first, second, count] = to.moments as [Float32Array, Float32Array, Float32Array];
    const updates = updatesOf(countBefore) + 1;
    count.set(countOf(updates));
    const correction = biasCorrection(rule, updates);
    const firstRate = learningRate / correction.first;
    const secondScale = 1 / correction.second;
    const decay = learningRate * weightDecay;
    for (let index = 0; index < gradient.length; index++) {
      const slope = scale * gradient[index]!;
      const m = beta1 * firstBefore[index]! + (1 - beta1) * slope;
      const v = beta2 * secondBefore[index]! + (1 - beta2) * slope * slope;
      first[index] = m;
      second[index] = v;
      const value = from.parameters[index]!;
      to.parameters[index] = value - (firstRate * m) / (Math.sqrt(secondScale * v) + epsilon) - decay * value;
    }
  },
};
