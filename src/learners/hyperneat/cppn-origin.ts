/** CPPN of a champion, as its files have it: a program makes the net again, or one of another size, from it. */
import type { GraphGenome } from '../../../genomes/graph.ts';
import type { CppnOptions } from '../neat/cppn.ts';

export interface CppnOrigin extends Readonly<Record<string, unknown>> {
  readonly kind: 'cppn';
  /** Options that `new Cppn(genome, options)` takes. */
  readonly options: CppnOptions;
  /** Genome without its disabled genes. */
  readonly genome: GraphGenome;
  /** Names of the CPPN's inputs: `x1`, `y1`, `x2`, `y2`, `x1 - x2`. */
  readonly inputNames: readonly string[];
  /** Names of its outputs: what a weight is for, with link expression outputs behind each. */
  readonly outputNames: readonly string[];
}

/** @param names of the outputs for weights */
export function cppnOrigin(genome: GraphGenome, options: CppnOptions, names: readonly string[]): CppnOrigin {
  const axes = ['x', 'y', 'z'].slice(0, options.coordinates);
  const differences = options.differences ? axes.map((axis) => `${axis}1 - ${axis}2`) : [];
  return {
    kind: 'cppn',
    options,
    genome: { ...genome, links: genome.links.filter(({ enabled }) => enabled) },
    inputNames: [...axes.map((axis) => `${axis}1`), ...axes.map((axis) => `${axis}2`), ...differences],
    outputNames: names.flatMap((name) => (options.leo ? [name, `${name}: is there`] : [name])),
  };
}
