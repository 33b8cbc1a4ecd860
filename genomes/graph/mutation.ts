/**
 * Mutation of graph genomes: weights, new links and new nodes of Stanley & Miikkulainen (2002), section 3.1, and the
 * flags of the authors' program. A genome that a mutation cannot change comes back as it is.
 */
import type { Random } from '../../src/random/random.ts';
import {
  biasOf,
  closesCycle,
  firstHidden,
  firstOutput,
  type GraphGenome,
  type GraphLimits,
  type LinkGene,
  type NodeFunction,
  UNLIMITED,
  uniform,
} from './genome.ts';
import type { Innovations } from './innovations.ts';

export interface WeightMutationOptions {
  /**
   * Kind. uniform: each weight is perturbed or, with probability `replaced`, drawn anew, as in the paper; severe: that
   * of the authors' program, in which half of the genomes have 70 % of their weights perturbed, 20 % drawn anew and 10 %
   * left, and the others all perturbed, but for the last fifth of ten genes or more: 50, 20 and 30 %.
   */
  readonly weightMutation: 'uniform' | 'severe';
  /** Share of weights drawn anew, of kind uniform. */
  readonly replaced: number;
  /** Greatest perturbation. */
  readonly power: number;
  /** Greatest weight that is drawn anew. */
  readonly replacement: number;
  /** Greatest absolute weight. */
  readonly cap: number;
}

export interface LinkMutationOptions {
  /** Draws of two nodes before the mutation is given up. */
  readonly linkTries: number;
  /** Share of the mutations that look for a link that closes a cycle; the others look for one that does not. */
  readonly recurrentLinks: number;
  /** Greatest absolute weight of a new link. */
  readonly newLinkWeight: number;
}

export interface MutationOptions extends WeightMutationOptions, LinkMutationOptions {
  /**
   * Combination. exclusive: a new node, else a new link, else all others, as in the program; together: each by itself.
   */
  readonly structure: 'exclusive' | 'together';
  /** Probability of a new node. */
  readonly addNode: number;
  /** Probability of a new link; above 1 the expected number of them. */
  readonly addLink: number;
  /** Expected number of further new links, from the bias. */
  readonly addBiasLink: number;
  /** Probability that weights are mutated. */
  readonly mutateWeights: number;
  /** Probability that the flag of a random gene is turned over. */
  readonly toggle: number;
  /** Probability that the first disabled gene is enabled. */
  readonly reenable: number;
  /** Probability that a random enabled gene is disabled. */
  readonly disable: number;
  /** Functions from which that of a new node is drawn, each as likely; left out: nodes have none of their own. */
  readonly functions?: readonly NodeFunction[];
}

/** Mutates a genome by all operators, each with its probability. */
export function mutate(
  genome: GraphGenome,
  innovations: Innovations,
  options: MutationOptions,
  random: Random,
  limits: GraphLimits = UNLIMITED,
): GraphGenome {
  if (options.structure === 'exclusive') {
    if (random.uniform() < options.addNode)
      return addNode(genome, innovations, random, limits, options.functions);
    if (random.uniform() < options.addLink) return addLink(genome, innovations, options, random, limits);
    return mutateGenes(genome, options, random);
  }
  let child = random.uniform() < options.mutateWeights ? mutateWeights(genome, options, random) : genome;
  for (let left = options.addLink; left > 0; left--) {
    if (random.uniform() < left) child = addLink(child, innovations, options, random, limits);
  }
  for (let left = options.addBiasLink; left > 0; left--) {
    if (random.uniform() < left) child = addLink(child, innovations, options, random, limits, biasOf(genome));
  }
  if (random.uniform() < options.addNode)
    child = addNode(child, innovations, random, limits, options.functions);
  return mutateFlags(child, options, random);
}

function mutateGenes(genome: GraphGenome, options: MutationOptions, random: Random): GraphGenome {
  const child = random.uniform() < options.mutateWeights ? mutateWeights(genome, options, random) : genome;
  return mutateFlags(child, options, random);
}

function mutateFlags(
  genome: GraphGenome,
  { toggle, reenable, disable }: MutationOptions,
  random: Random,
): GraphGenome {
  let child = genome;
  if (toggle > 0 && random.uniform() < toggle) child = toggleLink(child, random);
  if (reenable > 0 && random.uniform() < reenable) child = reenableLink(child);
  if (disable > 0 && random.uniform() < disable) child = disableLink(child, random);
  return child;
}

/** Mutates the weights of all genes. */
export function mutateWeights(
  genome: GraphGenome,
  options: WeightMutationOptions,
  random: Random,
): GraphGenome {
  const { weightMutation, replaced, power, replacement, cap } = options;
  const total = genome.links.length;
  const isSevere = weightMutation === 'severe' && random.uniform() > 0.5;
  const links = genome.links.map((gene, number): LinkGene => {
    // Shares of genes drawn anew, and of those left as they are.
    let [anew, left] = [replaced, 0];
    if (weightMutation === 'severe') {
      if (isSevere) [anew, left] = [0.2, 0.1];
      else if (total >= 10 && number > 0.8 * total) [anew, left] = [0.2, 0.3];
      else anew = 0;
    }
    const which = anew + left === 0 ? 1 : random.uniform();
    if (which < left) return gene;
    const drawn = which < left + anew ? uniform(replacement, random) : gene.weight + uniform(power, random);
    const { innovation, from, to, enabled } = gene;
    return { innovation, from, to, weight: Math.max(-cap, Math.min(cap, drawn)), enabled };
  });
  return { ...genome, links };
}

/**
 * Adds a node: a random enabled link that does not come from the bias is disabled, and a new node takes its place, with
 * a link of weight 1 to it and one of the old weight from it.
 * @param functions from which its function is drawn, older nodes without one being sigmoid; left out: it has none
 */
export function addNode(
  genome: GraphGenome,
  innovations: Innovations,
  random: Random,
  limits: GraphLimits = UNLIMITED,
  functions?: readonly NodeFunction[],
): GraphGenome {
  if (genome.hidden.length >= limits.hidden || genome.links.length + 2 > limits.links) return genome;
  const bias = biasOf(genome);
  const open = genome.links.filter(({ enabled, from }) => enabled && from !== bias);
  if (open.length === 0) return genome;
  const old = open[random.integer(open.length)]!;
  const { node, before, after } = innovations.split(old.innovation, (known) => genome.hidden.includes(known));
  const links = genome.links.map((gene) => (gene === old ? { ...gene, enabled: false } : gene));
  insert(links, { innovation: before, from: old.from, to: node, weight: 1, enabled: true });
  insert(links, { innovation: after, from: node, to: old.to, weight: old.weight, enabled: true });
  const hidden = insertNumber(genome.hidden, node);
  if (functions === undefined) return { ...genome, hidden, links };
  const drawn = functions[random.integer(functions.length)]!;
  const known = genome.functions ?? genome.hidden.map(() => 'sigmoid' as const);
  return { ...genome, hidden, functions: known.toSpliced(hidden.indexOf(node), 0, drawn), links };
}

/**
 * Adds a link between two nodes that have none, its weight uniform.
 * @param source node where it begins; left out: a random one
 */
export function addLink(
  genome: GraphGenome,
  innovations: Innovations,
  { linkTries, recurrentLinks, newLinkWeight }: LinkMutationOptions,
  random: Random,
  limits: GraphLimits = UNLIMITED,
  source?: number,
): GraphGenome {
  if (genome.links.length >= limits.links) return genome;
  const wantsCycle = recurrentLinks > 0 && random.uniform() < recurrentLinks;
  const nodes = firstHidden(genome) + genome.hidden.length;
  const [outputs, hidden] = [firstOutput(genome), firstHidden(genome)];
  const nodeAt = (index: number): number => (index < hidden ? index : genome.hidden[index - hidden]!);
  for (let tries = 0; tries < linkTries; tries++) {
    const from = source ?? nodeAt(random.integer(nodes));
    const to = nodeAt(outputs + random.integer(nodes - outputs));
    if (genome.links.some((gene) => gene.from === from && gene.to === to)) continue;
    if (closesCycle(genome.links, from, to) !== wantsCycle) continue;
    const links = [...genome.links];
    const weight = uniform(newLinkWeight, random);
    insert(links, { innovation: innovations.link(from, to), from, to, weight, enabled: true });
    return { ...genome, links };
  }
  return genome;
}

/**
 * Turns over the flag of a random gene. A link is disabled only where another enabled one begins at the same node, so
 * that no part of the net is cut off.
 */
export function toggleLink(genome: GraphGenome, random: Random): GraphGenome {
  if (genome.links.length === 0) return genome;
  const chosen = genome.links[random.integer(genome.links.length)]!;
  const hasOther = genome.links.some((gene) => gene !== chosen && gene.enabled && gene.from === chosen.from);
  return chosen.enabled && !hasOther ? genome : withFlag(genome, chosen, !chosen.enabled);
}

/** Enables the first disabled gene. */
export function reenableLink(genome: GraphGenome): GraphGenome {
  const first = genome.links.find(({ enabled }) => !enabled);
  return first === undefined ? genome : withFlag(genome, first, true);
}

/** Disables a random enabled gene. */
export function disableLink(genome: GraphGenome, random: Random): GraphGenome {
  const open = genome.links.filter(({ enabled }) => enabled);
  return open.length === 0 ? genome : withFlag(genome, open[random.integer(open.length)]!, false);
}

const withFlag = (genome: GraphGenome, chosen: LinkGene, enabled: boolean): GraphGenome => ({
  ...genome,
  links: genome.links.map((gene) => (gene === chosen ? { ...gene, enabled } : gene)),
});

/** Inserts a gene at the place of its number: shared numbers need not be greater than all of the genome's own. */
function insert(links: LinkGene[], gene: LinkGene): void {
  let at = links.length;
  while (at > 0 && links[at - 1]!.innovation > gene.innovation) at--;
  links.splice(at, 0, gene);
}

function insertNumber(numbers: readonly number[], number: number): number[] {
  let at = numbers.length;
  while (at > 0 && numbers[at - 1]! > number) at--;
  return numbers.toSpliced(at, 0, number);
}
