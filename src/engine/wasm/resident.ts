/**
 * Batch in the kernels' memory: cut into tiles of 8, 16 or 24 sequences side by side, every array in the order in which
 * the kernels read it. Sequences of differing lengths are sorted, longest first, so that a tile ends where its longest
 * sequence does. Lanes without a sequence of their own repeat the last one, unscored.
 */
import { type Batch, weightAt } from '../batch.ts';
import type { Arena } from './arena.ts';
import { answerLayout, setFields } from './layout.ts';

/** Most symbols that are expanded to one-hot rows, which a product handles faster than a look-up. */
const MOST_ONE_HOT_SYMBOLS = 16;
const MOST_ONE_HOT_BYTES = 2 ** 26;

export interface ResidentTile {
  readonly steps: number;
  /** Number of steps through which every lane is alive. */
  readonly fullSteps: number;
  /** Addresses, as in assembly/layout.ts. */
  readonly inputs: number;
  readonly lengths: number;
  readonly answers: number;
  /** Indices of the batch's answer steps that the tile has. */
  readonly answerIndices: readonly number[];
}

export interface ResidentBatch {
  readonly batch: Batch;
  readonly width: number;
  readonly lookup: boolean;
  /** Sequence in each lane, all tiles' lanes in a row; the first `sequences` are all different. */
  readonly sequenceOf: Int32Array;
  readonly tiles: readonly ResidentTile[];
}

/** Writes the batch to memory in tiles of `width` lanes. */
export function makeResident(arena: Arena, batch: Batch, width: number): ResidentBatch {
  const tileCount = Math.ceil(batch.sequences / width);
  const sequenceOf = layLanes(batch, tileCount * width);
  const spread = 4 * batch.steps * batch.inputs * tileCount * width;
  const lookup =
    batch.symbols !== null && (batch.inputs > MOST_ONE_HOT_SYMBOLS || spread > MOST_ONE_HOT_BYTES);
  const tiles = Array.from({ length: tileCount }, (_, tile) => {
    const lanes = sequenceOf.subarray(tile * width, (tile + 1) * width);
    const scorable = Math.min(width, batch.sequences - tile * width);
    return writeTile(arena, batch, lanes, scorable, lookup);
  });
  return { batch, width, lookup, sequenceOf, tiles };
}

function layLanes(batch: Batch, lanes: number): Int32Array {
  const order = Int32Array.from({ length: batch.sequences }, (_, sequence) => sequence);
  if (batch.activeSteps !== batch.sequences * batch.steps) {
    order.sort((left, right) => batch.lengths[right]! - batch.lengths[left]! || left - right);
  }
  const last = order[batch.sequences - 1]!;
  return Int32Array.from({ length: lanes }, (_, lane) => order[lane] ?? last);
}

function writeTile(
  arena: Arena,
  batch: Batch,
  lanes: Int32Array,
  scorable: number,
  lookup: boolean,
): ResidentTile {
  const lengths = lanes.map((sequence) => batch.lengths[sequence]!);
  const steps = lengths.reduce((left, right) => Math.max(left, right));
  const fullSteps = lengths.reduce((left, right) => Math.min(left, right));
  const lengthsAt = arena.take(4 * lanes.length);
  arena.integersAt(lengthsAt, lanes.length).set(lengths);
  return {
    steps,
    fullSteps,
    lengths: lengthsAt,
    inputs: lookup ? writeSymbols(arena, batch, lanes, steps) : writeRows(arena, batch, lanes, steps),
    ...writeAnswers(arena, batch, lanes.subarray(0, scorable), lanes.length, steps),
  };
}

/** Writes symbols, `[T][L]`. */
function writeSymbols(arena: Arena, batch: Batch, lanes: Int32Array, steps: number): number {
  const width = lanes.length;
  const address = arena.take(4 * steps * width);
  const target = arena.integersAt(address, steps * width);
  for (let step = 0; step < steps; step++) {
    for (let lane = 0; lane < width; lane++) {
      target[step * width + lane] = batch.symbols![step * batch.sequences + lanes[lane]!]!;
    }
  }
  return address;
}

/** Writes inputs `[T][I][L]`, with memory for a whole group of four rows behind them. */
function writeRows(arena: Arena, batch: Batch, lanes: Int32Array, steps: number): number {
  const width = lanes.length;
  const { inputs, sequences, symbols, dense } = batch;
  const address = arena.take(4 * (steps * inputs + 3) * width);
  const target = arena.floatsAt(address, (steps * inputs + 3) * width).fill(0);
  for (let step = 0; step < steps; step++) {
    if (symbols) {
      for (let lane = 0; lane < width; lane++) {
        const symbol = symbols[step * sequences + lanes[lane]!]!;
        target[(step * inputs + symbol) * width + lane] = 1;
      }
    } else {
      for (let input = 0; input < inputs; input++) {
        const row = step * inputs + input;
        for (let lane = 0; lane < width; lane++) {
          target[row * width + lane] = dense![row * sequences + lanes[lane]!]!;
        }
      }
    }
  }
  return address;
}

/** Writes the steps at which lanes of the tile are scored, with weights and targets. */
function writeAnswers(arena: Arena, batch: Batch, lanes: Int32Array, width: number, steps: number) {
  const { sequences, outputs, mask, classes, values } = batch;
  const answerIndices = Array.from(batch.answerSteps.keys()).filter((index) => {
    const step = batch.answerSteps[index]!;
    return step < steps && lanes.some((sequence) => mask[step * sequences + sequence] === 1);
  });
  const targetRows = classes ? 1 : outputs;
  const answers = arena.take(answerLayout.bytes * answerIndices.length);
  const weightsAt = arena.take(4 * width * answerIndices.length);
  const targetsAt = arena.take(4 * width * targetRows * answerIndices.length);
  const floats = arena.floats;
  const integers = arena.integers;
  floats.fill(0, weightsAt / 4, weightsAt / 4 + width * answerIndices.length);
  floats.fill(0, targetsAt / 4, targetsAt / 4 + width * targetRows * answerIndices.length);
  const records = arena.records;
  for (const [position, index] of answerIndices.entries()) {
    const step = batch.answerSteps[index]!;
    const weightsHere = weightsAt + 4 * width * position;
    const targetsHere = targetsAt + 4 * width * targetRows * position;
    const record = answers + answerLayout.bytes * position;
    setFields(records, answerLayout, record, { step, weights: weightsHere, targets: targetsHere });
    for (const [lane, sequence] of lanes.entries()) {
      if (mask[step * sequences + sequence] !== 1) continue;
      floats[weightsHere / 4 + lane] = weightAt(batch, step, sequence);
      if (classes) integers[targetsHere / 4 + lane] = classes[step * sequences + sequence]!;
      for (let output = 0; values && output < outputs; output++) {
        const value = values[(step * outputs + output) * sequences + sequence]!;
        floats[targetsHere / 4 + output * width + lane] = value;
      }
    }
  }
  return { answers, answerIndices };
}
