/**
 * Mutation of a child's genes: Gaussian with a self-adapted step for numbers (σ' = σ exp(τ N(0,1)), Schwefel
 * 1977; Bäck 1996, "Evolutionary Algorithms in Theory and Practice"), flips for bits, each gene with the same
 * probability; and Whitley's rate, which rises as the parents resemble each other (Whitley 1989).
 */
import type { Genes } from '../../../genomes/genome.ts';
import { exp, log, log1p } from '../../numeric/elementary.ts';
import type { Random } from '../../random/random.ts';

/** Step of the child: its parent's, changed by a log-normal factor, never below the floor. */
export function adaptStep(step: number, learningRate: number, floor: number, random: Random): number {
  return Math.max(floor, step * exp(learningRate * random.normal()));
}

/** Default learning rate of the step: τ = 1 / √(2 d) for d genes. */
export function defaultStepLearningRate(genes: number): number {
  return 1 / Math.sqrt(2 * genes);
}

/**
 * Adaptive rate of Whitley as GENITOR's released source computes it: the plain rate for parents that differ in at most
 * one gene, else rate × genes / (100 × differences); at most 1.
 */
export function adaptiveRate(rate: number, genes: number, differences: number): number {
  return differences <= 1 ? rate : Math.min(1, (rate * genes) / (100 * differences));
}

/** Adds N(0, step) to each of `length` genes from `offset` on, with that probability each. */
export function mutateGaussian(
  genes: Genes,
  offset: number,
  length: number,
  rate: number,
  step: number,
  random: Random,
): void {
  const end = offset + length;
  const scale = gapScale(rate);
  for (let gene = offset + gap(scale, random); gene < end; gene += 1 + gap(scale, random)) {
    genes[gene] = genes[gene]! + step * random.normal();
  }
}

/** Flips each of `length` bits from `offset` on, with that probability each. */
export function mutateFlip(genes: Genes, offset: number, length: number, rate: number, random: Random): void {
  const end = offset + length;
  const scale = gapScale(rate);
  for (let gene = offset + gap(scale, random); gene < end; gene += 1 + gap(scale, random)) {
    genes[gene] = 1 - genes[gene]!;
  }
}

/**
 * Scale of the gaps, 1 / ln(1 - rate): -0 at rate 1, where every gap is 0; -Infinity at rate 0, where the first has no
 * end.
 */
function gapScale(rate: number): number {
  return rate > 0 ? 1 / log1p(-rate) : Number.NEGATIVE_INFINITY;
}

/**
 * Gap: the number of genes up to the next mutated one: geometric, by inversion. Few genes mutate, so this takes fewer
 * draws than one for each gene. The half step keeps the logarithm finite and below 0.
 */
function gap(scale: number, random: Random): number {
  return Math.floor(scale * log(random.uniform() + 2 ** -33));
}
