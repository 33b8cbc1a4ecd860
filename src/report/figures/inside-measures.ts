/** The numbers that searches tell of themselves, with what they mean to whoever looks at them. */
import type { Measure } from '../charts/measure.ts';
import { compact, percentTick } from '../charts/ticks.ts';

export interface InsideMeasure extends Measure {
  /** In a checkpoint's `inside`. */
  readonly key: string;
  /** A second one that is drawn beside it where it differs. */
  readonly second?: { readonly key: string; readonly name: string };
  readonly section: 'gradient' | 'genetic' | 'other';
  readonly title: string;
  readonly shows: string;
  readonly reading?: string;
  /** Not worth a figure where no trial ever tells another value. */
  readonly unlessAlways?: number;
}

/** Told more than once, or shown in another figure. */
export const hidden: ReadonlySet<string> = new Set([
  'gradientNorm',
  'clippedNorm',
  'championLoss',
  'failedMembers',
]);

export const known: readonly InsideMeasure[] = [
  {
    key: 'meanGradientNorm',
    second: { key: 'meanClippedNorm', name: 'clipped' },
    section: 'gradient',
    title: 'Gradient norm',
    name: '‖∂E/∂θ‖, mean of 100 updates',
    scale: 'log',
    missing: 'unknown',
    write: compact,
    shows: 'Length of the gradient of all parameters, and, thin and dotted, what clipping leaves of it.',
    reading:
      'Peaks are the cliffs of which Pascanu et al. warn: without clipping, one step there can throw away what was learnt.',
  },
  {
    key: 'shareClipped',
    section: 'gradient',
    title: 'Updates clipped',
    name: 'share of the last 100 updates',
    scale: 'linear',
    from: 0,
    to: 1,
    missing: 'unknown',
    write: percentTick,
    unlessAlways: 0,
    shows: 'How often the gradient was longer than the threshold and was cut to it.',
    reading: 'At 100 % the learning rate and the threshold alone set the length of every step.',
  },
  {
    key: 'omega',
    section: 'gradient',
    title: 'Ω, the vanishing-gradient regulariser',
    name: 'Ω',
    scale: 'log',
    missing: 'unknown',
    write: compact,
    shows: 'How far, on average, the error signal changes its length in one step back through time.',
    reading: 'At 0 it keeps its length; large values are signals that vanish or explode.',
  },
  {
    key: 'spectralRadius',
    section: 'gradient',
    title: 'Spectral radius of the recurrent weights',
    name: 'largest |eigenvalue| of W_rec',
    scale: 'linear',
    missing: 'unknown',
    write: compact,
    levels: [{ at: 1, label: '' }],
    shows: 'The strongest stretching of which one step through the recurrent weights is capable.',
    reading: 'Below 1, gradients vanish over long lags in the end; only above 1 can they go on growing.',
  },
  {
    key: 'diversity',
    section: 'genetic',
    title: 'Diversity',
    name: 'mean standard deviation of a gene',
    scale: 'linear',
    from: 0,
    missing: 'unknown',
    write: compact,
    shows: 'How much the members differ, gene by gene.',
    reading: 'It falls as the population agrees; near 0 only mutation still finds anything new.',
  },
  {
    key: 'acceptanceRate',
    section: 'genetic',
    title: 'Offspring accepted',
    name: 'share of the last 1,000 offspring',
    scale: 'linear',
    from: 0,
    to: 1,
    missing: 'unknown',
    write: percentTick,
    shows: 'How many children were better than the worst member, whose place they took.',
    reading: 'A rate near 0 is a search that no longer gets ahead.',
  },
  {
    key: 'meanStep',
    section: 'genetic',
    title: 'Mutation step',
    name: 'mean standard deviation of a mutation',
    scale: 'linear',
    from: 0,
    missing: 'unknown',
    write: compact,
    shows: 'The self-adapted size of mutations, averaged over the population.',
    reading: 'A step that collapses early freezes the search where it is.',
  },
  {
    key: 'failedEvaluations',
    section: 'genetic',
    title: 'Failed evaluations',
    name: 'evaluations with a loss that is not finite',
    scale: 'linear',
    from: 0,
    missing: 'unknown',
    write: compact,
    unlessAlways: 0,
    shows: 'Genomes whose loss was NaN or infinite, counted since the start.',
  },
];
