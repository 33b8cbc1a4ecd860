/** Run of a reservoir over a batch: tile by tile, and of a tile some steps at a time, whose states are then read. */
import { featuresOf, type ReservoirNet } from '../../../nets/reservoir-net.ts';
import type { Batch } from '../../batch.ts';
import type { CarryRequest } from '../../device.ts';
import type { Arena } from '../arena.ts';
import type { Kernels } from '../kernels.ts';
import { recordBytes, setRecord, setShares } from './record.ts';
import type { Tile } from './tiles.ts';
import type { Readout, ReservoirWeights } from './weights.ts';

/** Bytes, about, of the states that are there at a time: they stay in a core's cache. */
const KEPT_BYTES = 2 ** 19;

/** States of some steps of a tile. */
export interface Stretch {
  readonly tile: Tile;
  /** Steps `from` to below `to` of the sequences. */
  readonly from: number;
  readonly to: number;
  /** Address of the state after a step, `[R][L]` f64, its first F rows those that the readout sees. */
  stateAt(step: number): number;
}

export interface RunOptions {
  readonly net: ReservoirNet;
  readonly weights: ReservoirWeights;
  /** Readout whose outputs are fed back; needed where sequences run free. */
  readonly readout: Readout | null;
  readonly batch: Batch;
  readonly tiles: readonly Tile[];
  readonly carry?: CarryRequest | undefined;
}

/** Copies numbers to the kernels' memory. Returns their address. */
export function put(arena: Arena, numbers: Float64Array | Int32Array): number {
  const address = arena.take(Math.max(8, numbers.byteLength));
  if (numbers instanceof Float64Array) arena.doublesAt(address, numbers.length).set(numbers);
  else arena.integersAt(address, numbers.length).set(numbers);
  return address;
}

/**
 * Runs all tiles. Memory is taken from the arena's mark on, and left to the caller to release.
 * @param read called for each stretch, in order
 * @returns states at the ends of the sequences, `[F][B]`, where a carried state was asked for
 */
export function run(
  kernels: Kernels,
  arena: Arena,
  options: RunOptions,
  read: (stretch: Stretch) => void,
): Float64Array | undefined {
  const { net, weights, batch, tiles, carry } = options;
  const features = featuresOf(net);
  const end = carry && new Float64Array(features * batch.sequences);
  if (tiles.length === 0) return end;
  const isSymbolic = batch.symbols !== null;
  const rows = net.hidden + (isSymbolic && !net.direct ? 0 : net.inputs);
  const lanesOfAll = tiles.reduce((most, { lanes }) => Math.max(most, lanes), 1);
  const stateBytes = 8 * rows * lanesOfAll;
  const steps = Math.max(1, Math.min(batch.steps, Math.floor(KEPT_BYTES / stateBytes)));
  const isFree = tiles.some(({ freeFrom }) => freeFrom < batch.steps);
  const record = arena.take(recordBytes);
  const given = {
    ...{ hidden: net.hidden, inputs: net.inputs, links: net.links, outputs: net.outputs },
    ...{ rows, features, seen: net.direct ? 1 : 0, linear: net.unit === 'linear' ? 1 : 0 },
    values: put(arena, weights.values),
    sources: put(arena, weights.sources),
    inputStarts: put(arena, weights.inputStarts),
    inputValues: put(arena, weights.inputValues),
    inputSources: put(arena, weights.inputSources),
    columns: weights.columns.length === 0 ? 0 : put(arena, weights.columns),
    pairValues: put(arena, weights.pairValues),
    pairSources: put(arena, weights.pairSources),
    bias: put(arena, weights.bias),
    table: isSymbolic ? put(arena, weights.table) : 0,
    dense: isSymbolic ? 0 : arena.take(8 * steps * net.inputs * lanesOfAll),
    symbols: isSymbolic ? arena.take(4 * steps * lanesOfAll) : 0,
    states: arena.take(stateBytes * (steps + 1)),
    sums: arena.take(8 * (net.hidden * lanesOfAll + 8)),
    squashed: arena.take(8 * (net.hidden * lanesOfAll + 8)),
  };
  const feedback = isFree && {
    weights: put(arena, options.readout!.weights),
    offsets: put(arena, options.readout!.offsets),
    outputsBefore: arena.take(8 * net.outputs * lanesOfAll),
  };
  setShares(arena.records, record, 1 - net.leak * net.decay, net.leak);
  for (const tile of tiles) {
    const { lanes, freeFrom } = tile;
    const tileBytes = 8 * rows * lanes;
    begin(arena, given.states, net.hidden, tile, batch, carry);
    for (let from = 0; from < tile.steps; from += steps) {
      const to = Math.min(tile.steps, from + steps);
      if (isSymbolic) putSymbols(arena.integersAt(given.symbols, steps * lanes), batch, tile, from, to);
      else putDense(arena.doublesAt(given.dense, steps * net.inputs * lanes), batch, tile, from, to);
      const isOwn = feedback !== false && freeFrom < tile.steps;
      setRecord(arena.records, record, {
        ...{ ...given, lanes, weights: 0, offsets: 0, outputsBefore: 0 },
        ...(isOwn ? feedback : {}),
        freeFrom: isOwn ? Math.max(0, freeFrom - from) : 0x7fffffff,
      });
      kernels.reservoirSteps(record, to - from);
      const stateAt = (step: number): number => given.states + (step - from + 1) * tileBytes;
      read({ tile, from, to, stateAt });
      for (const [lane, sequence] of tile.sequences.entries()) {
        const last = batch.lengths[sequence]! - 1;
        if (end === undefined || last < from || last >= to) continue;
        const state = arena.doublesAt(stateAt(last), rows * lanes);
        for (let at = 0; at < features; at++)
          end[at * batch.sequences + sequence] = state[at * lanes + lane]!;
      }
      arena.doublesAt(given.states, rows * lanes).set(arena.doublesAt(stateAt(to - 1), rows * lanes));
    }
  }
  return end;
}

/** Writes the units' states before the first step. */
function begin(
  arena: Arena,
  address: number,
  hidden: number,
  { lanes, sequences }: Tile,
  batch: Batch,
  carry: CarryRequest | undefined,
): void {
  const state = arena.doublesAt(address, hidden * lanes).fill(0);
  const from = carry?.from ?? null;
  if (from === null) return;
  for (const [lane, sequence] of sequences.entries()) {
    for (let unit = 0; unit < hidden; unit++)
      state[unit * lanes + lane] = from[unit * batch.sequences + sequence]!;
  }
}

function putDense(target: Float64Array, batch: Batch, { lanes, sequences }: Tile, from: number, to: number) {
  const { dense, inputs, sequences: all } = batch;
  if (sequences.length < lanes) target.fill(0);
  for (let row = from * inputs; row < to * inputs; row++) {
    const at = (row - from * inputs) * lanes;
    for (let lane = 0; lane < sequences.length; lane++)
      target[at + lane] = dense![row * all + sequences[lane]!]!;
  }
}

function putSymbols(target: Int32Array, batch: Batch, { lanes, sequences }: Tile, from: number, to: number) {
  const { symbols, sequences: all } = batch;
  if (sequences.length < lanes) target.fill(0);
  for (let step = from; step < to; step++) {
    const at = (step - from) * lanes;
    for (let lane = 0; lane < sequences.length; lane++)
      target[at + lane] = symbols![step * all + sequences[lane]!]!;
  }
}
