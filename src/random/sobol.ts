/**
 * Sobol points: a sequence that fills the unit cube evenly. I. M. Sobol (1967); in the Gray-code order of I. A. Antonov &
 * V. M. Saleev (1979), with the direction numbers of S. Joe & F. Y. Kuo (2008), "Constructing Sobol sequences with better
 * two-dimensional projections", SIAM J. Sci. Comput. 30, 2635-2654 (their file new-joe-kuo-6). Every block of 2^k points
 * that begins at a multiple of 2^k has one point in each of the 2^k equal intervals of every coordinate.
 *
 * A digital shift, an exclusive or of all points with one random vector, keeps that and makes every point uniform:
 * P. L'Ecuyer & C. Lemieux (2002), "Recent advances in randomized quasi-Monte Carlo methods", section 5.
 */
import type { Random } from './random.ts';

const BITS = 32;

/** Coefficients a of the primitive polynomial, as a binary number, and first direction numbers m, by dimension from 2. */
const DIRECTIONS: readonly (readonly [a: number, m: readonly number[]])[] = [
  [0, [1]],
  [1, [1, 3]],
  [1, [1, 3, 1]],
  [2, [1, 1, 1]],
  [1, [1, 1, 3, 3]],
  [4, [1, 3, 5, 13]],
  [2, [1, 1, 5, 5, 17]],
  [4, [1, 1, 5, 5, 5]],
  [7, [1, 1, 7, 11, 19]],
  [11, [1, 1, 5, 1, 1]],
  [13, [1, 1, 1, 3, 11]],
  [14, [1, 3, 5, 5, 31]],
  [1, [1, 3, 3, 9, 7, 49]],
  [13, [1, 1, 1, 15, 21, 21]],
  [16, [1, 3, 1, 13, 27, 49]],
  [19, [1, 1, 1, 15, 7, 5]],
  [22, [1, 3, 1, 15, 13, 25]],
  [25, [1, 1, 5, 5, 19, 61]],
  [1, [1, 3, 7, 11, 23, 15, 103]],
  [4, [1, 3, 7, 13, 13, 15, 69]],
  [7, [1, 1, 3, 13, 7, 35, 63]],
  [8, [1, 3, 5, 9, 1, 25, 53]],
  [14, [1, 3, 1, 13, 9, 35, 107]],
  [19, [1, 3, 1, 5, 27, 61, 31]],
  [21, [1, 1, 5, 11, 19, 41, 61]],
  [28, [1, 3, 5, 3, 3, 13, 69]],
  [31, [1, 1, 7, 13, 1, 19, 1]],
  [32, [1, 3, 7, 5, 13, 19, 59]],
  [37, [1, 1, 3, 9, 25, 29, 41]],
  [41, [1, 3, 5, 13, 23, 1, 55]],
  [42, [1, 3, 7, 3, 13, 59, 17]],
];

export const MOST_DIMENSIONS = DIRECTIONS.length + 1;

/** Direction numbers of a dimension, from 0, scaled by 2^32: v_1, v_2, … `[32]`. */
function directionsOf(dimension: number): Uint32Array {
  const v = new Uint32Array(BITS);
  if (dimension === 0) return v.map((_, bit) => 2 ** (BITS - 1 - bit));
  const [a, m] = DIRECTIONS[dimension - 1]!;
  const degree = m.length;
  for (let bit = 0; bit < BITS; bit++) {
    if (bit < degree) {
      v[bit] = m[bit]! * 2 ** (BITS - 1 - bit);
      continue;
    }
    let value = v[bit - degree]! ^ (v[bit - degree]! >>> degree);
    for (let term = 1; term < degree; term++) {
      if ((a >>> (degree - 1 - term)) & 1) value ^= v[bit - term]!;
    }
    v[bit] = value;
  }
  return v;
}

/**
 * Points of the sequence from its first, each `[dimensions]` with coordinates in [0, 1): 2^32 of them.
 * @param dimensions 1 to `MOST_DIMENSIONS`
 * @param shift stream of the digital shift; left out: none, and the first point is 0
 */
export function* sobolPoints(dimensions: number, shift?: Random): Generator<number[]> {
  if (!(dimensions >= 1 && dimensions <= MOST_DIMENSIONS)) {
    throw new RangeError(`Sobol points have 1 to ${MOST_DIMENSIONS} dimensions, not ${dimensions}`);
  }
  const directions = Array.from({ length: dimensions }, (_, dimension) => directionsOf(dimension));
  const state = Uint32Array.from(directions, () => (shift === undefined ? 0 : shift.integer(2 ** BITS)));
  for (let index = 1; index <= 2 ** BITS; index++) {
    yield Array.from(state, (bits) => bits / 2 ** BITS);
    // The Gray code of the next index differs in the place of its lowest one.
    const place = 31 - Math.clz32(index & -index);
    for (const [dimension, v] of directions.entries()) state[dimension]! ^= v[place] ?? 0;
  }
}
