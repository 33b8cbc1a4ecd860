/**
 * Selection of NEAT: explicit fitness sharing (Goldberg & Richardson 1987, in the form of Stanley & Miikkulainen 2002,
 * section 3.3) and the numbers of offspring that it gives.
 */
import { UserError } from '../../errors.ts';
import type { EvolutionSettings } from './evolution-settings.ts';
import { rankedLoss } from './species.ts';

/**
 * Fitness of each genome, from 0: the greatest finite loss of the generation less its own, or an offset less its own; 0
 * for a failed evaluation.
 * @throws UserError on a loss above the offset: a negative fitness has no share
 */
export function fitnessOf(
  losses: ArrayLike<number>,
  { fitness, fitnessOffset }: Pick<EvolutionSettings, 'fitness' | 'fitnessOffset'>,
  where: string,
): Float64Array {
  const own = new Float64Array(losses.length);
  let greatest = Number.NEGATIVE_INFINITY;
  for (let genome = 0; genome < own.length; genome++) {
    const loss = rankedLoss(losses[genome]!);
    own[genome] = loss;
    if (loss < Number.POSITIVE_INFINITY && loss > greatest) greatest = loss;
  }
  const zero = fitness === 'range' ? greatest : fitnessOffset;
  if (greatest > zero)
    throw new UserError(
      `${where}: a loss of ${greatest} has a negative fitness, for fitnessOffset is ${fitnessOffset}; set fitnessOffset to at least the greatest loss, or fitness=range`,
    );
  for (let genome = 0; genome < own.length; genome++)
    own[genome] = own[genome] === Number.POSITIVE_INFINITY ? 0 : zero - own[genome]!;
  return own;
}

/** Shared fitness of a species: the sum of f / n over its n members. */
export function sharedFitness(members: readonly number[], fitness: ArrayLike<number>): number {
  let sum = 0;
  for (const genome of members) sum += fitness[genome]! / members.length;
  return sum;
}

/**
 * Whole numbers in proportion to shares, by the largest remainder; ties go to the first. Where all shares are 0 they
 * count as equal.
 * @param total sum of the numbers
 */
export function quotas(shares: readonly number[], total: number): number[] {
  const sum = shares.reduce((one, other) => one + other, 0);
  const exact = shares.map((share) => (sum > 0 ? (share / sum) * total : total / shares.length));
  const given = exact.map(Math.floor);
  let left = total - given.reduce((one, other) => one + other, 0);
  const order = exact
    .map((number, index) => ({ index, remainder: number - given[index]! }))
    .sort((one, other) => other.remainder - one.remainder || one.index - other.index);
  for (const { index } of order) {
    if (left <= 0) break;
    given[index]!++;
    left--;
  }
  return given;
}

/** Number of parents among n members: floor(survival · n + 1), at most all. */
export const parentsOf = (members: number, survival: number): number =>
  Math.min(members, Math.floor(survival * members + 1));
