/** Measures of NEAT: species, and the structure of the best genome. */
import { enabledLinks } from '../../../genomes/graph.ts';
import { histogram, quantile } from '../genetic/inside.ts';
import { championLoss, failedEvaluations } from '../genetic/measures.ts';
import type { Measures } from '../inside.ts';
import type { MeasureDescription } from '../measure-description.ts';
import type { NeatEvolution } from './evolution.ts';

/**
 * Measures of an evolution:
 * - `championLoss`, `meanMemberLoss`: the best loss since new sequences were drawn, and the mean of the generation's finite ones
 * - `lossQuantiles`, `lossHistogram`: as of GENITOR's population
 * - `generation`: number of generations before this one
 * - `species`, `greatestSpecies`: number of species, and share of the population in the greatest
 * - `speciesSizes`: members of each species, by age
 * - `speciesIds`: numbers of these species, in the order in which species arose
 * - `hiddenNodes`, `links`, `linkGenes`: hidden nodes of the best genome, its links, and its genes, disabled ones too
 * - `meanLinks`: mean number of links of a genome
 * - `failedEvaluations`: NaN or infinite losses so far
 */
export function describeEvolution(evolution: NeatEvolution, failed: number): Measures {
  const finite = Float64Array.from(evolution.losses ?? [])
    .filter(Number.isFinite)
    .sort();
  const best = () => evolution.best?.genome ?? evolution.genomes[0]!;
  const sizes = () => sizesOf(evolution);
  return {
    championLoss: () => evolution.best?.loss ?? Number.NaN,
    meanMemberLoss: () => finite.reduce((one, other) => one + other, 0) / finite.length,
    lossQuantiles: () =>
      finite.length > 0 ? [0, 0.25, 0.5, 0.75, 1].map((share) => quantile(finite, share)) : [],
    lossHistogram: () => histogram(finite),
    generation: () => evolution.generation,
    species: () => evolution.species.length,
    greatestSpecies: () => Math.max(...sizes()) / evolution.genomes.length,
    speciesSizes: sizes,
    speciesIds: () => evolution.species.map(({ id }) => id),
    hiddenNodes: () => best().hidden.length,
    links: () => enabledLinks(best()),
    linkGenes: () => best().links.length,
    meanLinks: () =>
      evolution.genomes.reduce((sum, genome) => sum + enabledLinks(genome), 0) / evolution.genomes.length,
    failedEvaluations: () => failed,
  };
}

function sizesOf({ species, speciesOf }: NeatEvolution): number[] {
  const sizes = new Map(species.map(({ id }) => [id, 0]));
  for (const id of speciesOf) sizes.set(id, sizes.get(id)! + 1);
  return [...sizes.values()];
}

export const neatMeasures: readonly MeasureDescription[] = [
  championLoss,
  {
    key: 'meanMemberLoss',
    label: 'mean training loss',
    write: 'number',
    figure: {
      section: 'genetic',
      title: 'Best and mean loss',
      axis: 'mean training loss of a generation',
      shows: 'The mean loss of a generation’s genomes, and the best since sequences were last renewed.',
      second: { key: 'championLoss', name: 'best' },
    },
  },
  { key: 'generation', label: 'generation', write: 'count' },
  {
    key: 'species',
    label: 'species',
    write: 'count',
    figure: {
      section: 'genetic',
      title: 'Species',
      axis: 'number of species',
      shows: 'Into how many species the generation is divided.',
      reading:
        'Species protect new structures. One alone protects none; very many leave each too few offspring to optimise.',
      from: 0,
    },
  },
  {
    key: 'greatestSpecies',
    label: 'greatest species',
    write: 'share',
    figure: {
      section: 'genetic',
      title: 'Greatest species',
      axis: 'share of the population',
      shows: 'How much of the population the greatest species holds.',
      reading: 'Near 1 the search has settled on one kind of structure.',
      from: 0,
      to: 1,
    },
  },
  { key: 'hiddenNodes', label: 'hidden nodes', write: 'count' },
  {
    key: 'links',
    label: 'links',
    write: 'count',
    figure: {
      section: 'genetic',
      title: 'Size of the best net',
      axis: 'links and hidden nodes',
      shows: 'How many links and hidden nodes the best genome has.',
      reading: 'Size that grows while the loss stays where it is, is bloat.',
      second: { key: 'hiddenNodes', name: 'hidden nodes' },
      from: 0,
    },
  },
  { key: 'linkGenes', label: 'link genes', write: 'count', quiet: { as: 'links' } },
  {
    key: 'meanLinks',
    label: 'mean links',
    write: 'number',
    figure: {
      section: 'genetic',
      title: 'Mean size of a net',
      axis: 'links of a genome',
      shows: 'How many links the generation’s genomes have on average.',
      from: 0,
    },
  },
  failedEvaluations,
];
