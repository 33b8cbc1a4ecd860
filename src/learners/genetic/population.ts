/**
 * Population ranked by loss. Genomes stay in their slots; an insertion moves the order of the slots only. Equal losses
 * rank by age, the older first. A failed loss (NaN or infinite) is kept as Infinity and so ranks worst.
 */
import type { Genes, GenomeLayout } from '../../../genomes/genome.ts';

export interface Population {
  readonly layout: GenomeLayout;
  readonly size: number;
  /** Genes, `[slot][genes]`. */
  readonly genes: Genes;
  /** Mutation steps, `[slot]`, in units of a gene. */
  readonly steps: Float64Array;
  /** Losses, `[rank]`, ascending. */
  readonly losses: Float64Array;
  /** Slots, `[rank]`, of the members of these ranks. */
  readonly slots: Int32Array;
}

/** Population of zero genomes without evaluations. */
export function createPopulation(layout: GenomeLayout, size: number): Population {
  return {
    layout,
    size,
    genes: layout.allocate(size),
    steps: new Float64Array(size),
    losses: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
    slots: Int32Array.from({ length: size }, (_, slot) => slot),
  };
}

/** Loss for ranking: failed ones count as Infinity. */
export function rankingLoss(loss: number): number {
  return Number.isFinite(loss) ? loss : Number.POSITIVE_INFINITY;
}

/** Offset of the genes of that rank's member. */
export function genesAt({ layout, slots }: Population, rank: number): number {
  return slots[rank]! * layout.genes;
}

/** First rank with a loss above this one: the number of members that are no worse. */
export function rankAfter({ losses, size }: Population, loss: number): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (losses[middle]! > loss) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Number of members with finite losses; they hold the first ranks. */
export function countFinite(population: Population): number {
  return rankAfter(population, Number.MAX_VALUE);
}

/**
 * Replaces the worst member by the genome at `genes[offset]` if its loss is strictly lower. Returns true where it did.
 */
export function insert(
  population: Population,
  genes: Genes,
  offset: number,
  step: number,
  loss: number,
): boolean {
  const { layout, size, losses, slots } = population;
  if (!(loss < losses[size - 1]!)) return false;
  const rank = rankAfter(population, loss);
  const slot = slots[size - 1]!;
  losses.copyWithin(rank + 1, rank, size - 1);
  slots.copyWithin(rank + 1, rank, size - 1);
  losses[rank] = loss;
  slots[rank] = slot;
  population.genes.set(genes.subarray(offset, offset + layout.genes), slot * layout.genes);
  population.steps[slot] = step;
  return true;
}

/** True where a member has this loss and these very genes. */
export function holds(population: Population, genes: Genes, offset: number, loss: number): boolean {
  for (let rank = rankAfter(population, loss) - 1; rank >= 0 && population.losses[rank] === loss; rank--) {
    if (sameGenes(population, rank, genes, offset)) return true;
  }
  return false;
}

function sameGenes(population: Population, rank: number, genes: Genes, offset: number): boolean {
  const start = genesAt(population, rank);
  for (let gene = 0; gene < population.layout.genes; gene++) {
    if (population.genes[start + gene] !== genes[offset + gene]) return false;
  }
  return true;
}

/** Ranks all members anew by losses given in the order of the present ranks; ties keep that order. */
export function rerank(population: Population, losses: Float64Array): void {
  const { slots } = population;
  const order = Array.from(losses, (loss, rank) => ({ loss: rankingLoss(loss), slot: slots[rank]! }));
  order.sort((one, other) => (one.loss === other.loss ? 0 : one.loss < other.loss ? -1 : 1));
  for (const [rank, { loss, slot }] of order.entries()) {
    population.losses[rank] = loss;
    slots[rank] = slot;
  }
}

/** Diversity: the mean over genes of a gene's standard deviation over the population. */
export function diversity({ layout, size, genes }: Population): number {
  let total = 0;
  for (let gene = 0; gene < layout.genes; gene++) {
    let sum = 0;
    for (let slot = 0; slot < size; slot++) sum += genes[slot * layout.genes + gene]!;
    const mean = sum / size;
    let squares = 0;
    for (let slot = 0; slot < size; slot++) {
      const deviation = genes[slot * layout.genes + gene]! - mean;
      squares += deviation * deviation;
    }
    total += Math.sqrt(squares / size);
  }
  return total / layout.genes;
}
