/**
 * Substrate: places of a net's units in a space, from which an indirect encoding computes weights. Stanley, D'Ambrosio &
 * Gauci (2009), "A hypercube-based encoding for evolving large-scale neural networks", Artificial Life 15(2).
 */

/** Place of a unit: two or three coordinates x, y, z, each from -1 to 1. */
export type Place = readonly number[];

/** Places of the units of a task's nets, all with the same number of coordinates. */
export interface Places {
  /** Places of the inputs, `[inputs]`; of a task with symbols one a symbol. */
  readonly inputs: readonly Place[];
  /** Places of the outputs, `[outputs]`. */
  readonly outputs: readonly Place[];
  /** Proposal for hidden units, sheet by sheet, for nets that have as many. Left out: a sheet of the learner's. */
  readonly hidden?: readonly Place[];
}

/** Places in equal distances on a line along x from -1 to 1, at that y; one alone is at x = 0. */
export const line = (count: number, y: number): Place[] =>
  Array.from({ length: count }, (_, unit) => [count === 1 ? 0 : (2 * unit) / (count - 1) - 1, y]);

/**
 * Places of a sheet of units, row by row from y = -1 on: the centres of equal cells, so that a cell of a picture keeps its
 * place at every resolution.
 */
export const sheet = (columns: number, rows = columns): (readonly [x: number, y: number])[] =>
  Array.from({ length: columns * rows }, (_, unit) => [
    (2 * (unit % columns) + 1) / columns - 1,
    (2 * Math.floor(unit / columns) + 1) / rows - 1,
  ]);

/** Places where a task gives none: inputs on the line y = -1, outputs on the line y = 1. */
export const defaultPlaces = (inputs: number, outputs: number): Places => ({
  inputs: line(inputs, -1),
  outputs: line(outputs, 1),
});
