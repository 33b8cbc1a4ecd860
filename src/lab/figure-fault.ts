/** Faults of figures that are told from their data, before anything is drawn. */
import { combinationsOf, firstIndex } from './choices.ts';
import type { LabDrawing, LabFigure } from './figure.ts';

/**
 * Fault of a figure that could not be drawn as it is given, such as a drawing too few for its choices; null where there
 * is none.
 */
export function figureFault(figure: LabFigure): string | null {
  const { id, drawings, choices = [] } = figure;
  const wanted = combinationsOf(figure);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))
    return `the id '${id}' has other signs than a to z, 0 to 9 and hyphens`;
  if (drawings.length !== wanted)
    return `${drawings.length} drawings, its choices have ${wanted} combinations`;
  if (choices.some(({ values }) => new Set(values).size !== values.length))
    return 'a choice has a value twice';
  if (drawings[firstIndex(figure)] === undefined) return `there is no drawing ${firstIndex(figure)}`;
  for (const drawing of drawings) {
    const fault = drawingFault(drawing);
    if (fault !== null) return fault;
  }
  return null;
}

function drawingFault(drawing: LabDrawing): string | null {
  switch (drawing.kind) {
    case 'lines': {
      const names = drawing.lines.map(({ name }) => name);
      if (new Set(names).size !== names.length) return 'two lines have one name';
      const odd = drawing.lines.find(
        ({ points, band }) => band !== undefined && band.length !== points.length,
      );
      return odd === undefined ? null : `the line ${odd.name} has not as many intervals as points`;
    }
    case 'heat': {
      const { columns, rows, values, columnNames, rowNames } = drawing;
      if (values.length !== columns.length * rows.length)
        return `${values.length} values for ${rows.length} rows of ${columns.length}`;
      if (columnNames !== undefined && columnNames.length !== columns.length)
        return 'a name a column is needed';
      if (rowNames !== undefined && rowNames.length !== rows.length) return 'a name a row is needed';
      const isRising = (all: readonly number[]): boolean =>
        all.every((one, at) => at === 0 || one > all[at - 1]!);
      return isRising(columns) && isRising(rows) ? null : 'columns or rows do not rise';
    }
    case 'graph': {
      const ids = new Set(drawing.nodes.map(({ id }) => id));
      if (ids.size !== drawing.nodes.length) return 'two nodes have one id';
      const odd = drawing.edges.find(({ from, to }) => !ids.has(from) || !ids.has(to));
      return odd === undefined ? null : `the edge from ${odd.from} to ${odd.to} has no such node`;
    }
    case 'intervals':
      return null;
    case 'table':
      return drawing.rows.every((row) => row.length === drawing.head.length)
        ? null
        : 'a row has not as many cells as the head';
  }
}
