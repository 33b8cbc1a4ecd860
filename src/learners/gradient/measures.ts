/** Descriptions of the measures of a descent: norms before and after clipping, Ω, the spectral radius. */
import type { MeasureDescription } from '../measure-description.ts';

export const descentMeasures: readonly MeasureDescription[] = [
  {
    key: 'meanGradientNorm',
    label: 'gradient norm',
    write: 'number',
    log: true,
    figure: {
      section: 'gradient',
      title: 'Gradient norm',
      axis: '‖∂E/∂θ‖, mean of 100 updates',
      scale: 'log',
      shows: 'Length of the gradient of all parameters, and, thin and dotted, what clipping leaves of it.',
      reading:
        'Peaks are the cliffs of which Pascanu et al. warn: without clipping, one step there can throw away what was learnt.',
      second: { key: 'meanClippedNorm', name: 'clipped' },
    },
  },
  {
    key: 'meanClippedNorm',
    label: 'after clipping',
    write: 'number',
    log: true,
    quiet: { as: 'meanGradientNorm' },
  },
  {
    key: 'shareClipped',
    label: 'updates clipped',
    write: 'share',
    quiet: 'always 0',
    figure: {
      section: 'gradient',
      title: 'Updates clipped',
      axis: 'share of the last 100 updates',
      shows: 'How often the gradient was longer than the threshold and was cut to it.',
      reading: 'At 100 % the learning rate and the threshold alone set the length of every step.',
      from: 0,
      to: 1,
      unlessAlways: 0,
    },
  },
  {
    key: 'rescued',
    label: 'updates rescued',
    write: 'count',
    figure: {
      section: 'gradient',
      title: 'Updates rescued',
      axis: 'updates so far whose loss or gradient was not finite',
      shows: 'How many updates made W_rec 2 % of η smaller, for want of a finite gradient.',
      unlessAlways: 0,
    },
  },
  {
    key: 'omega',
    label: 'Ω',
    write: 'number',
    figure: {
      section: 'gradient',
      title: 'Ω, the vanishing-gradient regulariser',
      axis: 'Ω',
      scale: 'log',
      shows: 'How far, on average, the error signal changes its length in one step back through time.',
      reading: 'At 0 it keeps its length; large values are signals that vanish or explode.',
    },
  },
  {
    key: 'learningRate',
    label: 'learning rate',
    write: 'number',
    figure: {
      section: 'gradient',
      title: 'Learning rate',
      axis: 'η of the next update',
      scale: 'log',
      shows: 'How far the schedule lets an update go.',
    },
  },
  {
    key: 'alpha',
    label: 'α',
    write: 'number',
    figure: {
      section: 'gradient',
      title: 'α, the weight of Ω',
      axis: 'α of the next update',
      scale: 'log',
      shows: 'How much Ω counts by its schedule.',
    },
  },
  {
    key: 'spectralRadius',
    label: 'spectral radius',
    write: 'number',
    figure: {
      section: 'gradient',
      title: 'Spectral radius of the recurrent weights',
      axis: 'largest |eigenvalue| of W_rec',
      shows: 'The strongest stretching of which one step through the recurrent weights is capable.',
      reading: 'Below 1, gradients vanish over long lags in the end; only above 1 can they go on growing.',
      level: 1,
    },
  },
  // Of the last update alone; their means over the last hundred are shown instead.
  { key: 'gradientNorm', label: 'gradient norm of the last update', write: 'number', quiet: 'always' },
  { key: 'clippedNorm', label: 'the same after clipping', write: 'number', quiet: 'always' },
];
