/**
 * Constants of CMA-ES. Hansen (2016), "The CMA evolution strategy: a tutorial", arXiv 1604.00772, table 1 and equations
 * 48 to 58; the rate factor of the diagonal form is that of Ros & Hansen (2008), "A simple modification in CMA-ES
 * achieving linear time and space complexity", PPSN X.
 */
import { log } from '../../numeric/elementary.ts';

export interface CmaConstants {
  /** n and λ. */
  readonly n: number;
  readonly population: number;
  /** μ: the best, with weights above 0. */
  readonly parents: number;
  /** Weight of each rank, `[λ]`: those of the first μ add up to 1, the others are at most 0. */
  readonly weights: Float64Array;
  /** μ_eff: variance effective selection mass. */
  readonly mass: number;
  /** c_σ and d_σ: rate and damping of the step size. */
  readonly sigmaRate: number;
  readonly damping: number;
  /** c_c: rate of the evolution path of the covariance. */
  readonly pathRate: number;
  /** c_1 and c_μ: rates of the rank-one and of the rank-μ update. */
  readonly rankOne: number;
  readonly rankMu: number;
  /** χ_n: expected length of a standard normal vector. */
  readonly expectedLength: number;
}

export interface CmaOptions {
  /** Negative weights in the rank-μ update. */
  readonly active: boolean;
  /** Learning rates of a diagonal covariance. */
  readonly diagonal: boolean;
}

/** Constants for n weights and generations of λ genomes, at least 2. */
export function cmaConstants(n: number, population: number, { active, diagonal }: CmaOptions): CmaConstants {
  const parents = Math.floor(population / 2);
  const raw = Float64Array.from(
    { length: population },
    (_, rank) => log((population + 1) / 2) - log(rank + 1),
  );
  const positive = raw.subarray(0, parents);
  const mass = effectiveMass(positive);
  const sigmaRate = (mass + 2) / (n + mass + 5);
  const factor = diagonal ? (n + 2) / 3 : 1;
  const rankOne = Math.min(1, (factor * 2) / ((n + 1.3) * (n + 1.3) + mass));
  const rankMu = Math.min(1 - rankOne, (factor * 2 * (mass - 2 + 1 / mass)) / ((n + 2) * (n + 2) + mass));
  const scale = 1 / sumOf(positive);
  const below = active ? negativeScale(raw.subarray(parents), { n, mass, rankOne, rankMu }) : 0;
  return {
    n,
    population,
    parents,
    weights: raw.map((weight, rank) => weight * (rank < parents ? scale : below)),
    mass,
    sigmaRate,
    damping: 1 + 2 * Math.max(0, Math.sqrt((mass - 1) / (n + 1)) - 1) + sigmaRate,
    pathRate: (4 + mass / n) / (n + 4 + (2 * mass) / n),
    rankOne,
    rankMu,
    expectedLength: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}

/** Factor of the raw weights of the worse half: the least of α_μ⁻, α_μeff⁻ and α_posdef⁻ over their sum (equations 50 to 53). */
function negativeScale(
  raw: Float64Array,
  { n, mass, rankOne, rankMu }: Pick<CmaConstants, 'n' | 'mass' | 'rankOne' | 'rankMu'>,
): number {
  const sum = -sumOf(raw);
  if (!(sum > 0) || rankMu === 0) return 0;
  const most = Math.min(
    1 + rankOne / rankMu,
    1 + (2 * effectiveMass(raw)) / (mass + 2),
    (1 - rankOne - rankMu) / (n * rankMu),
  );
  return most / sum;
}

/** (Σ w)² / Σ w² */
function effectiveMass(weights: Float64Array): number {
  const sum = sumOf(weights);
  return (sum * sum) / weights.reduce((total, weight) => total + weight * weight, 0);
}

const sumOf = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
