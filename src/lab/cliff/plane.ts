/**
 * Plane through three points of parameter space, with coordinates in which the first is (0, 0) and the second lies on the
 * x axis: distances in the plane are distances of parameters. Li, Xu, Taylor, Studer & Goldstein (2018), "Visualizing the
 * loss landscape of neural nets", NeurIPS, draw such planes along chosen directions.
 */

export interface Plane {
  readonly origin: Float32Array;
  /** Unit vectors of the axes, `[parameters]`. */
  readonly along: Float64Array;
  readonly across: Float64Array;
  /** Coordinates of the second and the third point. */
  readonly second: { readonly x: number; readonly y: 0 };
  readonly third: { readonly x: number; readonly y: number };
}

/** Projection of a point onto a plane. */
export interface Projection {
  readonly x: number;
  readonly y: number;
  /** Distance from the origin, in all dimensions. */
  readonly distance: number;
  /** Distance from the plane. */
  readonly away: number;
}

/** Least share of a direction's length that is not along the first axis: below, three points are taken for a line. */
const LEAST_SHARE = 1e-6;

/** The plane; null where the points lie on a line. */
export function planeThrough(origin: Float32Array, second: Float32Array, third: Float32Array): Plane | null {
  const along = difference(second, origin);
  const x = length(along);
  const across = difference(third, origin);
  const whole = length(across);
  if (x === 0 || whole === 0) return null;
  scale(along, 1 / x);
  const shadow = dot(along, across);
  // A second pass takes off what rounding has left along the first axis.
  subtract(across, along, shadow);
  subtract(across, along, dot(along, across));
  const y = length(across);
  if (!(y > LEAST_SHARE * whole)) return null;
  scale(across, 1 / y);
  return { origin, along, across, second: { x, y: 0 }, third: { x: shadow, y } };
}

/** Writes the parameters of the point (x, y) into `into[offset…]`. */
export function pointAt(
  { origin, along, across }: Plane,
  x: number,
  y: number,
  into: Float32Array,
  offset = 0,
): void {
  for (let index = 0; index < origin.length; index++)
    into[offset + index] = origin[index]! + x * along[index]! + y * across[index]!;
}

export function project({ origin, along, across }: Plane, point: Float32Array): Projection {
  const offset = difference(point, origin);
  const distance = length(offset);
  const [x, y] = [dot(along, offset), dot(across, offset)];
  subtract(offset, along, x);
  subtract(offset, across, y);
  return { x, y, distance, away: length(offset) };
}

/** Share of the distance from the origin that projecting loses, 0 to 1. */
export const lostShare = ({ x, y, distance }: Projection): number =>
  distance === 0 ? 0 : Math.max(0, 1 - Math.sqrt(x * x + y * y) / distance);

/** Share of the extent of the three points that is drawn beyond them on every side. */
const MARGIN = 0.25;

export interface PlaneGrid {
  readonly columns: readonly number[];
  readonly rows: readonly number[];
}

/**
 * Grid of `size` × `size` points around the three: the first two points are points of it, and the third lies on one of
 * its rows, save where they are closer to each other than the grid is fine.
 */
export function gridOn({ second, third }: Plane, size: number): PlaneGrid {
  return {
    columns: axisThrough(second.x, [0, second.x, third.x], size),
    rows: axisThrough(third.y, [0, third.y], size),
  };
}

/** Evenly spaced values with 0 and `at` among them, around those values. */
function axisThrough(at: number, values: readonly number[], size: number): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const margin = MARGIN * (most - least);
  const spacing = (most - least + 2 * margin) / (size - 1);
  const steps = Math.floor(at / spacing);
  // Two points closer than the grid is fine: only 0 is on it then.
  const step = steps === 0 ? spacing : at / steps;
  // What is over is shared between both ends.
  const spare = (size - 1) * step - (most - least);
  const before = Math.round((-least + spare / 2) / step);
  return Array.from({ length: size }, (_, index) =>
    steps > 0 && index - before === steps ? at : (index - before) * step,
  );
}

const difference = (one: Float32Array, other: Float32Array): Float64Array =>
  Float64Array.from(one, (value, index) => value - other[index]!);

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += one[index]! * other[index]!;
  return sum;
}

const length = (vector: Float64Array): number => Math.sqrt(dot(vector, vector));

function scale(vector: Float64Array, factor: number): void {
  for (let index = 0; index < vector.length; index++) vector[index]! *= factor;
}

function subtract(vector: Float64Array, direction: Float64Array, amount: number): void {
  for (let index = 0; index < vector.length; index++) vector[index]! -= amount * direction[index]!;
}
