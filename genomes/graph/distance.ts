/**
 * Compatibility distance of two graph genomes: Stanley & Miikkulainen (2002), eq. 1,
 *
 *   δ = c1 E / N + c2 D / N + c3 W̄
 *
 * E excess and D disjoint genes, N the genes of the larger genome, W̄ the mean absolute difference of the weights of
 * matching genes, 0 where none match.
 */
import type { GraphGenome } from './genome.ts';

export interface DistanceOptions {
  /** c1 */
  readonly excess: number;
  /** c2 */
  readonly disjoint: number;
  /** c3 */
  readonly weightDifference: number;
  /** Divisor N. genes: as in the paper; none: 1, as in the authors' program. */
  readonly normalise: 'genes' | 'none';
  /** N is 1 where both genomes have fewer genes than this. */
  readonly smallGenome: number;
}

/** Numbers of matching, disjoint and excess genes, and the sum of the matching ones' weight differences. */
export interface Alignment {
  readonly matching: number;
  readonly disjoint: number;
  readonly excess: number;
  readonly difference: number;
}

/** Aligns two genomes by their innovation numbers. */
export function align({ links: one }: GraphGenome, { links: other }: GraphGenome): Alignment {
  let matching = 0;
  let disjoint = 0;
  let difference = 0;
  let left = 0;
  let right = 0;
  while (left < one.length && right < other.length) {
    const here = one[left]!;
    const there = other[right]!;
    if (here.innovation === there.innovation) {
      matching++;
      difference += Math.abs(here.weight - there.weight);
      left++;
      right++;
    } else {
      disjoint++;
      if (here.innovation < there.innovation) left++;
      else right++;
    }
  }
  return { matching, disjoint, excess: one.length - left + (other.length - right), difference };
}

/** δ of two genomes. */
export function distance(one: GraphGenome, other: GraphGenome, options: DistanceOptions): number {
  const { matching, disjoint, excess, difference } = align(one, other);
  const genes = Math.max(one.links.length, other.links.length);
  const n = options.normalise === 'none' || genes < options.smallGenome ? 1 : genes;
  const mean = matching === 0 ? 0 : difference / matching;
  return (options.excess * excess + options.disjoint * disjoint) / n + options.weightDifference * mean;
}
