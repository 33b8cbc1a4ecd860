/** Which figures a report has, in the order of the page, and how each is drawn. */
import type { Drawing } from './charts/frame.ts';
import type { Theme } from './charts/theme.ts';
import type { View } from './charts/view.ts';
import type { ReportData } from './data.ts';
import { championFigures } from './figures/champions.ts';
import { insideFigures } from './figures/inside.ts';
import { overallFigures } from './figures/overall.ts';
import { resultFigures } from './figures/results.ts';
import { sensitivityFigures } from './figures/sensitivity.ts';

/** A switch of the page that changes how figures are drawn. */
export type Control = Exclude<keyof View, 'width' | 'hidden' | 'legend'>;

export type Section = 'overall' | 'sensitivity' | 'results' | 'gradient' | 'genetic' | 'other' | 'champions';

/** Figures that stand together under switches which they share. */
export type Group = 'lag' | 'population' | 'measures' | 'champions';

export const groupControls: Readonly<Record<Group, readonly Control[]>> = {
  lag: ['seed'],
  population: ['seed', 'axis', 'costScale'],
  measures: ['axis', 'costScale'],
  champions: ['sequence'],
};

export interface Figure {
  /** Unique in the page: letters, digits and hyphens. */
  readonly id: string;
  readonly section: Section;
  /** The place of its task in the tournament; null over all tasks. */
  readonly task: number | null;
  readonly title: string;
  /** What it shows, and how it is read; the second is left out where another figure beside it says it. */
  readonly shows: string;
  readonly reading?: string;
  readonly group: Group | null;
  /** Its own switches. */
  readonly controls: readonly Control[];
  /** Of the contestant with this key alone, with whom it is hidden and shown. */
  readonly of?: string;
  /** Two stand side by side where there is room. */
  readonly half: boolean;
  draw(view: View, theme: Theme): Drawing;
}

export function figuresOf(data: ReportData): Figure[] {
  return [
    ...overallFigures(data),
    ...sensitivityFigures(data),
    ...data.tasks.flatMap((_, task) => [
      ...resultFigures(data, task),
      ...insideFigures(data, task),
      ...championFigures(data, task),
    ]),
  ];
}
