/** Curvature products on the kernels: their memory beside that of the gradient, and the calls in their order. */
import { block } from '../../nets/layout.ts';
import type { Net } from '../../nets/net.ts';
import type { Vector } from '../device.ts';
import type { Arena } from './arena.ts';
import type { Kernels } from './kernels.ts';
import { type CurvatureField, curvatureLayout, setFields } from './layout.ts';
import type { KernelNet } from './nets.ts';
import type { ResidentBatch } from './resident.ts';
import { packedBytes, paddedRows, productWidthOf, rowsOf, tableBytes, type Workspace } from './workspace.ts';

/** Memory of products, beside a workspace that keeps the states of all tiles. */
export interface CurvatureRoom {
  /** Address of the record. */
  readonly record: number;
  /** Address of the direction, `[parameters]`. */
  readonly direction: number;
  /** Addresses of λμ / B of each lane, `[tiles][L]`; empty without structural damping. */
  readonly shares: readonly number[];
}

/** Allocates the memory and writes the record and the lanes' shares. */
export function layOutCurvature(
  arena: Arena,
  net: KernelNet,
  resident: ResidentBatch,
  mu: number,
): CurvatureRoom {
  const { hidden, inputs, outputs, sums, inputSums, recurrentFrom, parameters } = net;
  const { width, lookup, tiles, batch } = resident;
  const productWidth = productWidthOf(resident, net);
  const { stateRows, sumRows } = rowsOf(net, productWidth);
  const inputRows = lookup ? 0 : inputs;
  const steps = tiles.reduce((most, tile) => Math.max(most, tile.steps), 0);
  const record = arena.take(curvatureLayout.bytes);
  const packed = (rows: number, columns: number) => arena.take(packedBytes(rows, columns, productWidth));
  const fields: Record<CurvatureField, number> = {
    direction: arena.take(4 * parameters),
    packedForward: packed(inputSums - recurrentFrom, inputRows + hidden),
    packedInput: packed(lookup ? 0 : recurrentFrom, inputRows),
    packedRecurrent: packed(sums - inputSums, hidden),
    packedOutput: packed(outputs, hidden),
    table: arena.take(tableBytes(net, lookup)),
    packedThrough: packed(sums - recurrentFrom, hidden),
    packedOutputThrough: packed(outputs, hidden),
    tangents: arena.take(2 * 4 * stateRows * width),
    tangentSums: arena.take(4 * steps * sumRows * width),
    answer: arena.take(4 * paddedRows(outputs, productWidth) * width),
  };
  const shares = mu === 0 ? [] : tiles.map(() => arena.take(4 * width));
  setFields(arena.records, curvatureLayout, record, fields);
  for (const [tile, address] of shares.entries()) {
    const own = Math.min(width, batch.sequences - tile * width);
    arena
      .floatsAt(address, width)
      .fill(0)
      .fill(mu / batch.sequences, 0, own);
  }
  return { record, direction: fields.direction, shares };
}

/** Keeps the states of all tiles at these parameters. */
export function keepStates(
  kernels: Kernels,
  arena: Arena,
  { plan, tiles, parameters }: Workspace,
  { record }: CurvatureRoom,
  vector: Float32Array,
): void {
  arena.floatsAt(parameters, vector.length).set(vector);
  kernels.prepareGradient(plan, parameters);
  kernels.prepareTangents(plan, record);
  for (const tile of tiles) kernels.forwardTile(plan, tile, true);
}

/** Product of the kept curvature and the vector, `[parameters]`. */
export function curvatureProduct(
  kernels: Kernels,
  arena: Arena,
  net: Net,
  { plan, tiles, gradient }: Workspace,
  { record, direction, shares }: CurvatureRoom,
  vector: Vector,
): Float32Array {
  const room = gradient!;
  arena.floatsAt(direction, net.parameters).set(vector);
  arena.floatsAt(room.totals, (room.totalsEnd - room.totals) / 4).fill(0);
  kernels.prepareDirection(plan, record);
  for (const [index, tile] of tiles.entries()) {
    kernels.tangentTile(plan, tile, record);
    kernels.curvatureTile(plan, tile, record, shares[index] ?? 0);
    kernels.recurrentProduct(plan, tile, false);
    kernels.otherProducts(plan, tile);
  }
  kernels.reduceRecurrent(plan, room.gradient + 4 * block(net, 'W_rec').offset, 1);
  kernels.reduceOthers(plan, room.gradient);
  return arena.floatsAt(room.gradient, net.parameters).slice();
}
