/** Figure of the lab on the terminal: its title, its first drawing with a legend, and the description of it. */
import { choiceText, firstDrawing, firstIndex } from '../../lab/choices.ts';
import type { LabDrawing, LabFigure } from '../../lab/figure.ts';
import { faint, heading } from '../terminal/styles.ts';
import { type Line, line } from '../terminal/text.ts';
import { wrapped } from '../terminal/wrapped.ts';
import { graphLines } from './graph.ts';
import { heatLines } from './heat.ts';
import { intervalLines } from './intervals.ts';
import { linesLines } from './lines.ts';
import type { Space } from './space.ts';
import { tableLines } from './table.ts';

/** Lines of the figure, none wider than the space. */
export function figureLines(figure: LabFigure, space: Space): Line[] {
  const drawing = firstDrawing(figure);
  const others = figure.drawings.length - 1;
  const chosen =
    others === 0
      ? ''
      : `Drawn for ${choiceText(figure, firstIndex(figure))}; the page has ${others === 1 ? 'the other drawing' : `the other ${others} drawings`} too.`;
  return [
    ...wrapped(figure.title, space.width).map((text) => line(text, heading)),
    ...(chosen === '' ? [] : wrapped(chosen, space.width).map((text) => line(text, faint))),
    ...drawingLines(drawing, space),
    ...wrapped(figure.shows, space.width).map((text) => line(text, faint)),
  ];
}

export function drawingLines(drawing: LabDrawing, space: Space): Line[] {
  switch (drawing.kind) {
    case 'lines':
      return linesLines(drawing, space);
    case 'heat':
      return heatLines(drawing, space);
    case 'graph':
      return graphLines(drawing, space);
    case 'intervals':
      return intervalLines(drawing, space);
    case 'table':
      return tableLines(drawing, space);
  }
}
