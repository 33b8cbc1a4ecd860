/**
 * CPPNs: graph genomes that are asked for the weight between two places of a substrate, so that a small genome stands
 * for the weights of a net of any size. Stanley, D'Ambrosio & Gauci (2009), "A hypercube-based encoding for evolving
 * large-scale neural networks", Artificial Life 15(2); LEO: Verbancsics & Stanley (2011), "Constraining connectivity to
 * encourage modularity in HyperNEAT", GECCO.
 *
 * A CPPN reads x1, y1 of the place where a link begins and x2, y2 of that where it ends, then, if asked, the differences
 * x1 - x2 and y1 - y2, and the bias; of places in three dimensions z1, z2 and z1 - z2 too. Its output nodes are 2 / (1 + e^(-4.9 a)) - 1. Where the absolute output |o| is above
 * the threshold t there is a link of weight sgn(o) (|o| - t) / (1 - t) times the range; elsewhere there is none. With LEO
 * a second output decides: above 0 there is a link of weight o times the range.
 */
import {
  closesCycle,
  enabledLinks,
  firstHidden,
  type GraphGenome,
  type GraphShape,
  type LinkGene,
} from '../../../genomes/graph.ts';
import { UserError } from '../../errors.ts';
import type { Place } from '../../nets/substrate.ts';
import type { Random } from '../../random/random.ts';
import { GraphRunner } from './runner.ts';

export interface CppnOptions {
  /** Absolute output up to which there is no link, from 0 to below 1. Default: .2. */
  readonly threshold?: number;
  /** Greatest absolute weight. Default: 3. */
  readonly range?: number;
  /** Coordinates of a place, 2 or 3. Default: 2. */
  readonly coordinates?: number;
  /** True for the differences of the coordinates, x1 - x2 and so on, as inputs beside them. Default: false. */
  readonly differences?: boolean;
  /** True for link expression outputs (LEO). Default: false. */
  readonly leo?: boolean;
  /** Pairs of layers, each with outputs of its own: a weight and, with LEO, an expression. Default: 1. */
  readonly pairs?: number;
}

/** Inputs and outputs of a CPPN with these options. */
export const cppnShape = ({
  coordinates = 2,
  differences = false,
  leo = false,
  pairs = 1,
}: CppnOptions = {}): GraphShape => ({
  inputs: (differences ? 3 : 2) * coordinates,
  outputs: leo ? 2 * pairs : pairs,
});

export class Cppn {
  readonly #runner: GraphRunner;
  readonly #inputs: Float64Array;
  readonly #outputs: Float64Array;
  readonly #threshold: number;
  readonly #range: number;
  readonly #coordinates: number;
  readonly #differences: boolean;
  readonly #leo: boolean;
  readonly #pairs: number;
  #queries = 0;
  /** Multiply-accumulates of one query. */
  readonly macs: number;

  /** @throws UserError where the options, or the genome's inputs, outputs or links do not go together */
  constructor(genome: GraphGenome, options: CppnOptions = {}) {
    const { threshold = 0.2, range = 3, coordinates = 2 } = options;
    const { differences = false, leo = false, pairs = 1 } = options;
    if (!(threshold >= 0 && threshold < 1))
      throw new UserError(`CPPN: threshold is ${threshold}, it must be from 0 to below 1`);
    if (!(range > 0 && Number.isFinite(range)))
      throw new UserError(`CPPN: range is ${range}, it must be a number above 0`);
    if (coordinates !== 2 && coordinates !== 3)
      throw new UserError(`CPPN: coordinates is ${coordinates}, it must be 2 or 3`);
    const { inputs, outputs } = cppnShape(options);
    if (genome.inputs !== inputs || genome.outputs !== outputs)
      throw new UserError(
        `CPPN: the genome has ${genome.inputs} inputs and ${genome.outputs} outputs, it must have ${inputs} and ${outputs} with these options`,
      );
    if (hasCycle(genome.links))
      throw new UserError('CPPN: the genome has a cycle, it must be bred with recurrentLinks=0');
    this.#threshold = threshold;
    this.#range = range;
    this.#coordinates = coordinates;
    this.#differences = differences;
    this.#leo = leo;
    this.#pairs = pairs;
    this.#runner = new GraphRunner(genome, 'signed');
    this.#inputs = new Float64Array(inputs);
    this.#outputs = new Float64Array(outputs);
    this.macs = enabledLinks(genome);
  }

  /** Number of queries so far. */
  get queries(): number {
    return this.#queries;
  }

  /** Outputs for a link between two places; valid until the next call. */
  query(source: Place, target: Place): Float64Array {
    const inputs = this.#inputs;
    const axes = this.#coordinates;
    for (let axis = 0; axis < axes; axis++) {
      inputs[axis] = source[axis]!;
      inputs[axes + axis] = target[axis]!;
      if (this.#differences) inputs[2 * axes + axis] = source[axis]! - target[axis]!;
    }
    this.#queries++;
    this.#outputs.set(this.#runner.relax(inputs));
    return this.#outputs;
  }

  /**
   * Weights of all links from one layer to another, `[target][source]`, 0 where there is no link; one query each.
   * @param pair number of the pair of layers, from 0
   * @throws UserError on a place outside of the substrate
   */
  weights(sources: readonly Place[], targets: readonly Place[], pair = 0): Float64Array {
    checkPlaces('sources', sources, this.#coordinates);
    checkPlaces('targets', targets, this.#coordinates);
    if (!Number.isInteger(pair) || pair < 0 || pair >= this.#pairs)
      throw new UserError(`CPPN: pair is ${pair}, it must be a whole number from 0 to ${this.#pairs - 1}`);
    const weights = new Float64Array(sources.length * targets.length);
    let at = 0;
    for (const target of targets)
      for (const source of sources) weights[at++] = this.#weight(this.query(source, target), pair);
    return weights;
  }

  #weight(outputs: Float64Array, pair: number): number {
    if (this.#leo) return outputs[2 * pair + 1]! > 0 ? this.#range * outputs[2 * pair]! : 0;
    return thresholded(outputs[pair]!, this.#threshold, this.#range);
  }
}

/** Weight of a link by the CPPN's output; 0 where there is none, or the output is no number. */
export function thresholded(output: number, threshold = 0.2, range = 3): number {
  const above = Math.abs(output) - threshold;
  return above > 0 ? (Math.sign(output) * range * above) / (1 - threshold) : 0;
}

/**
 * Checks the places of a layer.
 * @throws UserError on one outside of the substrate
 */
export function checkPlaces(name: string, places: readonly Place[], coordinates = 2): void {
  for (const [index, place] of places.entries()) {
    if (place.length === coordinates && place.every((number) => number >= -1 && number <= 1)) continue;
    const right = coordinates === 2 ? 'two' : 'three';
    throw new UserError(
      `CPPN: ${name}[${index}] is [${place.join(', ')}], it must be ${right} coordinates from -1 to 1`,
    );
  }
}

/**
 * Genome with LEO that begins with short links alone: a Gaussian node of each difference, and an expression output that
 * is above 0 where all are near 1. Weights go from every input and the bias to the weight's output, uniform from -1 to 1.
 */
export function localSeed(random: Random, pairs = 1, coordinates = 2): GraphGenome {
  const shape = cppnShape({ coordinates, differences: true, leo: true, pairs });
  const [bias, first] = [shape.inputs, firstHidden(shape)];
  const hidden = Array.from({ length: coordinates }, (_, axis) => first + axis);
  const links: LinkGene[] = [];
  const add = (from: number, to: number, weight: number): void => {
    links.push({ innovation: links.length, from, to, weight, enabled: true });
  };
  for (const [axis, node] of hidden.entries()) add(2 * coordinates + axis, node, 1);
  for (let pair = 0; pair < pairs; pair++) {
    const output = bias + 1 + 2 * pair;
    for (let from = 0; from <= bias; from++) add(from, output, 2 * random.uniform() - 1);
    for (const node of hidden) add(node, output + 1, 1);
    add(bias, output + 1, 1 - coordinates);
  }
  return { ...shape, hidden, functions: hidden.map(() => 'gaussian'), links };
}

/** True where enabled links close a cycle. */
function hasCycle(links: readonly LinkGene[]): boolean {
  const open = links.filter(({ enabled }) => enabled);
  return open.some(({ from, to }) => closesCycle(open, from, to));
}
