/**
 * Parent selection in a population ranked from best (0) to worst: fitness-proportionate by roulette or by
 * stochastic universal sampling (Baker 1987, "Reducing bias and inefficiency in the selection algorithm"),
 * linear rank with Whitley's bias (Whitley 1989, "The GENITOR algorithm and selection pressure"), tournament.
 * Two parents of one child are distinct members wherever there are two.
 */
import type { Random } from '../../random/random.ts';

/** Mating pool: the `count` best members, all with finite losses unless no member has one. */
export interface MatingPool {
  count: number;
  /** Fitness, `[count]`, and its running sum, each at least 0, the best above 0. */
  readonly fitness: Float64Array;
  readonly cumulative: Float64Array;
}

export interface SelectionSettings {
  /** Bias of Whitley, 1 to 2: the best's probability over the median's. */
  readonly bias: number;
  readonly tournamentSize: number;
}

export interface Selection {
  readonly name: string;
  readonly summary: string;
  /** True where selection probabilities follow from fitness, not from rank alone. */
  readonly proportionate: boolean;
  /** Picks the rank of a parent, other than `except` (-1: any) where there is another. */
  pick(pool: MatingPool, except: number, settings: SelectionSettings, random: Random): number;
}

export const selections: readonly Selection[] = [
  {
    name: 'proportionate',
    summary: 'probability proportional to fitness',
    proportionate: true,
    pick: (pool, except, _settings, random) => roulette(pool, except, random),
  },
  {
    name: 'rank',
    summary: "probability linear in rank, with Whitley's bias",
    proportionate: false,
    pick(pool, except, { bias }, random) {
      // Retries keep the ratios of the others' probabilities; only a faulty stream reaches the bound.
      for (let attempt = 0; attempt < 1000; attempt++) {
        const rank = linearBias(pool.count, bias, random.uniform());
        if (rank !== except || pool.count === 1) return rank;
      }
      return anyOther(pool.count, except, random);
    },
  },
  {
    name: 'tournament',
    summary: 'the best of some drawn with equal chances',
    proportionate: false,
    pick(pool, except, { tournamentSize }, random) {
      let best = pool.count;
      for (let drawn = 0; drawn < tournamentSize; drawn++) {
        best = Math.min(best, anyOther(pool.count, except, random));
      }
      return best;
    },
  },
];

/** Running sum of the pool's fitness, for roulette and universal sampling. */
export function accumulateFitness(pool: MatingPool): void {
  let sum = 0;
  for (let rank = 0; rank < pool.count; rank++) {
    sum += pool.fitness[rank]!;
    pool.cumulative[rank] = sum;
  }
}

/**
 * Rank by linear bias, floor(N (b - √(b² - 4 (b-1) u)) / (2 (b-1))): below N, with density b - 2 (b-1) x over x = rank
 * / N [Whitley's own source, 1990]. Bias 1 is the uniform distribution.
 */
export function linearBias(count: number, bias: number, uniform: number): number {
  const slope = 2 * (bias - 1);
  const share = slope < 1e-9 ? uniform : (bias - Math.sqrt(bias * bias - 2 * slope * uniform)) / slope;
  return Math.min(count - 1, Math.floor(count * share));
}

/** Roulette: one spin over the fitness of all members but `except`. */
export function roulette(pool: MatingPool, except: number, random: Random): number {
  const { count, fitness, cumulative } = pool;
  const own = except < 0 || count === 1 ? 0 : fitness[except]!;
  const others = cumulative[count - 1]! - own;
  if (!(others > 0)) return anyOther(count, except, random);
  let point = random.uniform() * others;
  if (own > 0 && point >= cumulative[except]! - own) point += own;
  const rank = firstAbove(cumulative, count, point);
  // Rounding of the sums may let the point fall on the excluded member's edge.
  return rank === except && count > 1 ? (rank + 1) % count : rank;
}

/**
 * Stochastic universal sampling: as many ranks as `chosen` has room for, by one spin with evenly spaced
 * pointers, so that each member is taken the floor or the ceiling of its expected number of times. The order
 * is shuffled; then neighbours 2i and 2i+1, the parents of one child, are made distinct where an exchange can.
 */
export function universalSampling(pool: MatingPool, chosen: Int32Array, random: Random): void {
  const spacing = pool.cumulative[pool.count - 1]! / chosen.length;
  const spin = random.uniform();
  let rank = 0;
  for (let pointer = 0; pointer < chosen.length; pointer++) {
    const point = (pointer + spin) * spacing;
    while (rank < pool.count - 1 && pool.cumulative[rank]! <= point) rank++;
    chosen[pointer] = rank;
  }
  for (let left = chosen.length - 1; left > 0; left--) exchange(chosen, left, random.integer(left + 1));
  for (let child = 0; child < chosen.length; child += 2) separate(chosen, child);
}

/** Exchanges the second parent at `child` with one from another pair, where both pairs then are distinct. */
function separate(chosen: Int32Array, child: number): void {
  const rank = chosen[child]!;
  if (chosen[child + 1] !== rank) return;
  for (let other = 0; other < chosen.length; other++) {
    const partner = other % 2 === 0 ? other + 1 : other - 1;
    if (chosen[other] !== rank && chosen[partner] !== rank) {
      exchange(chosen, child + 1, other);
      return;
    }
  }
}

function exchange(ranks: Int32Array, one: number, other: number): void {
  const kept = ranks[one]!;
  ranks[one] = ranks[other]!;
  ranks[other] = kept;
}

/** Uniform rank below `count` other than `except`. */
function anyOther(count: number, except: number, random: Random): number {
  if (except < 0 || count === 1) return random.integer(count);
  const rank = random.integer(count - 1);
  return rank < except ? rank : rank + 1;
}

/** First rank whose running sum is above the point. */
function firstAbove(cumulative: Float64Array, count: number, point: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle]! > point) high = middle;
    else low = middle + 1;
  }
  return low;
}
