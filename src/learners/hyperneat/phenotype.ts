/**
 * Phenotypes of CPPNs: the nets whose weights they give. The links from one layer to another, and the biases of a layer,
 * are a group, each with an output of the CPPN's own or sharing one. Units of a net with gates have a weight for each
 * gate, so there are as many groups. The bias of a unit is the output for a link from the unit's place to the origin.
 */
import { firstHidden } from '../../../genomes/graph.ts';
import { applyFrozen, type Frozen } from '../../nets/frozen.ts';
import { type GraphNet, graphNet } from '../../nets/graph-net.ts';
import type { Net, ParameterBlock } from '../../nets/net.ts';
import type { Solution } from '../../nets/solution.ts';
import type { Place } from '../../nets/substrate.ts';
import type { Cppn } from '../neat/cppn.ts';
import type { Layers } from './layers.ts';

export interface PhenotypeOptions {
  /** True for links from hidden units to hidden units. */
  readonly recurrent: boolean;
  /** True for biases; else they are 0. */
  readonly biases: boolean;
  /** Outputs of the CPPN. layers: one for each group; one: one for all links, and one for all biases. */
  readonly weightOutputs: 'layers' | 'one';
}

/** Links from one layer to another, or biases of a layer. */
interface Group {
  /** Name for people: a block, with its gate, or the layers. */
  readonly name: string;
  readonly sources: readonly Place[];
  readonly targets: readonly Place[];
  readonly isBias: boolean;
}

export interface Phenotype {
  /** Number of outputs that a CPPN needs for weights, and what each is for. */
  readonly pairs: number;
  readonly names: readonly string[];
  /** Number of queries for one net. */
  readonly queries: number;
  /** Writes the net's parameters; returns the number of weights and biases that are not 0. */
  write(cppn: Cppn, parameters: Float32Array, offset: number): number;
  /** Net with its parameters; a graph has the links that there are. */
  solution(cppn: Cppn): Solution;
}

/** Numbers of hidden units by the net; those of a graph are its first ones. */
export const hiddenUnits = (net: Net, netOptions: Readonly<Record<string, unknown>> = {}): number =>
  net.architecture === 'graph'
    ? Number(netOptions.firstHidden ?? 0)
    : (net as Net & { hidden: number }).hidden;

const MATRICES = ['W_in', 'W_rec', 'W_out'];
const VECTORS = ['b', 'p', 'b_out'];

/** Reason why a net has no phenotype, in words that follow the learner's name; null where it has one. */
export function strangeBlock({ architecture, blocks }: Net): string | null {
  if (architecture === 'graph') return null;
  const strange = blocks.find(({ name }) => ![...MATRICES, ...VECTORS].includes(name));
  return strange === undefined
    ? null
    : `computes no weights of a net ${architecture}: its ${strange.name} has no places; choose net=graph, elman, lstm or gru`;
}

/** Phenotype of CPPNs in that net. */
export function phenotypeOf(
  net: Net,
  layers: Layers,
  options: PhenotypeOptions,
  frozen: Frozen | null,
): Phenotype {
  return net.architecture === 'graph'
    ? graphPhenotype(net as GraphNet, layers, options)
    : blockPhenotype(net, layers, options, frozen);
}

/** Outputs of the CPPN for each group, and their number. */
function outputsOf(groups: readonly Group[], { weightOutputs }: PhenotypeOptions) {
  const ofGroup = groups.map(({ isBias }, group) => (weightOutputs === 'layers' ? group : isBias ? 1 : 0));
  const pairs = Math.max(0, ...ofGroup) + 1;
  const names =
    weightOutputs === 'layers' ? groups.map(({ name }) => name) : ['links', 'biases'].slice(0, pairs);
  const queries = groups.reduce((sum, { sources, targets }) => sum + sources.length * targets.length, 0);
  return { ofGroup, pairs, names, queries };
}

const linksOf = (name: string, sources: readonly Place[], targets: readonly Place[]): Group => ({
  ...{ name, sources, targets },
  isBias: false,
});

/** Biases: one query a unit. */
const biasesOf = (name: string, units: readonly Place[], { coordinates }: Layers): Group => ({
  name,
  sources: units,
  targets: [new Array(coordinates).fill(0)],
  isBias: true,
});

/** Phenotype of a net of matrices and vectors of weights. */
function blockPhenotype(
  net: Net,
  layers: Layers,
  options: PhenotypeOptions,
  frozen: Frozen | null,
): Phenotype {
  const placed = net.blocks
    .filter(({ name }) => isWritten(name, options))
    .flatMap((block) => groupsOf(block, layers));
  const groups = placed.map(({ group }) => group);
  const { ofGroup, ...outputs } = outputsOf(groups, options);
  const write = (cppn: Cppn, parameters: Float32Array, offset: number): number => {
    parameters.fill(0, offset, offset + net.parameters);
    let count = 0;
    for (const [index, { group, at }] of placed.entries()) {
      const own = cppn.weights(group.sources, group.targets, ofGroup[index]);
      parameters.set(own, offset + at);
      for (const weight of own) if (weight !== 0) count++;
    }
    if (frozen !== null) applyFrozen(frozen, parameters, offset);
    return count;
  };
  return {
    ...{ ...outputs, write },
    solution(cppn) {
      const parameters = new Float32Array(net.parameters);
      write(cppn, parameters, 0);
      return { net, parameters };
    },
  };
}

const isWritten = (name: string, { recurrent, biases }: PhenotypeOptions): boolean =>
  (recurrent || name !== 'W_rec') && (biases || !VECTORS.includes(name));

/** Groups of a block, each with its offset among the parameters: one for each gate. */
function groupsOf({ name, offset, size }: ParameterBlock, layers: Layers): { group: Group; at: number }[] {
  const targets = name === 'W_out' || name === 'b_out' ? layers.outputs : layers.hidden;
  const group = VECTORS.includes(name)
    ? biasesOf(name, targets, layers)
    : linksOf(name, name === 'W_in' ? layers.inputs : layers.hidden, targets);
  const own = group.sources.length * group.targets.length;
  const gates = size / own;
  return Array.from({ length: gates }, (_, gate) => ({
    group: gates === 1 ? group : { ...group, name: `${name} ${gate + 1}` },
    at: offset + gate * own,
  }));
}

/**
 * Phenotype of a graph: from inputs and bias to outputs and hidden nodes, from hidden nodes to outputs and to each other;
 * those are the links of NEAT's first genomes with that many hidden nodes.
 */
function graphPhenotype(
  { inputs, outputs, unit, passes, links: room }: GraphNet,
  layers: Layers,
  options: PhenotypeOptions,
): Phenotype {
  const hidden = layers.hidden.length;
  const bias = inputs;
  const [output, first] = [inputs + 1, firstHidden({ inputs, outputs })];
  /** Groups with the numbers of their first source and target node. */
  const placed = [
    { group: linksOf('inputs to outputs', layers.inputs, layers.outputs), from: 0, to: output },
    { group: linksOf('inputs to hidden', layers.inputs, layers.hidden), from: 0, to: first },
    { group: linksOf('hidden to outputs', layers.hidden, layers.outputs), from: first, to: output },
    {
      group: linksOf('hidden to hidden', layers.hidden, options.recurrent ? layers.hidden : []),
      from: first,
      to: first,
    },
    {
      group: biasesOf('biases of outputs', options.biases ? layers.outputs : [], layers),
      from: bias,
      to: output,
    },
    {
      group: biasesOf('biases of hidden', options.biases ? layers.hidden : [], layers),
      from: bias,
      to: first,
    },
  ].filter(({ group }) => group.sources.length > 0 && group.targets.length > 0);
  const { ofGroup, ...asked } = outputsOf(
    placed.map(({ group }) => group),
    options,
  );
  const nodes = first + hidden;
  /** Weights of all links that a net may have, `[target][source]`, targets from the first output on. */
  const weights = new Float64Array((nodes - output) * nodes);
  const compute = (cppn: Cppn): number => {
    weights.fill(0);
    let count = 0;
    for (const [index, { group, from, to }] of placed.entries()) {
      const own = cppn.weights(group.sources, group.targets, ofGroup[index]);
      // Biases are queried from their units, and are links from the bias to these.
      const [rows, columns] = group.isBias ? [own.length, 1] : [group.targets.length, group.sources.length];
      for (let at = 0; at < rows * columns; at++) {
        const [row, column] = [Math.floor(at / columns), at % columns];
        weights[(to - output + row) * nodes + from + column] = own[at]!;
        if (own[at] !== 0) count++;
      }
    }
    return count;
  };
  /** Writes the links that there are by ascending target and source, into room for so many. */
  const put = (parameters: Float32Array, offset: number, most: number): void => {
    parameters.fill(0, offset, offset + 3 * most);
    let at = offset;
    for (let to = output; to < nodes; to++) {
      for (let from = 0; from < nodes; from++) {
        const weight = weights[(to - output) * nodes + from]!;
        if (weight === 0) continue;
        parameters[at] = from;
        parameters[at + most] = to;
        parameters[at + 2 * most] = weight;
        at++;
      }
    }
  };
  return {
    ...asked,
    write(cppn, parameters, offset) {
      const count = compute(cppn);
      put(parameters, offset, room);
      return count;
    },
    solution(cppn) {
      const links = Math.max(1, compute(cppn));
      const net = graphNet({ unit, passes, inputs, outputs, hidden, links });
      const parameters = new Float32Array(net.parameters);
      put(parameters, 0, links);
      return { net, parameters };
    },
  };
}
