/** Variation of genes in float64: one-point crossover, Cauchy noise, random orders. */
import { standardCauchyQuantile } from '../../numeric/cauchy.ts';
import type { Random } from '../../random/random.ts';

/** Genes in a row of a larger array. */
export interface Genes {
  readonly values: Float64Array;
  readonly at: number;
}

/**
 * Writes two children of `length` genes: the head of one parent with the tail of the other, cut at one place. Without a
 * place to cut they are copies.
 */
export function onePoint(
  parents: readonly [Genes, Genes],
  children: readonly [Float64Array, Float64Array],
  length: number,
  random: Random,
): void {
  const cut = length > 1 ? 1 + random.integer(length - 1) : length;
  const [one, other] = parents;
  for (let gene = 0; gene < length; gene++) {
    const first = one.values[one.at + gene]!;
    const second = other.values[other.at + gene]!;
    children[0][gene] = gene < cut ? first : second;
    children[1][gene] = gene < cut ? second : first;
  }
}

/** Half of the least difference of two uniform numbers, which keeps the Cauchy quantile finite. */
const HALF_STEP = 2 ** -33;

/** Adds Cauchy noise of that scale to each gene with probability `rate`. */
export function mutateCauchy(genes: Float64Array, rate: number, scale: number, random: Random): void {
  for (let gene = 0; gene < genes.length; gene++) {
    if (rate < 1 && !(random.uniform() < rate)) continue;
    genes[gene]! += scale * standardCauchyQuantile(random.uniform() + HALF_STEP);
  }
}

/** Shuffles by Fisher and Yates, each order as likely as any other. Returns the array. */
export function shuffle(order: Int32Array, random: Random): Int32Array {
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    const kept = order[last]!;
    order[last] = order[other]!;
    order[other] = kept;
  }
  return order;
}

/** Diversity of `count` rows of `n` genes: the mean over genes of a gene's standard deviation over the rows. */
export function diversityOf(rows: Float64Array, count: number, n: number): number {
  let total = 0;
  for (let gene = 0; gene < n; gene++) {
    let sum = 0;
    for (let row = 0; row < count; row++) sum += rows[row * n + gene]!;
    const mean = sum / count;
    let squares = 0;
    for (let row = 0; row < count; row++) {
      const difference = rows[row * n + gene]! - mean;
      squares += difference * difference;
    }
    total += Math.sqrt(squares / count);
  }
  return total / n;
}
