/** Figures of the champions: one a contestant, on a test sequence that the reader chooses. */
import { measureText, showsError } from '../../tournament/spec/criterion.ts';
import { percent } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';
import { championChart } from '../charts/champion.ts';
import type { ChampionTrace, ReportData } from '../data.ts';
import { contestantKey } from '../keys.ts';
import type { Figure } from './figure.ts';

export function championFigures(data: ReportData, task: number): Figure[] {
  const { specimens } = data.tasks[task]!;
  const { shape, success } = data.spec.tasks[task]!.facts;
  const tested = ({ contestant, repetition, testError, solved }: ChampionTrace): string => {
    if (testError === null) return 'not tested';
    if (success.measure !== undefined && !showsError(success)) {
      const trial = data.tasks[task]!.trials.find(
        (one) => one.contestant === contestant && one.repetition === repetition,
      );
      const reached = measureText(trial?.testMeasures[success.measure], success.unit);
      return `${success.measure} ${reached} on the test, ${solved ? 'solved' : 'not solved'}`;
    }
    return `${percent(testError)} of the test wrong${solved ? ', solved' : ''}`;
  };
  if (specimens === null) return [];
  const placeOf = (contestant: string): number =>
    data.contestants.findIndex(({ name }) => name === contestant);
  return specimens.champions.map((champion) => {
    const { contestant, repetition } = champion;
    return {
      id: `task-${task + 1}-champion-${placeOf(contestant) + 1}`,
      section: 'champions',
      of: contestantKey(placeOf(contestant)),
      task,
      title: `${contestant}, seed ${repetition}`,
      shows: `${unitsText(champion)}; ${tested(champion)}.`,
      group: 'champions',
      controls: [],
      half: true,
      draw: (view, theme) => championChart(specimens, contestant, shape, view, theme),
    };
  });
}

const unitsText = ({ hidden, outputUnits }: ChampionTrace): string =>
  outputUnits === undefined ? counted(hidden, 'hidden unit') : counted(hidden - outputUnits, 'hidden node');
