/** Drawings of a figure by the reader's choices. */
import type { LabDrawing, LabFigure } from './figure.ts';

/** Number of combinations of the figure's choices. */
export const combinationsOf = ({ choices = [] }: Pick<LabFigure, 'choices'>): number =>
  choices.reduce((product, { values }) => product * values.length, 1);

/** Index of the drawing that is shown first. */
export const firstIndex = ({ first = 0 }: Pick<LabFigure, 'first'>): number => first;

export const firstDrawing = (figure: LabFigure): LabDrawing => figure.drawings[firstIndex(figure)]!;

/** Values of the choices, each as its place, with which a drawing is shown; the last choice runs fastest. */
export function placesOf({ choices = [] }: Pick<LabFigure, 'choices'>, drawing: number): number[] {
  let rest = drawing;
  return choices
    .toReversed()
    .map(({ values }) => {
      const place = rest % values.length;
      rest = Math.floor(rest / values.length);
      return place;
    })
    .reverse();
}

/** Choices in words: `T = 50, unit: tanh`. */
export const choiceText = (figure: LabFigure, drawing: number): string =>
  placesOf(figure, drawing)
    .map((place, choice) => {
      const { name, values } = figure.choices![choice]!;
      return /^\S+$/.test(name) ? `${name} = ${values[place]}` : `${name}: ${values[place]}`;
    })
    .join(', ');
