/** Values on the plane: E and ‖g‖ on a grid, row by row in parts that are kept, and along its straight lines. */
import type { Batch } from '../../engine/batch.ts';
import { gradientMacs } from '../../engine/feedback/macs.ts';
import type { Frozen } from '../../nets/frozen.ts';
import { architectureOf } from '../../nets/index.ts';
import type { Net } from '../../nets/net.ts';
import type { PointMeasurer } from '../parts/point-measurer.ts';
import type { LabWork } from '../view.ts';
import { type Plane, type PlaneGrid, pointAt } from './plane.ts';

/** Subject of the measurements on the plane, with the measurer. */
export interface PlaneSubject {
  readonly plane: Plane;
  readonly net: Net;
  readonly frozen: Frozen | undefined;
  /** False where the device gives no gradients of that net. */
  readonly norms: boolean;
  readonly measurer: PointMeasurer;
}

/** Values as they are kept: null where a number is not finite. */
export interface KeptValues {
  readonly errors: readonly (number | null)[];
  /** Empty where norms are not measured. */
  readonly norms: readonly (number | null)[];
}

/** MACs of a part that is kept, roughly: a second or two. */
const PART_MACS = 2e10;

/** MACs of a gradient at one point. */
export const pointMacs = (net: Net, batch: Batch): number =>
  gradientMacs(architectureOf(net).macs, net, batch, { omega: false });

/** Most numbers of the points of a part. */
const PART_NUMBERS = 2 ** 25;

/** Number of rows of a part: the same whatever the number of threads. */
function rowsOfPart(net: Net, batch: Batch, { columns }: PlaneGrid): number {
  const rows = Math.min(PART_MACS / pointMacs(net, batch), PART_NUMBERS / net.parameters) / columns.length;
  return Math.max(1, Math.floor(rows));
}

export const partsOfGrid = (net: Net, batch: Batch, grid: PlaneGrid): number =>
  Math.ceil(grid.rows.length / rowsOfPart(net, batch, grid));

/**
 * E and ‖g‖ on the grid, `[row × column]`.
 * @param onPart called after each part
 */
export async function valuesOnGrid(
  subject: PlaneSubject,
  batch: Batch,
  grid: PlaneGrid,
  key: string,
  work: LabWork,
  onPart: () => void,
): Promise<KeptValues> {
  const size = rowsOfPart(subject.net, batch, grid);
  const parts: KeptValues[] = [];
  for (let first = 0; first < grid.rows.length; first += size) {
    const rows = grid.rows.slice(first, first + size);
    const points = rows.flatMap((y) => grid.columns.map((x) => ({ x, y })));
    parts.push(await work.kept(`${key}/rows ${first}-`, () => valuesAt(subject, batch, points)));
    onPart();
    await work.breathe();
  }
  return { errors: parts.flatMap(({ errors }) => errors), norms: parts.flatMap(({ norms }) => norms) };
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** E and ‖g‖ at those places. */
export async function valuesAt(
  { plane, net, frozen, norms: wantsNorms, measurer }: PlaneSubject,
  batch: Batch,
  places: readonly Place[],
): Promise<KeptValues> {
  const points = new Float32Array(places.length * net.parameters);
  for (const [index, { x, y }] of places.entries()) pointAt(plane, x, y, points, index * net.parameters);
  const { losses, norms } = await measurer.measure({ net, batch, points, norms: wantsNorms, frozen });
  return { errors: finite(losses), norms: norms === null ? [] : finite(norms) };
}

const finite = (values: Float64Array): (number | null)[] =>
  Array.from(values, (value) => (Number.isFinite(value) ? value : null));
