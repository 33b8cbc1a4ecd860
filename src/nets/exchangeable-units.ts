/**
 * Symmetries of nets: the hidden units of a recurrent net may stand in any order, and where a unit's nonlinearity is odd,
 * the weights to and from it may all change their signs; the outputs stay the same. H. J. Sussmann, Uniqueness of the
 * weights for minimal feedforward nets with a given input-output map, Neural Networks 5 (1992) 589-593; F. Albertini and
 * E. D. Sontag, For neural networks, function determines form, Neural Networks 6 (1993) 975-990, for recurrent ones. In
 * neuroevolution the orders and signs are the competing conventions of a net.
 */
import { block } from './layout.ts';
import type { ExchangeableUnits, Net, UnitBlock } from './net.ts';

/** Order and signs of units: place `u` is taken by unit `order[u]`, whose state is multiplied by `signs[u]`, 1 or -1. */
export interface Convention {
  readonly order: Int32Array;
  readonly signs: Int8Array;
}

/** Description of a block: the gates whose rows are odd, where rows are units. */
export interface UnitRows {
  readonly gates?: readonly boolean[];
  readonly columns?: true;
}

/** Exchangeable units of a net, by the names of the blocks that they move. */
export function exchangeableUnits(
  net: Net,
  units: number,
  signs: boolean,
  moved: Readonly<Record<string, UnitRows>>,
): ExchangeableUnits {
  const blocks = Object.entries(moved).map(([name, { gates, columns }]): UnitBlock => {
    const { offset, size } = block(net, name);
    const rows = gates === undefined ? size / units : gates.length * units;
    return {
      ...{ offset, rows, columns: size / rows },
      ...{ rowsAreUnits: gates !== undefined, columnsAreUnits: columns === true, odd: gates ?? [] },
    };
  });
  return { units, signs, blocks, parameters: net.parameters };
}

/** The convention that changes nothing. */
export const plainConvention = (units: number): Convention => ({
  order: Int32Array.from({ length: units }, (_, unit) => unit),
  signs: new Int8Array(units).fill(1),
});

export const isPlain = ({ order, signs }: Convention): boolean =>
  order.every((unit, place) => unit === place && signs[place] === 1);

/** For each parameter under a convention: the index that it comes from, and 1 or -1. */
export interface Moves {
  readonly from: Int32Array;
  readonly signs: Int8Array;
}

export const allocateMoves = ({ parameters }: Pick<ExchangeableUnits, 'parameters'>): Moves => ({
  from: new Int32Array(parameters),
  signs: new Int8Array(parameters),
});

/** Writes where each parameter comes from under that convention, and whether its sign changes. */
export function movesOf(
  { units, blocks, parameters }: ExchangeableUnits,
  { order, signs }: Convention,
  into: Moves,
): Moves {
  for (let index = 0; index < parameters; index++) into.from[index] = index;
  into.signs.fill(1);
  for (const { offset, rows, columns, rowsAreUnits, columnsAreUnits, odd } of blocks) {
    for (let row = 0; row < rows; row++) {
      const unit = row % units;
      const gate = (row - unit) / units;
      const source = rowsAreUnits ? gate * units + order[unit]! : row;
      const sign = rowsAreUnits && odd[gate]! ? signs[unit]! : 1;
      for (let column = 0; column < columns; column++) {
        const at = offset + row * columns + column;
        into.from[at] = offset + source * columns + (columnsAreUnits ? order[column]! : column);
        into.signs[at] = columnsAreUnits ? sign * signs[column]! : sign;
      }
    }
  }
  return into;
}

/** The parameter vector at `vector[offset]` under that convention, as a copy. */
export function underConvention(
  symmetry: ExchangeableUnits,
  convention: Convention,
  vector: ArrayLike<number>,
  offset = 0,
): Float32Array {
  const { from, signs } = movesOf(symmetry, convention, allocateMoves(symmetry));
  return Float32Array.from(from, (source, at) => signs[at]! * vector[offset + source]!);
}
