/**
 * Trials of visual discrimination as in Stanley, D'Ambrosio & Gauci (2009), "A hypercube-based encoding for evolving
 * large-scale neural networks", Artificial Life 15(2): a field of 11 × 11 cells shows a small box (1 × 1) and a large one
 * (3 × 3).
 *
 * The small box stands at 25 places, columns and rows 2, 4, 6, 8, 10; the large one 5 cells to the right, below, or both,
 * and begins anew at the other edge so that it stays whole: 75 trials. At a resolution of 22 or more each cell is divided
 * evenly; distances are in cells of the field of 11.
 */

/** Cells along an edge of the field. */
export const CELLS = 11;
const OFFSET = 5;

/** Trial: the cells at the centres of both boxes, `[column, row]` from 0. */
export interface BoxesTrial {
  readonly small: readonly [number, number];
  readonly large: readonly [number, number];
}

const moved = (cell: number): number => 1 + ((cell + OFFSET - 1) % (CELLS - 2));

/** All trials: 25 places times right, below, both. */
export const boxesTrials: readonly BoxesTrial[] = [
  [true, false],
  [false, true],
  [true, true],
].flatMap(([right, below]) =>
  Array.from({ length: 25 }, (_, place): BoxesTrial => {
    const [column, row] = [1 + 2 * (place % 5), 1 + 2 * Math.floor(place / 5)];
    // Along an axis on which it is not moved, the large box has the centre of the small one.
    return {
      small: [column, row],
      large: [right ? moved(column) : column, below ? moved(row) : row],
    };
  }),
);

/** Numbers of the lit units of a trial at that resolution, row by row. */
export function litUnits({ small, large }: BoxesTrial, resolution: number): number[] {
  const scale = resolution / CELLS;
  const lit: number[] = [];
  const light = ([column, row]: readonly [number, number], reach: number): void => {
    for (let y = (row - reach) * scale; y < (row + reach + 1) * scale; y++)
      for (let x = (column - reach) * scale; x < (column + reach + 1) * scale; x++)
        lit.push(y * resolution + x);
  };
  light(small, 0);
  light(large, 1);
  return lit;
}

/** Distance of a unit from the centre of the large box, in cells: along the columns and along the rows. */
export function offsetOf(unit: number, { large }: BoxesTrial, resolution: number): [x: number, y: number] {
  const scale = resolution / CELLS;
  return [
    ((unit % resolution) + 0.5) / scale - (large[0] + 0.5),
    (Math.floor(unit / resolution) + 0.5) / scale - (large[1] + 0.5),
  ];
}
