/** Figures of the lab as figures of a page. */
import { firstIndex } from '../../lab/choices.ts';
import type { LabDrawing, LabFigure } from '../../lab/figure.ts';
import { type Drawing, frame } from '../charts/frame.ts';
import type { Theme } from '../charts/theme.ts';
import type { Figure } from '../figures/figure.ts';
import { labGraph } from './charts/graph.ts';
import { heatChart } from './charts/heat.ts';
import { intervalsChart } from './charts/intervals.ts';
import { linesChart } from './charts/lines.ts';
import type { GraphLayout, LabLayouts } from './data.ts';

/** View with its figures and the places of its graphs. */
export interface Drawn {
  readonly view: string;
  readonly figures: readonly LabFigure[];
  readonly layouts: LabLayouts;
}

/** Id of a figure in a page. */
export const figureId = (view: string, { id }: Pick<LabFigure, 'id'>): string => `lab-${view}-${id}`;

/** Figures with charts. A figure of tables alone has none: its tables are HTML. */
export const labFigures = ({ view, figures, layouts }: Drawn): Figure[] =>
  figures
    .filter(({ drawings }) => drawings.some(({ kind }) => kind !== 'table'))
    .map((figure) => {
      const id = figureId(view, figure);
      return {
        id,
        section: 'lab',
        task: null,
        title: figure.title,
        shows: figure.shows,
        ...(figure.reading === undefined ? {} : { reading: figure.reading }),
        group: null,
        controls: [],
        half: figure.half === true,
        file: `lab-${view}`,
        draw: (given, theme) => {
          const index = given.drawings[id] ?? firstIndex(figure);
          const layout = layouts[figure.id]?.[index] ?? null;
          return drawn(figure.drawings[index]!, layout, figure.title, given.width, theme);
        },
      };
    });

function drawn(
  drawing: LabDrawing,
  layout: GraphLayout | null,
  title: string,
  width: number,
  theme: Theme,
): Drawing {
  switch (drawing.kind) {
    case 'lines':
      return linesChart(drawing, width, theme);
    case 'heat':
      return heatChart(drawing, width, theme);
    case 'intervals':
      return intervalsChart(drawing, width, theme);
    case 'graph':
      return layout === null
        ? { height: 40, option: frame(theme) }
        : labGraph(drawing, layout, title, width, theme);
    case 'table':
      return { height: 0, option: frame(theme) };
  }
}
