/** Populations of GENITOR as parameter vectors: those that a trial began with, and those of its last checkpoint. */
import type { GenomeLayout } from '../../../genomes/genome.ts';
import { findEncoding } from '../../../genomes/index.ts';
import type { GenitorSettings } from '../../learners/genetic/genitor-settings.ts';
import { layoutOf } from '../../learners/genetic/learnt-layout.ts';
import type { Problem, Snapshot } from '../../learners/learner.ts';

/** Layout of the genomes of a trial with these settings. */
function layOut(problem: Problem, settings: Readonly<Record<string, unknown>>): GenomeLayout {
  const chosen = settings as GenitorSettings;
  const encoding = findEncoding(chosen.encoding);
  return layoutOf(problem, (parameters) => encoding.layOut(parameters, encoding.options.parse(chosen)));
}

/** First population, slot by slot, as the trial drew it: the genes nearest to freshly drawn parameters. */
export function firstPopulation(
  problem: Problem,
  settings: Readonly<Record<string, unknown>>,
): Float32Array[] {
  const layout = layOut(problem, settings);
  const { population } = settings as GenitorSettings;
  const genes = layout.allocate(1);
  return Array.from({ length: population }, (_, slot) => {
    layout.encode(problem.initialise(problem.random('initial', slot)), genes, 0);
    const parameters = new Float32Array(layout.parameters);
    layout.decode(genes, 0, parameters, 0);
    return parameters;
  });
}

/** Population of a checkpoint by rising loss. @param snapshot that of the search, without its trial's */
export function populationIn(
  { arrays }: Snapshot,
  problem: Problem,
  settings: Readonly<Record<string, unknown>>,
): Float32Array[] {
  const layout = layOut(problem, settings);
  const genes = layout.allocate(arrays.slots!.length);
  genes.set(arrays.genes!);
  return Array.from(arrays.slots!, (slot) => {
    const parameters = new Float32Array(layout.parameters);
    layout.decode(genes, slot * layout.genes, parameters, 0);
    return parameters;
  });
}
