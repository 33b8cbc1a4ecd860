/**
 * Crossover of graph genomes: Stanley & Miikkulainen (2002), section 3.2 and figure 4. Genes are aligned by innovation
 * number; a matching gene comes from a random parent, disjoint and excess ones from the fitter. Where the paper and the
 * authors' program differ, an option names both.
 */
import type { Random } from '../../src/random/random.ts';
import {
  closesCycle,
  type GraphGenome,
  type GraphLimits,
  hiddenOf,
  type LinkGene,
  type NodeFunction,
  UNLIMITED,
} from './genome.ts';

export interface CrossoverOptions {
  /**
   * Disjoint and excess genes of parents of equal fitness. both: each gene of either with probability ½, as in the paper;
   * shorter: those of the parent with fewer genes, as in the program.
   */
  readonly equalFitness: 'both' | 'shorter';
  /**
   * Flag of a matching gene that is disabled in a parent. once: it is disabled with probability `inheritDisabled`, and
   * `bothDisabled` where both have it so; copied: the flag of a random parent stays, and is set to disabled with
   * probability `inheritDisabled`, which makes 87.5 % of 75 %, and all where both are disabled.
   */
  readonly disabledRule: 'once' | 'copied';
  readonly inheritDisabled: number;
  readonly bothDisabled: number;
  /** Probability that a child has the means of matching weights rather than those of a random parent each. */
  readonly averaged: number;
  /** Share of new links that close cycles: where it is 0, no child has a cycle. */
  readonly recurrentLinks: number;
}

/** Fitter parent. */
export type Fitter = 'first' | 'second' | 'equal';

/** Child of two genomes. */
export function crossover(
  first: GraphGenome,
  second: GraphGenome,
  fitter: Fitter,
  options: CrossoverOptions,
  random: Random,
  limits: GraphLimits = UNLIMITED,
): GraphGenome {
  const isMean = options.averaged > 0 && random.uniform() < options.averaged;
  const matching = (one: LinkGene, other: LinkGene): LinkGene => {
    const chosen = random.uniform() < 0.5 ? one : other;
    const weight = isMean ? (one.weight + other.weight) / 2 : chosen.weight;
    const flag = isMean || chosen.enabled;
    const enabled = one.enabled && other.enabled ? true : inheritedFlag(one, other, flag, options, random);
    if (weight === chosen.weight && enabled === chosen.enabled) return chosen;
    const { innovation, from, to } = chosen;
    return { innovation, from, to, weight, enabled };
  };
  if (fitter === 'equal' && options.equalFitness === 'both')
    return crossEquals(first, second, matching, options, random, limits);
  const isFirst = fitter === 'first' || (fitter === 'equal' && first.links.length <= second.links.length);
  const [better, worse] = isFirst ? [first, second] : [second, first];
  let at = 0;
  const links = better.links.map((gene) => {
    while (at < worse.links.length && worse.links[at]!.innovation < gene.innovation) at++;
    const other = worse.links[at];
    return other?.innovation === gene.innovation ? matching(gene, other) : gene;
  });
  return { ...better, links };
}

/** Flag of a gene that at least one parent has disabled. */
function inheritedFlag(
  one: LinkGene,
  other: LinkGene,
  flag: boolean,
  { disabledRule, inheritDisabled, bothDisabled }: CrossoverOptions,
  random: Random,
): boolean {
  if (disabledRule === 'copied') return random.uniform() < inheritDisabled ? false : flag;
  const both = !one.enabled && !other.enabled;
  return random.uniform() >= (both ? bothDisabled : inheritDisabled);
}

/** Child of parents of equal fitness: each disjoint or excess gene of either with probability ½. */
function crossEquals(
  first: GraphGenome,
  second: GraphGenome,
  matching: (one: LinkGene, other: LinkGene) => LinkGene,
  { recurrentLinks }: CrossoverOptions,
  random: Random,
  limits: GraphLimits,
): GraphGenome {
  const links: LinkGene[] = [];
  const pairs = new Set<string>();
  /** Two numbers may stand for one link that arose in two generations, and links of both parents may close a cycle. */
  const take = (gene: LinkGene): void => {
    const pair = `${gene.from},${gene.to}`;
    if (pairs.has(pair)) return;
    if (recurrentLinks === 0 && closesCycle(links, gene.from, gene.to)) return;
    pairs.add(pair);
    links.push(gene);
  };
  let [left, right] = [0, 0];
  while (left < first.links.length || right < second.links.length) {
    const [one, other] = [first.links[left], second.links[right]];
    const isOfFirst = other === undefined || (one !== undefined && one.innovation <= other.innovation);
    const isOfSecond = one === undefined || (other !== undefined && other.innovation <= one.innovation);
    if (isOfFirst) left++;
    if (isOfSecond) right++;
    if (isOfFirst && isOfSecond) take(matching(one!, other!));
    else if (random.uniform() < 0.5) take(isOfFirst ? one! : other!);
  }
  const { inputs, outputs } = first;
  const hidden = hiddenOf(first, links);
  if (links.length > limits.links || hidden.length > limits.hidden) {
    const shorter = first.links.length <= second.links.length ? first : second;
    return shorter;
  }
  const child = { inputs, outputs, hidden, links };
  if (first.functions === undefined && second.functions === undefined) return child;
  return { ...child, functions: hidden.map((node) => functionIn(first, node) ?? functionIn(second, node)!) };
}

/** Function of a hidden node in that genome; undefined where it has no such node. */
const functionIn = ({ hidden, functions }: GraphGenome, node: number): NodeFunction | undefined =>
  functions?.[hidden.indexOf(node)];
