/** The measures of a population, described: variety, acceptance, mutation step, failures. */
import type { MeasureDescription } from '../measure-description.ts';

export const championLoss: MeasureDescription = {
  key: 'championLoss',
  label: 'best training loss',
  write: 'number',
};

export const failedEvaluations: MeasureDescription = {
  key: 'failedEvaluations',
  label: 'failed evaluations',
  write: 'count',
  quiet: 'at 0',
  figure: {
    section: 'genetic',
    title: 'Failed evaluations',
    axis: 'evaluations with a loss that is not finite',
    shows: 'Genomes whose loss was NaN or infinite, counted since the start.',
    from: 0,
    unlessAlways: 0,
  },
};

export const populationMeasures: readonly MeasureDescription[] = [
  {
    key: 'diversity',
    label: 'diversity',
    write: 'number',
    figure: {
      section: 'genetic',
      title: 'Diversity',
      axis: 'mean standard deviation of a gene',
      shows: 'How much the members differ, gene by gene.',
      reading: 'It falls as the population agrees; near 0 only mutation still finds anything new.',
      from: 0,
    },
  },
  {
    key: 'acceptanceRate',
    label: 'offspring accepted',
    write: 'share',
    figure: {
      section: 'genetic',
      title: 'Offspring accepted',
      axis: 'share of the last 1,000 offspring',
      shows: 'How many children were better than the worst member, whose place they took.',
      reading: 'A rate near 0 is a search that no longer gets ahead.',
      from: 0,
      to: 1,
    },
  },
  {
    key: 'meanStep',
    label: 'mutation step',
    write: 'number',
    figure: {
      section: 'genetic',
      title: 'Mutation step',
      axis: 'mean standard deviation of a mutation',
      shows: 'The self-adapted size of mutations, averaged over the population.',
      reading: 'A step that collapses early freezes the search where it is.',
      from: 0,
    },
  },
  championLoss,
  { key: 'failedMembers', label: 'failed members', write: 'count', quiet: 'at 0' },
  failedEvaluations,
];
