/**
 * Graph genome of NEAT: node genes and link genes with innovation numbers. Stanley & Miikkulainen (2002), "Evolving
 * neural networks through augmenting topologies", Evolutionary Computation 10(2), section 3.1.
 *
 * Nodes are numbered: inputs from 0 to I - 1, the bias I, outputs I + 1 to I + O, hidden nodes from I + O + 1 on, in
 * the order in which they first arose. Genes are never changed once made: genomes share them.
 */
import type { Random } from '../../src/random/random.ts';

/** Link gene. */
export interface LinkGene {
  /** Innovation number: genes of one number, in whatever genome, stem from one event. */
  readonly innovation: number;
  /** Node where the link begins: any. */
  readonly from: number;
  /** Node where it ends: an output or a hidden node. */
  readonly to: number;
  readonly weight: number;
  /** False for a gene that is inherited and builds no link. */
  readonly enabled: boolean;
}

/** Numbers of inputs and outputs. */
export interface GraphShape {
  readonly inputs: number;
  readonly outputs: number;
}

/** Functions that a hidden node may have of its own, of the sum of its links. The runner of a genome has their forms. */
export const NODE_FUNCTIONS = ['sigmoid', 'gaussian', 'sine', 'absolute', 'linear'] as const;

export type NodeFunction = (typeof NODE_FUNCTIONS)[number];

export interface GraphGenome extends GraphShape {
  /** Numbers of the hidden nodes, ascending: those that genes name. */
  readonly hidden: readonly number[];
  /** Functions of the hidden nodes, in their order; left out: all nodes have that of the net. */
  readonly functions?: readonly NodeFunction[];
  /** Link genes by ascending innovation number; no two from the same node to the same node. */
  readonly links: readonly LinkGene[];
}

/** Greatest size that mutation and crossover may give a genome. */
export interface GraphLimits {
  readonly hidden: number;
  /** Link genes, disabled ones among them. */
  readonly links: number;
}

export const UNLIMITED: GraphLimits = {
  hidden: Number.POSITIVE_INFINITY,
  links: Number.POSITIVE_INFINITY,
};

/** Number of the bias node, whose activation is 1. */
export const biasOf = ({ inputs }: GraphShape): number => inputs;

/** Number of the first output node. */
export const firstOutput = ({ inputs }: GraphShape): number => inputs + 1;

/** Number of the first hidden node. */
export const firstHidden = ({ inputs, outputs }: GraphShape): number => inputs + 1 + outputs;

/** Structure of the first genomes. */
export interface FirstStructure {
  /**
   * Links. full: from every input and the bias to every output and hidden node, and from every hidden node to every
   * output, and to every hidden node where the structure is recurrent; none: no link, and no hidden node.
   */
  readonly links: 'full' | 'none';
  readonly hidden: number;
  readonly recurrent: boolean;
}

/** The start of the paper (section 3.4): every input and the bias linked to every output, no hidden node. */
export const MINIMAL: FirstStructure = { links: 'full', hidden: 0, recurrent: false };

/** Number of links of a genome of that structure. */
export function firstLinks(
  { inputs, outputs }: GraphShape,
  { links, hidden, recurrent }: FirstStructure = MINIMAL,
): number {
  if (links === 'none') return 0;
  return (inputs + 1) * (outputs + hidden) + hidden * (outputs + (recurrent ? hidden : 0));
}

/**
 * Genome of the beginning.
 * @param greatest weights are uniform between minus and plus this
 */
export function firstGenome(
  { inputs, outputs }: GraphShape,
  structure: FirstStructure,
  greatest: number,
  random: Random,
): GraphGenome {
  const { hidden: count, recurrent } = structure;
  if (structure.links === 'none') return { inputs, outputs, hidden: [], links: [] };
  const first = firstHidden({ inputs, outputs });
  const hidden = Array.from({ length: count }, (_, index) => first + index);
  const links: LinkGene[] = [];
  const add = (from: number, to: number): void => {
    links.push({ innovation: links.length, from, to, weight: uniform(greatest, random), enabled: true });
  };
  for (let to = inputs + 1; to < first + count; to++) {
    for (let from = 0; from <= inputs; from++) add(from, to);
    if (to < first || recurrent) for (const from of hidden) add(from, to);
  }
  return { inputs, outputs, hidden, links };
}

/** Uniform number between minus and plus `greatest`. */
export const uniform = (greatest: number, random: Random): number => (2 * random.uniform() - 1) * greatest;

/** Number of enabled links. */
export function enabledLinks({ links }: GraphGenome): number {
  let count = 0;
  for (const { enabled } of links) if (enabled) count++;
  return count;
}

/**
 * True where a link between these nodes would close a cycle: `from` is reached from `to`, by enabled and disabled genes
 * alike, for a disabled one may come back.
 */
export function closesCycle(links: readonly LinkGene[], from: number, to: number): boolean {
  if (from === to) return true;
  const seen = new Set([to]);
  const open = [to];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const link of links) {
      if (link.from !== node || seen.has(link.to)) continue;
      if (link.to === from) return true;
      seen.add(link.to);
      open.push(link.to);
    }
  }
  return false;
}

/** Hidden nodes that genes name, ascending. */
export function hiddenOf(shape: GraphShape, links: readonly LinkGene[]): number[] {
  const first = firstHidden(shape);
  const named = new Set<number>();
  for (const { from, to } of links) {
    if (from >= first) named.add(from);
    if (to >= first) named.add(to);
  }
  return [...named].sort((one, other) => one - other);
}
