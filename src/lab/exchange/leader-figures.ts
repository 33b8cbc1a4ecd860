/** Figures of who wins at which budget. */
import { exp, log } from '../../numeric/elementary.ts';
import { brief, percent, quantity } from '../../words/numbers.ts';
import type { LabAxis, LabFigure, LabLine } from '../figure.ts';
import { rounded } from '../parts/rounded.ts';
import type { TaskFamily } from '../parts/task-families.ts';
import { bestShareAt, type Lead } from './leaders.ts';
import { axisOf } from './rate-figures.ts';
import type { Side } from './sides.ts';

/** Place of the tasks on an axis: the number in which they differ, or their place in the run. */
export interface TaskAxis {
  readonly axis: LabAxis;
  readonly at: ReadonlyMap<string, number>;
}

/** Axis of the tasks: a family's where it holds all of them, else their numbers. */
export function taskAxis(tasks: readonly string[], families: readonly TaskFamily[]): TaskAxis {
  const family = families.find(({ members }) => members.length === tasks.length);
  if (family !== undefined) {
    return { axis: axisOf(family), at: new Map(family.members.map(({ label, value }) => [label, value])) };
  }
  const names = tasks.map((task, place) => `${place + 1} ${task}`).join(', ');
  return {
    axis: { name: `task: ${names}`, scale: 'linear', whole: true, low: 0, high: tasks.length + 1 },
    at: new Map(tasks.map((task, place) => [task, place + 1])),
  };
}

/** Map of the leaders over budget and task. */
export function leadersFigure(leads: readonly Lead[], { axis, at }: TaskAxis): LabFigure {
  const names = [...new Map(leads.map(({ leader, place }) => [leader, place]))].sort(
    ([, one], [, other]) => one - other,
  );
  const lines = names.flatMap(([name, place]) =>
    [true, false].flatMap((isSure): LabLine[] => {
      const own = leads.filter((lead) => lead.leader === name && lead.isSure === isSure);
      if (own.length === 0) return [];
      return [
        {
          name: isSure ? name : `${name}, perhaps by chance`,
          colour: place,
          mark: isSure ? 'solid' : 'dashed',
          points: own.flatMap(({ task, from, to }) => {
            const y = at.get(task)!;
            return [
              [rounded(from, 6)!, y] as const,
              [rounded(to, 6)!, y] as const,
              [rounded(to, 6)!, null] as const,
            ];
          }),
        },
      ];
    }),
  );
  return {
    id: 'leaders',
    title: 'Who wins at which budget',
    shows:
      'On each task, over the budget of a trial, the contestant with the greatest share of trials solved by then. Solid where it has solved more, or sooner, than every other contestant beyond chance (5 %, Mann-Whitney with Holm’s correction); dashed where it may be by chance.',
    reading:
      'A row of one colour: the same contestant leads at every budget. A change of colour is the budget at which another one overtakes it. Where a row has not begun, nobody has solved the task.',
    drawings: [{ kind: 'lines', x: { name: 'budget of a trial: MACs', scale: 'log' }, y: axis, lines }],
  };
}

/** Columns of the map of leads. */
const COLUMNS = 48;

/** Difference of the best breeding and the best descending contestant's shares, over budget and task. */
export function differenceFigure(
  sides: readonly Side[],
  leads: readonly Lead[],
  tasks: readonly string[],
): LabFigure {
  const [low, high] = [Math.min(...leads.map(({ from }) => from)), Math.max(...leads.map(({ to }) => to))];
  const columns = logSpaced(low, Math.max(high, 1.2 * low));
  const values = tasks.flatMap((task) => {
    const own = sides.filter((side) => side.task === task);
    const most = Math.max(0, ...own.flatMap(({ trials }) => trials.map(({ costs }) => costs.macs!)));
    return columns.map((budget) => {
      if (budget > 1.001 * most) return null;
      const [bred, trained] = [bestShareAt(own, 'evolution', budget), bestShareAt(own, 'descent', budget)];
      return bred === null || trained === null ? null : rounded(bred - trained);
    });
  });
  return {
    id: 'difference',
    title: 'Evolution against descent at each budget',
    shows:
      'Share of trials solved by the best breeding contestant at that budget, less that of the best descending one.',
    reading:
      'Above 0 evolution has solved more trials by then, below 0 descent; at 0 neither is ahead, or nothing is solved yet.',
    drawings: [
      {
        kind: 'heat',
        x: { name: 'budget of a trial: MACs', scale: 'log' },
        y: { name: 'task', scale: 'linear' },
        columns: columns.map((budget) => rounded(budget)!),
        rows: tasks.map((_, place) => place + 1),
        rowNames: tasks,
        values,
        value: { name: 'share solved: evolution less descent', scale: 'diverging' },
      },
    ],
  };
}

function logSpaced(low: number, high: number): number[] {
  const [from, to] = [log(low), log(high)];
  return Array.from({ length: COLUMNS }, (_, place) => exp(from + ((to - from) * place) / (COLUMNS - 1)));
}

/** The same leads as a table. */
export const leadsTable = (leads: readonly Lead[]): LabFigure => ({
  id: 'leaders-table',
  title: 'Who wins at which budget, as a table',
  shows:
    'Stretches of the budget over which the same contestant leads, with the share that it has solved by the end of the stretch, the next best, and the greatest p value of its comparisons.',
  reading: 'A lead is beyond chance where p is at most 0.05.',
  drawings: [
    {
      kind: 'table',
      head: ['task', 'from', 'to', 'leader', 'solved', 'next best', 'solved by it', 'p'],
      rows: leads.map(({ task, from, to, leader, solved, next, p }) => [
        task,
        quantity(from, 'MAC'),
        quantity(to, 'MAC'),
        leader,
        percent(solved),
        next?.name ?? '-',
        next === null ? '-' : percent(next.solved),
        p === null ? '-' : brief(p),
      ]),
    },
  ],
});
