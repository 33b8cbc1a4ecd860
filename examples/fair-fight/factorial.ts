/**
 * Full factorial of the ablation: start × learner × hidden units. Each contestant's name is its three levels with
 * spaces between, as in `identity bits 8`.
 */
import { bits, clipped, guessing, real, regularised, starts } from './settings.ts';

/** Learners by the names that they have in the ablation. */
const learners = {
  real: { contestant: 'genitor', settings: real },
  bits: { contestant: 'genitor', settings: bits },
  clipped: { contestant: 'msgd-c', settings: clipped },
  omega: { contestant: 'msgd-cr', settings: regularised },
  random: { contestant: 'random', settings: guessing },
} as const;

/** Learners without gradients, and those that descend. */
export const EVOLUTION = ['real', 'bits', 'random'] as const;
export const GRADIENTS = ['clipped', 'omega'] as const;

/** Contestants of all cells of those learners, with so many hidden units. */
export function factorial(names: readonly (keyof typeof learners)[], sizes: readonly number[]) {
  return Object.entries(starts).flatMap(([start, first]) =>
    names.flatMap((name) =>
      sizes.map((hidden) => ({
        name: `${start} ${name} ${hidden}`,
        contestant: learners[name].contestant,
        settings: { ...learners[name].settings, ...first, hidden },
      })),
    ),
  );
}
