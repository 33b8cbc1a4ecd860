/** Figure of free runs, for tasks whose outputs are fed back: all champions over the pattern, on one test sequence. */
import { freeRunChart } from '../charts/free-run.ts';
import type { ReportData } from '../data.ts';
import type { Figure } from './figure.ts';

export function freeRunFigures(data: ReportData, task: number): Figure[] {
  const { specimens } = data.tasks[task]!;
  const { shape } = data.spec.tasks[task]!.facts;
  const { feedback } = shape;
  if (specimens === null || specimens.champions.length === 0 || feedback === undefined) return [];
  const { washout } = feedback;
  const names = Array.from(
    { length: shape.outputs },
    (_, at) => shape.outputNames?.[at] ?? `output ${at + 1}`,
  );
  const runners = specimens.champions.map((trace) => ({
    name: trace.contestant,
    place: data.contestants.findIndex(({ name }) => name === trace.contestant),
    trace,
  }));
  return [
    {
      id: `task-${task + 1}-free-run`,
      section: 'champions',
      task,
      title: 'Free runs',
      shows:
        'The champions go on with the pattern (the broad grey line) by themselves. Up to step 0 they read the pattern, from there on their own outputs. The bars are the steps before the first whose squared error is above a tenth of the pattern’s variance.',
      reading:
        'A line on the pattern to the right end has learnt to go on. One that drifts off it has learnt the next step alone; one of the same form that is shifted keeps the wrong time.',
      group: 'champions',
      controls: [],
      half: false,
      draw: (view, theme) => {
        const number = Math.min(view.sequence, specimens.sequences.length - 1);
        return freeRunChart(specimens.sequences[number]!, runners, { washout, names }, view, theme);
      },
    },
  ];
}
