/** Descriptions of the measures of the policy gradient, beside those of its descent. */
import { descentMeasures } from '../gradient/measures.ts';
import type { MeasureDescription } from '../measure-description.ts';

export const policyMeasures: readonly MeasureDescription[] = [
  {
    key: 'meanReturn',
    label: 'mean return',
    write: 'number',
    figure: {
      section: 'gradient',
      title: 'Mean return',
      axis: 'sum of an episode’s rewards, mean over the last update',
      shows: 'Reward of an episode by sampled actions, without discount.',
      reading: 'Validation plays without sampling, so it may be ahead of this curve.',
    },
  },
  {
    key: 'baselineError',
    label: 'baseline error',
    write: 'number',
    figure: {
      section: 'gradient',
      title: 'Error of the baseline',
      axis: 'root mean square of returns less their baseline',
      shows: 'Spread of the returns around what the baseline expects of them.',
      reading: 'At 0 all episodes end alike, and nothing is learnt from them.',
    },
  },
  {
    key: 'entropy',
    label: 'entropy',
    write: 'number',
    figure: {
      section: 'gradient',
      title: 'Entropy of the policy',
      axis: 'nats a choice',
      shows: 'How undecided the choice of an action is, on average over the steps.',
      reading: 'At 0 nothing new is tried any more.',
      from: 0,
    },
  },
  {
    key: 'noise',
    label: 'noise σ',
    write: 'number',
    log: true,
    figure: {
      section: 'gradient',
      title: 'Noise on the actions',
      axis: 'σ of the next update',
      scale: 'log',
      shows: 'Standard deviation of the noise on each linear output in training.',
    },
  },
  ...descentMeasures.filter(({ key }) => !['rescued', 'omega', 'alpha'].includes(key)),
];
