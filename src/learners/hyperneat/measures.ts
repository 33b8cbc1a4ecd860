/** Measures of HyperNEAT: those of NEAT's species, the best CPPN, and the net that it gives. */
import type { Measures } from '../inside.ts';
import type { MeasureDescription } from '../measure-description.ts';
import type { NeatEvolution } from '../neat/evolution.ts';
import { describeEvolution, neatMeasures } from '../neat/measures.ts';

/** Measures of NEAT's that are of the genome's structure, which here is a CPPN's. */
const STRUCTURE = ['hiddenNodes', 'links', 'linkGenes', 'meanLinks'];

/**
 * Measures: of the evolution as of NEAT, but for the genome's structure; and
 * - `cppnNodes`, `cppnLinks`: hidden nodes and links of the best CPPN
 * - `meanCppnLinks`: mean number of links of a CPPN
 * - `expressedLinks`: weights and biases of the best net that are not 0
 * @param expressed number of them
 */
export function describeSearch(evolution: NeatEvolution, failed: number, expressed: () => number): Measures {
  const { hiddenNodes, links, linkGenes: _, meanLinks, ...others } = describeEvolution(evolution, failed);
  return {
    ...others,
    ...{ cppnNodes: hiddenNodes!, cppnLinks: links!, meanCppnLinks: meanLinks! },
    expressedLinks: expressed,
  };
}

export const hyperNeatMeasures: readonly MeasureDescription[] = [
  ...neatMeasures.filter(({ key }) => !STRUCTURE.includes(key)),
  { key: 'cppnNodes', label: 'CPPN nodes', write: 'count' },
  {
    key: 'cppnLinks',
    label: 'CPPN links',
    write: 'count',
    figure: {
      section: 'genetic',
      title: 'Size of the best CPPN',
      axis: 'links and hidden nodes',
      shows: 'How many links and hidden nodes the best CPPN has.',
      reading: 'Size that grows while the loss stays where it is, is bloat.',
      second: { key: 'cppnNodes', name: 'hidden nodes' },
      from: 0,
    },
  },
  { key: 'meanCppnLinks', label: 'mean CPPN links', write: 'number' },
  {
    key: 'expressedLinks',
    label: 'expressed links',
    write: 'count',
    figure: {
      section: 'genetic',
      title: 'Links of the best net',
      axis: 'weights and biases that are not 0',
      shows: 'How many weights and biases the best CPPN gives to its net.',
      reading: 'At 0 the CPPN says nothing, and the net gives the same answer to everything.',
      from: 0,
    },
  },
];
