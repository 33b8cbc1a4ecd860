/**
 * A population ranked by loss. Genomes stay in their slots; what moves on an insertion is the order of the
 * slots. Equal losses rank by age, the older first. A failed loss (NaN or infinite) is kept as Infinity and so
 * ranks worst.
 */
import type { Genes, GenomeLayout } from '../../../genomes/genome.ts';

export interface Population {
  readonly layout: GenomeLayout;
  readonly size: number;
  /** `[slot][genes]` */
  readonly genes: Genes;
  /** `[slot]` mutation step, in units of a gene. */
  readonly steps: Float64Array;
  /** `[rank]` losses, ascending. */
  readonly losses: Float64Array;
  /** `[rank]` the slot of the member of that rank. */
  readonly slots: Int32Array;
}

/** A population of zero genomes that nobody has evaluated yet. */
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

/** What a loss counts as in ranking. */
export function rankingLoss(loss: number): number {
  return Number.isFinite(loss) ? loss : Number.POSITIVE_INFINITY;
}

/** Where the genes of that rank's member begin. */
export function genesAt({ layout, slots }: Population, rank: number): number {
  return slots[rank]! * layout.genes;
}

/** The first rank with a loss above this one: the number of members that are no worse. */
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

/** Members with finite losses; they hold the first ranks. */
export function countFinite(population: Population): number {
  return rankAfter(population, Number.MAX_VALUE);
}

/**
 * The genome at `genes[offset]` takes the worst member's place if its loss is strictly lower. Gives whether.
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

/** A member that has this loss has these very genes too. */
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

/** Ranks everyone anew by losses given in the order of the present ranks; ties keep that order. */
export function rerank(population: Population, losses: Float64Array): void {
  const { slots } = population;
  const order = Array.from(losses, (loss, rank) => ({ loss: rankingLoss(loss), slot: slots[rank]! }));
  order.sort((one, other) => (one.loss === other.loss ? 0 : one.loss < other.loss ? -1 : 1));
  for (const [rank, { loss, slot }] of order.entries()) {
    population.losses[rank] = loss;
    slots[rank] = slot;
  }
}

/** The mean over genes of a gene's standard deviation over the population. */
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
