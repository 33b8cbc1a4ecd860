/** Figures of the champions: one a contestant, on a test sequence that the reader chooses. */
import { showsError } from '../../tournament/spec/criterion.ts';
import { percent } from '../../words/numbers.ts';
import { championChart } from '../charts/champion.ts';
import type { ReportData } from '../data.ts';
import { contestantKey } from '../keys.ts';
import type { Figure } from './figure.ts';

export function championFigures(data: ReportData, task: number): Figure[] {
  const { specimens } = data.tasks[task]!;
  const { shape, success } = data.spec.tasks[task]!.facts;
  const tested = (testError: number | null, solved: boolean): string => {
    if (testError === null) return 'not tested';
    if (!showsError(success)) return solved ? 'solved' : 'not solved';
    return `${percent(testError)} of the test wrong${solved ? ', solved' : ''}`;
  };
  if (specimens === null) return [];
  const placeOf = (contestant: string): number =>
    data.contestants.findIndex(({ name }) => name === contestant);
  return specimens.champions.map(({ contestant, repetition, testError, solved, hidden }) => ({
    id: `task-${task + 1}-champion-${placeOf(contestant) + 1}`,
    section: 'champions',
    of: contestantKey(placeOf(contestant)),
    task,
    title: `${contestant}, seed ${repetition}`,
    shows: `${hidden} hidden units; ${tested(testError, solved)}.`,
    group: 'champions',
    controls: [],
    half: true,
    draw: (view, theme) => championChart(specimens, contestant, shape, view, theme),
  }));
}
