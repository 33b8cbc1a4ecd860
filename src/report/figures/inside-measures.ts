/** Measures of the searches themselves, with their meaning for the reader. */

import { MEASURES, type MeasureWords } from '../../words/reading.ts';
import type { Measure } from '../charts/measure.ts';
import { compact, percentTick } from '../charts/ticks.ts';

export interface InsideMeasure extends Measure, MeasureWords {
  /** Key in a checkpoint's `inside`. */
  readonly key: string;
  /** Second measure that is drawn beside it where it differs. */
  readonly second?: { readonly key: string; readonly name: string };
  readonly section: 'gradient' | 'genetic' | 'other';
  /** Value that is not worth a figure where no trial ever has another. */
  readonly unlessAlways?: number;
}

/** Keys without a figure: measured under another key too, or shown in another figure. */
export const hidden: ReadonlySet<string> = new Set([
  'gradientNorm',
  'clippedNorm',
  'championLoss',
  'failedMembers',
]);

export const known: readonly InsideMeasure[] = [
  {
    key: 'meanGradientNorm',
    ...MEASURES.meanGradientNorm,
    second: { key: 'meanClippedNorm', name: 'clipped' },
    section: 'gradient',
    name: '‖∂E/∂θ‖, mean of 100 updates',
    scale: 'log',
    missing: 'unknown',
    write: compact,
  },
  {
    key: 'shareClipped',
    ...MEASURES.shareClipped,
    section: 'gradient',
    name: 'share of the last 100 updates',
    scale: 'linear',
    from: 0,
    to: 1,
    missing: 'unknown',
    write: percentTick,
    unlessAlways: 0,
  },
  {
    key: 'rescued',
    section: 'gradient',
    title: 'Updates rescued',
    name: 'updates so far whose loss or gradient was not finite',
    scale: 'linear',
    missing: 'unknown',
    write: compact,
    unlessAlways: 0,
    shows: 'How many updates made W_rec 2 % of η smaller, for want of a finite gradient.',
  },
  {
    key: 'omega',
    ...MEASURES.omega,
    section: 'gradient',
    name: 'Ω',
    scale: 'log',
    missing: 'unknown',
    write: compact,
  },
  {
    key: 'spectralRadius',
    ...MEASURES.spectralRadius,
    section: 'gradient',
    name: 'largest |eigenvalue| of W_rec',
    scale: 'linear',
    missing: 'unknown',
    write: compact,
    levels: [{ at: 1, label: '' }],
  },
  {
    key: 'diversity',
    ...MEASURES.diversity,
    section: 'genetic',
    name: 'mean standard deviation of a gene',
    scale: 'linear',
    from: 0,
    missing: 'unknown',
    write: compact,
  },
  {
    key: 'acceptanceRate',
    ...MEASURES.acceptanceRate,
    section: 'genetic',
    name: 'share of the last 1,000 offspring',
    scale: 'linear',
    from: 0,
    to: 1,
    missing: 'unknown',
    write: percentTick,
  },
  {
    key: 'meanStep',
    ...MEASURES.meanStep,
    section: 'genetic',
    name: 'mean standard deviation of a mutation',
    scale: 'linear',
    from: 0,
    missing: 'unknown',
    write: compact,
  },
  {
    key: 'failedEvaluations',
    ...MEASURES.failedEvaluations,
    section: 'genetic',
    name: 'evaluations with a loss that is not finite',
    scale: 'linear',
    from: 0,
    missing: 'unknown',
    write: compact,
    unlessAlways: 0,
  },
];
