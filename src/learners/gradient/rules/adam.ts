/**
 * Adam (Kingma & Ba 2015, "Adam: a method for stochastic optimization", ICLR, Algorithm 1) with bias correction and ε
 * outside the root; weight decay is decoupled from the gradient (Loshchilov & Hutter 2019, AdamW, Algorithm 2):
 *
 *   m ← β₁ m + (1 - β₁) g        v ← β₂ v + (1 - β₂) g²
 *   θ ← θ - η ( m / (1 - β₁ᵗ) / ( √(v / (1 - β₂ᵗ)) + ε ) + λ θ )
 *
 * Sums are in float64; θ, m and v in float32. g is clipped before.
 */
import type { Rule } from '../../../engine/rule.ts';
import type { HostRule } from './host-rule.ts';

export interface Adam extends Rule {
  readonly kind: 'adam';
  /** Decay rates of the moments, β₁ and β₂. */
  readonly beta1: number;
  readonly beta2: number;
  /** ε */
  readonly epsilon: number;
  /** λ; 0: none. */
  readonly weightDecay: number;
}

/** Updates that one number of the count holds: float32 has every whole number up to 2²⁴. */
const CARRY = 2 ** 20;

/** Moments: m, v, and the number of updates t as [t mod 2²⁰, ⌊t / 2²⁰⌋]. */
export const adam: HostRule<Adam> = {
  begin: (_rule, parameters) => [
    new Float32Array(parameters),
    new Float32Array(parameters),
    new Float32Array(2),
  ],
  update({ beta1, beta2, epsilon, weightDecay }, from, { gradient, scale, learningRate }, to) {
    const [firstBefore, secondBefore, countBefore] = from.moments as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const [first, second, count] = to.moments as [Float32Array, Float32Array, Float32Array];
    const updates = countBefore[0]! + CARRY * countBefore[1]! + 1;
    count[0] = updates % CARRY;
    count[1] = Math.floor(updates / CARRY);
    const firstRate = learningRate / (1 - wholePower(beta1, updates));
    const secondScale = 1 / (1 - wholePower(beta2, updates));
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

/** Power by repeated squaring, by multiplications alone, so that every machine has the same bits. */
function wholePower(base: number, exponent: number): number {
  let power = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}
