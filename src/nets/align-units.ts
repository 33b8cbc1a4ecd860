/**
 * Alignment of one net's units to another's: the order, and the signs, under which their parameter vectors are nearest.
 * Recurrent weights couple the units, so this is a quadratic assignment problem; as in weight matching (S. K. Ainsworth,
 * J. Hayase and S. Srinivasa, Git Re-Basin: merging models modulo permutation symmetries, ICLR 2023, section 3.2) linear
 * assignments are solved in turn, each unit's profit being taken with all others where they are, until nothing is gained.
 * The result is a local optimum, so there are several starts.
 */
import { assign } from '../numeric/assignment.ts';
import { type Convention, plainConvention } from './exchangeable-units.ts';
import type { ExchangeableUnits, UnitBlock } from './net.ts';

/** Vector that begins at `values[offset]`. */
export interface Placed {
  readonly values: ArrayLike<number>;
  readonly offset: number;
}

export interface Alignment {
  readonly convention: Convention;
  /** Inner product of the reference and the other under the convention. */
  readonly product: number;
  /** Multiply-accumulates of the profits; assignments themselves only add and compare. */
  readonly macs: number;
}

export interface AlignOptions {
  /** Starts beside the two that are always tried: as the units stand, and by the weights that do not couple them. */
  readonly starts?: readonly Convention[];
  /** True to try exchanges of two units and changes of one sign at the end. Default: false. */
  readonly polish?: boolean;
}

/** Most assignments from one start. */
const MOST_ROUNDS = 20;

/** Aligns `other` to `reference`. The product is never below that of the units as they stand. */
export function alignUnits(
  symmetry: ExchangeableUnits,
  reference: Placed,
  other: Placed,
  { starts = [], polish = false }: AlignOptions = {},
): Alignment {
  const work = new Matcher(symmetry, reference, other);
  const plain = plainConvention(symmetry.units);
  let best = { convention: plain, product: work.product(plain) };
  // Beyond the range of numbers nothing is nearer than anything else.
  if (!Number.isFinite(best.product)) return { ...best, macs: work.macs };
  for (const start of [plain, work.assigned(null), ...starts]) {
    const climbed = work.climb(start);
    if (climbed.product > best.product) best = climbed;
  }
  if (polish) best = work.polish(best);
  return { ...best, macs: work.macs };
}

interface Matched {
  readonly convention: Convention;
  readonly product: number;
}

class Matcher {
  macs = 0;
  readonly #symmetry: ExchangeableUnits;
  /** Copies, `[parameters]`. */
  readonly #reference: Float64Array;
  readonly #other: Float64Array;
  /** Profit of a unit at a place, `[place][unit]`: the part that changes with the unit's sign, and the other. */
  readonly #odd: Float64Array;
  readonly #even: Float64Array;
  /** Weights of the other from and to its units, `[unit][place of the neighbour]`. */
  readonly #into: Float64Array;
  readonly #out: Float64Array;

  constructor(symmetry: ExchangeableUnits, reference: Placed, other: Placed) {
    const size = symmetry.units * symmetry.units;
    this.#symmetry = symmetry;
    this.#reference = copied(reference, symmetry.parameters);
    this.#other = copied(other, symmetry.parameters);
    this.#odd = new Float64Array(size);
    this.#even = new Float64Array(size);
    this.#into = new Float64Array(size);
    this.#out = new Float64Array(size);
  }

  /** Inner product of the reference and the other under that convention. */
  product({ order, signs }: Convention): number {
    const { units, blocks } = this.#symmetry;
    const [a, b] = [this.#reference, this.#other];
    let sum = 0;
    for (const { offset, rows, columns, rowsAreUnits, columnsAreUnits, odd } of blocks) {
      for (let row = 0; row < rows; row++) {
        const unit = row % units;
        const gate = (row - unit) / units;
        const own = offset + row * columns;
        const theirs = offset + (rowsAreUnits ? gate * units + order[unit]! : row) * columns;
        let dot = 0;
        for (let column = 0; column < columns; column++) {
          dot += columnsAreUnits
            ? a[own + column]! * signs[column]! * b[theirs + order[column]!]!
            : a[own + column]! * b[theirs + column]!;
        }
        sum += rowsAreUnits && odd[gate]! ? signs[unit]! * dot : dot;
      }
      this.macs += rows * columns;
    }
    return sum;
  }

  /** Assignments in turn from a start, until the product does not rise. */
  climb(start: Convention): Matched {
    let best = { convention: start, product: this.product(start) };
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const convention = this.assigned(best.convention);
      const product = this.product(convention);
      if (!(product > best.product)) break;
      best = { convention, product };
    }
    return best;
  }

  /** Exchanges of two units and changes of one sign, while the product rises. */
  polish(given: Matched): Matched {
    const { units, signs } = this.#symmetry;
    let best = given;
    const attempt = (change: (order: Int32Array, signs: Int8Array) => void): boolean => {
      const convention = { order: best.convention.order.slice(), signs: best.convention.signs.slice() };
      change(convention.order, convention.signs);
      const product = this.product(convention);
      // Gains within rounding would go round in circles.
      if (!(product > best.product + 1e-12 * Math.abs(best.product))) return false;
      best = { convention, product };
      return true;
    };
    for (let hasGained = true; hasGained; ) {
      hasGained = false;
      for (let one = 0; one < units; one++) {
        const flip = (_: Int32Array, by: Int8Array): void => {
          by[one] = -by[one]!;
        };
        if (signs && attempt(flip)) hasGained = true;
        for (let two = one + 1; two < units; two++) {
          for (const flips of signs ? [1, -1] : [1]) {
            const swap = (order: Int32Array, by: Int8Array): void => {
              [order[one], order[two]] = [order[two]!, order[one]!];
              [by[one], by[two]] = [flips * by[two]!, flips * by[one]!];
            };
            if (attempt(swap)) hasGained = true;
          }
        }
      }
    }
    return best;
  }

  /** The best assignment with all other units as in `held`; with null by the weights alone that couple no two units. */
  assigned(held: Convention | null): Convention {
    const { units, blocks, signs } = this.#symmetry;
    this.#odd.fill(0);
    this.#even.fill(0);
    for (const one of blocks) {
      if (!one.columnsAreUnits) this.#addRows(one);
      else if (!one.rowsAreUnits) this.#addColumns(one);
      else {
        this.#addSelves(one);
        if (held !== null) this.#addCoupling(one, held);
      }
    }
    const profits = new Float64Array(units * units);
    for (let at = 0; at < profits.length; at++) {
      const odd = this.#odd[at]!;
      profits[at] = this.#even[at]! + (signs ? Math.abs(odd) : odd);
    }
    const order = assign(profits, units);
    const own = Int8Array.from(order, (unit, place) =>
      signs && this.#odd[place * units + unit]! < 0 ? -1 : 1,
    );
    return { order, signs: own };
  }

  /** Weights into units from outside, and biases. */
  #addRows({ offset, rows, columns, odd }: UnitBlock): void {
    const { units } = this.#symmetry;
    for (let row = 0; row < rows; row++) {
      const place = row % units;
      const gate = (row - place) / units;
      const into = odd[gate]! ? this.#odd : this.#even;
      for (let unit = 0; unit < units; unit++) {
        const theirs = offset + (gate * units + unit) * columns;
        into[place * units + unit]! += this.#dot(offset + row * columns, theirs, columns, 1);
      }
    }
    this.macs += rows * units * columns;
  }

  /** Weights out of units. */
  #addColumns({ offset, rows, columns: units }: UnitBlock): void {
    for (let place = 0; place < units; place++) {
      for (let unit = 0; unit < units; unit++) {
        this.#odd[place * units + unit]! += this.#dot(offset + place, offset + unit, rows, units);
      }
    }
    this.macs += rows * units * units;
  }

  /** Weights of units to themselves: there the signs of row and column are the same. */
  #addSelves({ offset, columns: units, odd }: UnitBlock): void {
    for (const [gate, isOdd] of odd.entries()) {
      const into = isOdd ? this.#even : this.#odd;
      for (let place = 0; place < units; place++) {
        const own = offset + (gate * units + place) * units + place;
        for (let unit = 0; unit < units; unit++) {
          const theirs = offset + (gate * units + unit) * units + unit;
          into[place * units + unit]! += this.#dot(own, theirs, 1, 1);
        }
      }
    }
    this.macs += odd.length * units * units;
  }

  /** Weights between a unit and the others, which stand where `held` has them. */
  #addCoupling({ offset, columns: units, odd }: UnitBlock, { order, signs }: Convention): void {
    const [a, b] = [this.#reference, this.#other];
    const [odds, evens] = [this.#odd, this.#even];
    const [into, out] = [this.#into, this.#out];
    for (const [gate, isOdd] of odd.entries()) {
      const first = offset + gate * units * units;
      const rows = isOdd ? odds : evens;
      // The other's weights from and to each unit, in the order in which the reference's stand.
      for (let unit = 0; unit < units; unit++) {
        for (let near = 0; near < units; near++) {
          const neighbour = order[near]!;
          const sign = signs[near]!;
          into[unit * units + near] = sign * b[first + unit * units + neighbour]!;
          out[unit * units + near] = (isOdd ? sign : 1) * b[first + neighbour * units + unit]!;
        }
      }
      for (let place = 0; place < units; place++) {
        for (let unit = 0; unit < units; unit++) {
          let rowSum = 0;
          let columnSum = 0;
          for (let near = 0; near < units; near++) {
            if (near === place) continue;
            rowSum += a[first + place * units + near]! * into[unit * units + near]!;
            columnSum += a[first + near * units + place]! * out[unit * units + near]!;
          }
          rows[place * units + unit]! += rowSum;
          odds[place * units + unit]! += columnSum;
        }
      }
    }
    this.macs += 2 * odd.length * units * units * units;
  }

  #dot(own: number, theirs: number, count: number, stride: number): number {
    const [a, b] = [this.#reference, this.#other];
    let sum = 0;
    for (let index = 0; index < count; index++) {
      sum += a[own + index * stride]! * b[theirs + index * stride]!;
    }
    return sum;
  }
}

function copied({ values, offset }: Placed, length: number): Float64Array {
  const copy = new Float64Array(length);
  for (let at = 0; at < length; at++) copy[at] = values[offset + at]!;
  return copy;
}
