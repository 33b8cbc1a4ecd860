/** Figures of sweeps: one an option or setting. */
import { sensitivityChart } from '../charts/sensitivity.ts';
import type { ReportData } from '../data.ts';
import { type Sweep, sweepsOf } from '../sensitivity.ts';
import type { Figure } from './figure.ts';

/** Title of a sweep: `length of temporal-order`, `population of genitor` */
export const sweepTitle = ({ name, subject }: Sweep): string => `${name} of ${subject}`;

export function sensitivityFigures(data: ReportData): Figure[] {
  return sweepsOf(data).map((sweep, index) => ({
    id: `sensitivity-${index + 1}`,
    section: 'sensitivity',
    task: null,
    title: `Sensitivity: ${sweepTitle(sweep)}`,
    shows: `Left or above, the share of finished trials that solved the task with its 95 % Wilson interval; beside or below it the MACs of all trials per success with a 95 % interval, for values with which any trial solved it. ${
      sweep.kind === 'option' ? 'One line a contestant' : 'One line a task'
    }, marginal over everything else that was swept.`,
    ...(index === 0
      ? {
          reading:
            'Where whiskers of two values overlap widely, the difference between them may be chance. A level line is a setting that does not matter in this range.',
        }
      : {}),
    group: null,
    controls: [],
    half: false,
    draw: (view, theme) => sensitivityChart(sweep, view, theme),
  }));
}
