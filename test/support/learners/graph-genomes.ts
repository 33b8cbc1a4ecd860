/** Graph genomes for tests: random ones, grown by mutation, and ones written out. */
import {
  firstGenome,
  type GraphGenome,
  hiddenOf,
  Innovations,
  type LinkGene,
  MINIMAL,
  type MutationOptions,
  mutate,
} from '../../../genomes/graph.ts';
import { neatSettings } from '../../../src/learners/neat/evolution-settings.ts';
import { randomStream } from '../../../src/random/random.ts';

/** Settings under which structures grow quickly. */
export const growing: MutationOptions = neatSettings('classic-2002', {
  structure: 'together',
  addNode: 0.4,
  addLink: 0.8,
});

/** Genome of `steps` mutations. */
export function grown(
  seed: number,
  {
    inputs = 2,
    outputs = 1,
    steps = 8,
    options = growing,
    innovations = new Innovations({ inputs, outputs }),
  } = {},
): GraphGenome {
  const random = randomStream('grown', seed);
  let genome = firstGenome({ inputs, outputs }, MINIMAL, 1, random);
  for (let step = 0; step < steps; step++) {
    innovations.beginGeneration();
    genome = mutate(genome, innovations, options, random);
  }
  return genome;
}

/** Genome of these innovation numbers, each a link of its own into node 4 or beyond, of 2 inputs and 1 output. */
export function written(
  numbers: readonly number[],
  change: (gene: LinkGene) => Partial<LinkGene> = () => ({}),
): GraphGenome {
  const links = numbers.map((innovation): LinkGene => {
    const gene = { innovation, from: 0, to: 3 + innovation, weight: innovation, enabled: true };
    return { ...gene, ...change(gene) };
  });
  const shape = { inputs: 2, outputs: 1 };
  return { ...shape, hidden: hiddenOf(shape, links), links };
}
