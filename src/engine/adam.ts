/**
 * Adam (Kingma & Ba 2015, ICLR, Algorithm 1) with decoupled weight decay (Loshchilov & Hutter 2019, AdamW, Algorithm 2)
 * as every descent has it: its settings, and the factors of bias correction, in float64.
 *
 *   m ← β₁ m + (1 - β₁) g        v ← β₂ v + (1 - β₂) g²
 *   θ ← θ - η ( m / (1 - β₁ᵗ) / ( √(v / (1 - β₂ᵗ)) + ε ) + λ θ )
 */
import type { Rule } from './rule.ts';

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

/** Divisors of the moments in update number t, from 1. */
export interface BiasCorrection {
  /** 1 - β₁ᵗ */
  readonly first: number;
  /** 1 - β₂ᵗ */
  readonly second: number;
}

export const biasCorrection = ({ beta1, beta2 }: Adam, update: number): BiasCorrection => ({
  first: 1 - wholePower(beta1, update),
  second: 1 - wholePower(beta2, update),
});

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
