/** SVG files of a view's charts, each of the drawing that is shown first. */
import { firstIndex } from '../../lab/choices.ts';
import { type ChartFile, chartFilesOf } from '../svg.ts';
import type { LabData } from './data.ts';
import { labFigures } from './figures.ts';
import { layoutsOf } from './layout.ts';

/** Charts of what was found; figures that begin with a table have none. */
export function labChartFiles({ view, figures }: LabData): ChartFile[] {
  const charts = figures.filter((figure) => figure.drawings[firstIndex(figure)]!.kind !== 'table');
  return chartFilesOf(labFigures({ view, figures: charts, layouts: layoutsOf(charts) }), () => '');
}
