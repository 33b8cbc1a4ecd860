/** Figures over tasks and champions. */
import type { LabChoice, LabDrawing, LabFigure, LabTable } from '../figure.ts';

type Frame = Pick<LabFigure, 'id' | 'title' | 'shows' | 'reading' | 'half'>;

/** Drawing of a figure, by the texts of its choices: the task first. */
export interface Chosen {
  readonly texts: readonly string[];
  readonly drawing: LabDrawing;
}

/**
 * Figure with a choice for each name of which there is more than one text. Where not every combination has a drawing the
 * choices are one, of their texts together.
 * @param names names of the choices, such as task and contestant
 * @param isFirst tells the drawings of which the first is shown first; left out: any
 * @returns nothing without a drawing
 */
export function choiceFigure(
  frame: Frame,
  names: readonly string[],
  chosen: readonly Chosen[],
  isFirst: (drawing: LabDrawing) => boolean = () => true,
): LabFigure[] {
  const [only] = chosen;
  if (only === undefined) return [];
  if (chosen.length === 1) return [{ ...frame, drawings: [only.drawing] }];
  const valuesOf = (place: number): string[] => [...new Set(chosen.map(({ texts }) => texts[place]!))];
  const used = names.flatMap((name, place) => {
    const values = valuesOf(place);
    return values.length === 1 ? [] : [{ name, place, values }];
  });
  const combinations = used.reduce<string[][]>(
    (held, { values }) => held.flatMap((texts) => values.map((value) => [...texts, value])),
    [[]],
  );
  const drawingOf = (texts: readonly string[]): LabDrawing | undefined =>
    chosen.find((one) => used.every(({ place }, at) => one.texts[place] === texts[at]))?.drawing;
  const drawings = combinations.map(drawingOf);
  if (drawings.every((drawing) => drawing !== undefined)) {
    const choices: LabChoice[] = used.map(({ name, values }) => ({ name, values }));
    return [
      {
        ...frame,
        choices,
        drawings: drawings as LabDrawing[],
        ...firstOf(drawings as LabDrawing[], isFirst),
      },
    ];
  }
  const values = chosen.map(({ texts }) => used.map(({ place }) => texts[place]).join(', '));
  const name = used.map((own) => own.name).join(' and ');
  const all = chosen.map(({ drawing }) => drawing);
  return [{ ...frame, choices: [{ name, values }], drawings: all, ...firstOf(all, isFirst) }];
}

function firstOf(
  drawings: readonly LabDrawing[],
  isFirst: (drawing: LabDrawing) => boolean,
): Pick<LabFigure, 'first'> {
  const first = drawings.findIndex(isFirst);
  return first > 0 ? { first } : {};
}

export const table = (head: LabTable['head'], rows: LabTable['rows']): LabTable => ({
  kind: 'table',
  head,
  rows,
});
