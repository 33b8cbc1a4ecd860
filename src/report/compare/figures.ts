/** Figures of a comparison: curves of several runs on the tasks that they have in common. */

import type { Figure } from '../figures/figure.ts';
import { drawError, drawSolved, type Entrant, errorWords, solvedWords } from '../figures/results.ts';
import { type ComparisonData, contestantsOf, letterOf, type SharedTask, tasksOf } from './comparison.ts';

const DASHES = 'Colours are contestants’, dashes are runs’, as the buttons above show them.';

export function comparisonFigures(data: ComparisonData): Figure[] {
  const names = contestantsOf(data);
  return tasksOf(data).flatMap((shared, index) =>
    shared.runs.length < 2 ? [] : figuresOn(shared, index, names),
  );
}

function figuresOn(shared: SharedTask, index: number, names: readonly string[]): Figure[] {
  const entrants = shared.runs.flatMap(({ run, report, task }) =>
    report.contestants.map(
      ({ name }): Entrant => ({
        name: `${name} (${letterOf(run)})`,
        contestant: name,
        place: names.indexOf(name),
        run,
        task,
      }),
    ),
  );
  const trials = shared.runs.flatMap(({ task }) => task.trials);
  const { facts } = shared.runs[0]!.choice;
  const place = { section: 'results', task: index, group: null, half: false } as const;
  return [
    ...(trials.some(({ curve }) => curve.macs.some((macs) => macs > 0))
      ? [
          {
            ...place,
            id: `task-${index + 1}-error`,
            ...errorWords(facts),
            shows: `${errorWords(facts).shows} ${DASHES}`,
            draw: (view, theme) => drawError(entrants, facts, view, theme),
          } satisfies Figure,
        ]
      : []),
    ...(trials.some(({ stop, cost }) => stop !== null && cost.macs > 0)
      ? [
          {
            ...place,
            id: `task-${index + 1}-solved`,
            ...solvedWords,
            shows: `${solvedWords.shows} ${DASHES}`,
            draw: (view, theme) => drawSolved(entrants, view, theme),
          } satisfies Figure,
        ]
      : []),
  ];
}
