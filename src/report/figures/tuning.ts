/** Figures of a tuning: best-of-n curves over all searches; importance and candidates by search. */

import { type BestOfValue, bestOfChart } from '../charts/best-of.ts';
import { importanceChart } from '../charts/importance.ts';
import { settingsGrid } from '../charts/settings-grid.ts';
import type { ReportData } from '../data.ts';
import { contestantKey } from '../keys.ts';
import type { ReportSearch } from '../tuning/reported.ts';
import type { Figure } from './figure.ts';

const place = { section: 'tuning', task: null } as const;

export function tuningFigures({ tuning }: ReportData): Figure[] {
  if (tuning === undefined) return [];
  const { searches } = tuning;
  return [
    ...bestOfFigures(searches),
    ...searches.flatMap(importanceFigure),
    ...searches.flatMap((search, index) => candidatesFigure(search, index === 0)),
  ];
}

function bestOfFigures(searches: readonly ReportSearch[]): Figure[] {
  const curvesOf = (value: BestOfValue) =>
    searches.map((search) => ({
      name: search.contestant,
      place: search.place,
      points: search.bestOf.map((point) => ({ tried: point.n, ...point[value] })),
    }));
  const drawn = (value: BestOfValue): Pick<Figure, 'group' | 'controls' | 'half' | 'draw'> => ({
    group: null,
    controls: [],
    half: true,
    draw: (view, theme) => bestOfChart(curvesOf(value), value, view, theme),
  });
  const has = (value: BestOfValue): boolean =>
    curvesOf(value).some(({ points }) => points.filter((point) => point.value !== null).length > 1);
  const remarks = new Set(searches.flatMap(({ bestOfRemark }) => bestOfRemark ?? []));
  const remark = [...remarks].map((text) => ` ${text[0]!.toUpperCase()}${text.slice(1)}.`).join('');
  return [
    ...(has('solved')
      ? [
          {
            ...place,
            ...drawn('solved'),
            id: 'tuning-best-of-solved',
            title: 'Best of n settings: share solved',
            shows: `The share of its tuning trials that the best of n settings is expected to solve, where n of the candidates are drawn at random, with a 95 % band over candidates.${remark}`,
            reading:
              'At 1 stands a setting drawn blindly. A line that still climbs at its right end would gain by more tuning; a level one has been tuned enough. It may fall where a setting that is cheaper in most trials, yet solves fewer, is the best of many. Compare contestants at the same n.',
          } satisfies Figure,
        ]
      : []),
    ...(has('macs')
      ? [
          {
            ...place,
            ...drawn('macs'),
            id: 'tuning-best-of-cost',
            title: 'Best of n settings: cost to solve',
            shows:
              'The median cost to solve of the best of n settings, drawn in the same way, with a 95 % band. A line begins where the best of n is more likely than not to solve the task; a band that reaches the top includes unsolved.',
            reading:
              'Lower is cheaper. The distance between two lines changes with n: a contestant that needs much tuning falls late.',
          } satisfies Figure,
        ]
      : []),
  ];
}

function importanceFigure({ contestant, place: index, importance }: ReportSearch): Figure[] {
  const { settings } = importance;
  if (settings.length === 0) return [];
  return [
    {
      ...place,
      id: `tuning-importance-${index + 1}`,
      of: contestantKey(index),
      title: `Which settings mattered: ${contestant}`,
      shows: 'Importance of its settings, the greatest first, each with its 95 % interval.',
      group: 'importance',
      controls: [],
      half: true,
      draw: (view, theme) => importanceChart(settings, index, view, theme),
    },
  ];
}

function candidatesFigure(search: ReportSearch, isFirst: boolean): Figure[] {
  if (search.candidates.every(({ ended }) => ended === 0)) return [];
  return [
    {
      ...place,
      id: `tuning-candidates-${search.place + 1}`,
      of: contestantKey(search.place),
      title: `Candidates by setting: ${search.contestant}`,
      shows:
        'One mark a candidate, one panel a searched setting. The star is the best candidate, the square the settings that the script gave. Hollow marks at the top did not solve the task in half of their trials.',
      ...(isFirst
        ? {
            reading:
              'A cloud that falls towards one side says where good values lie; where it presses against an end of its range, a wider range may hold better ones. A flat cloud is a setting that hardly matters. Each panel leaves the other settings aside, so what two do together is not seen.',
          }
        : {}),
      group: 'candidates',
      controls: [],
      half: false,
      draw: (view, theme) => settingsGrid(search, search.place, view.outcome, view, theme),
    },
  ];
}
