/**
 * Ranks of losses, and weights by rank. Failed evaluations are Infinity and so rank worst. Individuals of the same loss
 * share the mean of the weights of their ranks, so no result depends on their order.
 */
import { log } from '../../numeric/elementary.ts';

/** Indices of the losses from the least to the greatest; equal ones in their order. */
export function ranking(losses: Float64Array): Int32Array {
  const order = Int32Array.from({ length: losses.length }, (_, index) => index);
  return order.sort((one, other) => {
    const [first, second] = [losses[one]!, losses[other]!];
    return first === second ? one - other : first < second ? -1 : 1;
  });
}

/** Weight of each individual: `weights[rank]`, from the best, `[losses.length]` each. */
export function weightsOf(losses: Float64Array, weights: Float64Array): Float64Array {
  const order = ranking(losses);
  const given = new Float64Array(losses.length);
  for (let rank = 0; rank < order.length; ) {
    const loss = losses[order[rank]!]!;
    let end = rank;
    let sum = 0;
    while (end < order.length && losses[order[end]!]! === loss) sum += weights[end++]!;
    for (const first = rank; rank < end; rank++) {
      given[order[rank]!] = end === first + 1 ? weights[rank]! : sum / (end - first);
    }
  }
  return given;
}

/**
 * Centred ranks of so many individuals: from 1/2 for the best to -1/2 for the worst. Salimans et al. (2017), section 2.1,
 * with losses: the best has the greatest.
 */
export function centredRanks(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, rank) => (count > 1 ? 0.5 - rank / (count - 1) : 0));
}

/**
 * Utilities of natural evolution strategies, max(0, ln(λ/2 + 1) - ln i) / Σ - 1/λ for ranks i from 1, whose sum is 0.
 * Wierstra et al. (2014), JMLR 15, section 3.1.
 */
export function utilities(count: number): Float64Array {
  const raw = Float64Array.from({ length: count }, (_, rank) =>
    Math.max(0, log(count / 2 + 1) - log(rank + 1)),
  );
  const sum = raw.reduce((total, value) => total + value, 0);
  return raw.map((value) => value / sum - 1 / count);
}

/** Size of a generation where none is set: 4 + ⌊3 ln n⌋. Hansen (2016), equation 48. */
export const defaultPopulation = (n: number): number => 4 + Math.floor(3 * log(n));

/** Mean of the finite losses; NaN where there is none. */
export function meanFinite(losses: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const loss of losses) {
    if (!Number.isFinite(loss)) continue;
    sum += loss;
    count++;
  }
  return count > 0 ? sum / count : Number.NaN;
}
