/** Figures of a report, in the order of the page. */
import type { ReportData } from './data.ts';
import { championFigures } from './figures/champions.ts';
import type { Figure } from './figures/figure.ts';
import { filmFigures } from './figures/films.ts';
import { freeRunFigures } from './figures/free-runs.ts';
import { graphFigures } from './figures/graphs.ts';
import { insideFigures } from './figures/inside.ts';
import { overallFigures } from './figures/overall.ts';
import { resultFigures } from './figures/results.ts';
import { sensitivityFigures } from './figures/sensitivity.ts';
import { tuningFigures } from './figures/tuning.ts';
import { labFigures } from './lab/figures.ts';

export function figuresOf(data: ReportData): Figure[] {
  return [
    ...tuningFigures(data),
    ...overallFigures(data),
    ...sensitivityFigures(data),
    ...data.tasks.flatMap((_, task) => [
      ...resultFigures(data, task),
      ...insideFigures(data, task),
      ...freeRunFigures(data, task),
      ...championFigures(data, task),
      ...filmFigures(data, task),
      ...graphFigures(data, task),
    ]),
    ...(data.lab ?? []).flatMap(labFigures),
  ];
}
