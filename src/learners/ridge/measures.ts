/** Descriptions of the measures of a ridge regression. */
import type { MeasureDescription } from '../measure-description.ts';

export const ridgeMeasures: readonly MeasureDescription[] = [
  {
    key: 'rows',
    label: 'rows',
    write: 'count',
  },
  {
    key: 'ridgeLambda',
    label: 'λ',
    write: 'number',
    log: true,
    figure: {
      section: 'other',
      title: 'λ of the ridge regression',
      axis: 'λ',
      scale: 'log',
      shows: 'Weight of ‖W_out‖² beside the squared errors, as chosen on held-out training rows.',
      reading: 'At an end of its list, a longer list may serve better.',
    },
  },
  {
    key: 'heldOutError',
    label: 'held-out error',
    write: 'number',
    log: true,
    figure: {
      section: 'other',
      title: 'Error on held-out rows',
      axis: 'mean loss a row, of the chosen λ',
      scale: 'log',
      shows: 'Mean loss on the training rows that were left out while λ was chosen.',
    },
  },
  {
    key: 'readoutNorm',
    label: '‖W_out‖',
    write: 'number',
    log: true,
    figure: {
      section: 'other',
      title: 'Norm of the readout',
      axis: '‖W_out‖',
      scale: 'log',
      shows: 'Root of the sum of the squared weights of the readout, biases left out.',
      reading: 'Large weights take differences of nearly equal states, and carry noise on.',
    },
  },
  {
    key: 'condition',
    label: 'condition',
    write: 'number',
    log: true,
    figure: {
      section: 'other',
      title: 'Condition of the features',
      axis: 'σ_max / σ_min',
      scale: 'log',
      shows: 'Estimated ratio of the largest and the least singular value of all training rows.',
      reading: 'Beyond some 10^8 normal equations lose what small singular values know.',
    },
  },
];
