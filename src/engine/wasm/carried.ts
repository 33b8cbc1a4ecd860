/** Carried states in the kernels' memory: from `[carried][B]` in the batch's order to the lanes of tiles, and back. */
import type { Vector } from '../device.ts';
import type { Arena } from './arena.ts';
import type { ResidentBatch } from './resident.ts';
import type { CarryRoom } from './workspace.ts';

/**
 * Writes the states of all lanes, 0 where `from` is null; lanes that repeat a sequence have its state too.
 * @param lanes number of lanes that are written, of all tiles together; the others are 0. Default: all
 */
export function writeCarried(
  arena: Arena,
  { width, sequenceOf, batch: { sequences } }: ResidentBatch,
  { addresses, blocks, blockRows }: CarryRoom,
  hidden: number,
  from: Vector | null,
  lanes = sequenceOf.length,
): void {
  for (const [tile, address] of addresses.entries()) {
    const states = arena.floatsAt(address, blocks * blockRows * width).fill(0);
    if (from === null) continue;
    eachRow(blocks, blockRows, hidden, (row, number) => {
      for (let lane = 0; lane < Math.min(width, lanes - tile * width); lane++) {
        states[row * width + lane] = from[number * sequences + sequenceOf[tile * width + lane]!]!;
      }
    });
  }
}

/** Reads the states of all sequences, `[carried][B]`. */
export function readCarried(
  arena: Arena,
  { width, sequenceOf, batch: { sequences } }: ResidentBatch,
  { addresses, blocks, blockRows }: CarryRoom,
  hidden: number,
): Float32Array {
  const carried = new Float32Array(blocks * hidden * sequences);
  for (const [tile, address] of addresses.entries()) {
    const states = arena.floatsAt(address, blocks * blockRows * width);
    const lanes = Math.min(width, sequences - tile * width);
    eachRow(blocks, blockRows, hidden, (row, number) => {
      for (let lane = 0; lane < lanes; lane++) {
        carried[number * sequences + sequenceOf[tile * width + lane]!] = states[row * width + lane]!;
      }
    });
  }
  return carried;
}

/** Rows of a state in memory that are in use, each with the index of its number in `[carried]`. */
function eachRow(
  blocks: number,
  blockRows: number,
  hidden: number,
  visit: (row: number, number: number) => void,
): void {
  for (let block = 0; block < blocks; block++) {
    for (let unit = 0; unit < hidden; unit++) visit(block * blockRows + unit, block * hidden + unit);
  }
}
