/** Figures of the champions: one a contestant, on a test sequence that the reader chooses. */
import { percent } from '../../words/numbers.ts';
import { championChart } from '../charts/champion.ts';
import type { ReportData } from '../data.ts';
import { contestantKey } from '../keys.ts';
import type { Figure } from './figure.ts';

export function championFigures(data: ReportData, task: number): Figure[] {
  const { specimens } = data.tasks[task]!;
  const { shape } = data.spec.tasks[task]!.facts;
  if (specimens === null) return [];
  const placeOf = (contestant: string): number =>
    data.contestants.findIndex(({ name }) => name === contestant);
  return specimens.champions.map(({ contestant, repetition, testError, solved, hidden }) => ({
    id: `task-${task + 1}-champion-${placeOf(contestant) + 1}`,
    section: 'champions',
    of: contestantKey(placeOf(contestant)),
    task,
    title: `${contestant}, seed ${repetition}`,
    shows: `${hidden} hidden units; ${
      testError === null ? 'not tested' : `${percent(testError)} of the test wrong${solved ? ', solved' : ''}`
    }.`,
    group: 'champions',
    controls: [],
    half: true,
    draw: (view, theme) => championChart(specimens, contestant, shape, view, theme),
  }));
}
