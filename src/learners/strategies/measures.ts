/** The measures of strategies, described. */
import { championLoss, failedEvaluations, populationMeasures } from '../genetic/measures.ts';
import type { MeasureDescription } from '../measure-description.ts';

const generationLoss: MeasureDescription = {
  key: 'generationLoss',
  label: 'best of generation',
  write: 'number',
};

const meanLoss: MeasureDescription = {
  key: 'meanLoss',
  label: 'mean of generation',
  write: 'number',
  figure: {
    section: 'genetic',
    title: 'Losses of a generation',
    axis: 'training loss',
    shows: 'The mean loss of the genomes of a generation, and the best of them.',
    reading: 'A mean far above the best is a step that is wide for where the search is.',
    second: { key: 'generationLoss', name: 'best' },
  },
};

/** Measures that `GenerationSearch` tells. */
const generationMeasures: readonly MeasureDescription[] = [
  championLoss,
  generationLoss,
  meanLoss,
  failedEvaluations,
];

export const stepSize: MeasureDescription = {
  key: 'stepSize',
  label: 'step size',
  write: 'number',
  log: true,
  figure: {
    section: 'genetic',
    title: 'Step size',
    axis: 'σ',
    scale: 'log',
    shows:
      'The step size of the strategy, in units of a weight; of one with a step for each weight their mean.',
    reading: 'It grows where the search goes straight on, and falls as it closes in.',
  },
};

export const updateSize: MeasureDescription = {
  key: 'updateSize',
  label: 'update',
  write: 'number',
  log: true,
  figure: {
    section: 'genetic',
    title: 'Size of an update',
    axis: '‖Δθ‖',
    scale: 'log',
    shows: 'The Euclidean length of the last change of the mean.',
  },
};

export const conditionNumber: MeasureDescription = {
  key: 'conditionNumber',
  label: 'condition number',
  write: 'number',
  log: true,
  figure: {
    section: 'genetic',
    title: 'Condition number of the covariance',
    axis: 'greatest over least variance',
    scale: 'log',
    shows:
      'The variance along the longest axis of the search distribution over that along the shortest: the square of the ratio of the axes.',
    reading: 'It rises from 1 as the strategy learns the scales of the loss, and stays where it knows them.',
    unlessAlways: 1,
  },
};

export const distance: MeasureDescription = {
  key: 'distance',
  label: 'distance from start',
  write: 'number',
  figure: {
    section: 'genetic',
    title: 'Distance from the start',
    axis: 'Euclidean distance',
    shows: 'How far the centre of the search, or its elite, is from where it began, over all weights.',
    from: 0,
  },
};

const ofPopulations = (key: string): MeasureDescription => populationMeasures.find((one) => one.key === key)!;

export const diversity = ofPopulations('diversity');

export const stagnation: MeasureDescription = {
  key: 'stagnation',
  label: 'stagnation',
  write: 'count',
  figure: {
    section: 'genetic',
    title: 'Stagnation',
    axis: 'generations',
    shows: 'Generations since the best network was last improved upon.',
    reading:
      'Where the strategy has bursts of mutation, one makes new subpopulations around the best network at the limit.',
    from: 0,
  },
};

export const bursts: MeasureDescription = {
  key: 'bursts',
  label: 'bursts of mutation',
  write: 'count',
  quiet: 'always 0',
};

export const restarts: MeasureDescription = {
  key: 'restarts',
  label: 'restarts',
  write: 'count',
  quiet: 'always 0',
};

export const sharePermuted: MeasureDescription = {
  key: 'sharePermuted',
  label: 'weights permuted',
  write: 'share',
  figure: {
    section: 'genetic',
    title: 'Weights permuted',
    axis: 'share of all weights of the population',
    shows: 'How many weights changed their network after the last generation.',
    reading: 'With permutation=fitness the share falls as the networks of a generation become alike in loss.',
    from: 0,
    to: 1,
    unlessAlways: 1,
  },
};

/** Measures of all strategies, and those of one beside them. */
export const measuresWith = (...own: readonly MeasureDescription[]): readonly MeasureDescription[] => {
  const [champion, best, mean, failed] = generationMeasures as readonly [
    MeasureDescription,
    MeasureDescription,
    MeasureDescription,
    MeasureDescription,
  ];
  return [champion, best, mean, ...own, failed];
};
