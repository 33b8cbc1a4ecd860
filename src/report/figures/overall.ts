/** Figures over all tasks of a tournament that has several. */
import { lacksTrials } from '../../statistics/missing.ts';
import { successIntervals } from '../charts/intervals.ts';
import { averageRanks } from '../charts/ranks.ts';
import { type StepCurve, stepCurves } from '../charts/steps.ts';
import { compact } from '../charts/ticks.ts';
import type { ReportData } from '../data.ts';
import type { Figure } from './figure.ts';

const place = { section: 'overall', task: null, group: null, controls: [], half: false } as const;

export function overallFigures(data: ReportData): Figure[] {
  const { overall } = data;
  if (overall === null || overall.rows.every(({ finished }) => finished === 0)) return [];
  const ratios = Object.values(overall.profiles).flatMap((steps) => steps.map(({ ratio }) => ratio));
  return [
    {
      ...place,
      id: 'overall-success',
      title: 'Success rates over all tasks',
      shows:
        'The share of finished trials, of all tasks together, that were solved, with its 95 % Wilson interval.',
      draw: (view, theme) => successIntervals(overall.rows, data, view, theme),
    },
    ...(ratios.length === 0
      ? []
      : [
          {
            ...place,
            id: 'overall-profile',
            title: 'Performance profile',
            shows:
              'The share of problems that a contestant solved within a given multiple of what the cheapest contestant spent on them (Dolan and Moré). A problem is a task with a seed, on which all see the same data; one on which a trial is missing is left out.',
            reading:
              'At 1 a curve says how often a contestant is the cheapest; at its right end, how often it solves at all. A curve that lies above another is better at every price.',
            draw: (view, theme) =>
              stepCurves(
                data.contestants.map(
                  ({ name }, index): StepCurve => ({
                    name,
                    place: index,
                    steps: (overall.profiles[name] ?? []).map(({ ratio, share }) => ({ x: ratio, share })),
                    censored: [],
                  }),
                ),
                {
                  name: 'cost to solve, as a multiple of the cheapest',
                  scale: 'log',
                  low: Math.min(1, ...ratios),
                  high: Math.max(2, 1.2 * Math.max(...ratios)),
                  write: (value) => `${compact(value)}×`,
                  of: 'problems solved',
                },
                view,
                theme,
              ),
          } satisfies Figure,
        ]),
    ...(overall.rows.some(({ averageRank }) => averageRank !== null)
      ? [
          {
            ...place,
            id: 'overall-ranks',
            title: 'Average ranks',
            shows:
              'The rank of each contestant among the others, averaged over tasks; only contestants with a finished trial on every task.' +
              (overall.rows.some(lacksTrials)
                ? ' Trials are missing, as the table above says, so that ranks may change.'
                : ''),
            ...(overall.ranks === null
              ? {
                  reading:
                    'Further left is better. There are too few tasks, contestants or seeds, or trials are missing, so that it is not tested whether ranks differ by more than chance.',
                }
              : {
                  reading:
                    'Further left is better. The shaded stretch begins at the best and is one critical difference wide (Nemenyi): whoever lies in it cannot be told from the best.',
                }),
            draw: (view, theme) => averageRanks(overall, data, view, theme),
          } satisfies Figure,
        ]
      : []),
  ];
}
