/**
 * Operation and traffic counts of one update of one trial on the webgpu device, from its sizes alone, for batches whose
 * sequences are all equally long. A multiply-and-add is two floating-point operations; nonlinearities, losses, products of
 * a cell's own values and the kernels' padding are not counted. Bytes are those of 32-bit numbers in the GPU's memory, each buffer once for every
 * kernel that reads or writes it: repeated reads of workgroups come from caches.
 */

import { gpuCells } from '../../src/engine/webgpu/kernels/cells/index.ts';
import { GROUPS } from '../../src/engine/webgpu/kernels/kernel.ts';
import { rowLength } from '../../src/engine/webgpu/kernels/prelude.ts';
import {
  type ProductName,
  productEntries,
  productExtent,
  splitCapacity,
} from '../../src/engine/webgpu/kernels/products.ts';
import { ASSIGNMENT_WORDS, LOG_WORDS } from '../../src/engine/webgpu/kernels/record-words.ts';
import { STREAMED_SEQUENCES } from '../../src/engine/webgpu/kernels/streamed.ts';
import { gatesOf, type RecurrentNet } from '../../src/engine/webgpu/passes/shape.ts';

export interface UpdateSizes {
  readonly net: RecurrentNet;
  readonly sequences: number;
  readonly steps: number;
  /** Number of scored steps of the whole batch. */
  readonly answers: number;
  /** True where inputs are symbols. */
  readonly isSymbolic: boolean;
  readonly omega: boolean;
  /** Number of words of the packed batch, and of the trials that share it. */
  readonly batchWords: number;
  readonly trialsABatch: number;
}

export interface UpdateCounts {
  readonly flops: {
    readonly forward: number;
    readonly errorSignals: number;
    readonly weightProducts: number;
    /** Operations of Ω: two norms a step, the signals' Gram product, and that times W_rec. */
    readonly omega: number;
    readonly step: number;
  };
  readonly bytes: {
    readonly states: number;
    readonly signals: number;
    /** Bytes of the values that gates keep. */
    readonly kept: number;
    readonly omega: number;
    /** Bytes of the sums over the splits of the products. */
    readonly partials: number;
    /** Bytes of θ and the gradient. */
    readonly parameters: number;
    /** Bytes of the batch, written and read, and of the update's record, written and read back. */
    readonly uploads: number;
  };
}

export function countUpdate(sizes: UpdateSizes): UpdateCounts {
  const { net, sequences, steps, answers, omega } = sizes;
  const { inputs, hidden, outputs, parameters } = net;
  const rows = sequences * steps;
  const gates = gatesOf(net);
  const sums = gates === null ? 1 : GROUPS;
  const { inputGroups, recurrentGroups } = gates ?? { inputGroups: 1, recurrentGroups: 1 };
  const recurrent = 2 * recurrentGroups * hidden * hidden * rows;
  // A symbol picks a column of W_in, which is added; its gradient likewise. b is added once a row.
  const input = (sizes.isSymbolic ? 1 : 2 * inputs) * inputGroups * hidden * rows;
  const bias = sums * hidden * rows;
  const own = 2 * (gates?.own?.rows ?? 0) * hidden * rows;
  const output = 2 * outputs * (hidden + 1) * answers;
  const regular = omega ? 1 : 0;
  const padded = rowLength(hidden) * rows;
  return {
    flops: {
      forward: recurrent + input + bias + own + output,
      errorSignals: recurrent + own + 2 * outputs * hidden * answers,
      weightProducts: recurrent + input + bias + own + output,
      omega: regular * (4 * hidden * rows + recurrent + 2 * hidden ** 3),
      step: 4 * parameters,
    },
    bytes: {
      // Written, read for slopes, read by the products; and where answers are read off them, twice.
      states: 4 * ((readsStates(net) ? 3 : 2) * padded + 2 * hidden * answers),
      // The answers' signals are written and read; then signals are written, and read by the products.
      signals: 4 * (2 * hidden * answers + 2 * sums * padded),
      // Written forward and read on the way back.
      kept: 4 * 2 * (gates?.kept ?? 0) * padded,
      // ‖d‖² and ‖v‖² are always written. Ω reads both and writes factors; the Gram product reads those and signals.
      omega: gates !== null ? 0 : 4 * (2 * rows + regular * (4 * rows + padded + 6 * hidden ** 2)),
      partials:
        8 *
        (partialsOf('weights', sizes, rows) +
          partialsOf('output', sizes, answers) +
          ownPartialsOf(sizes) +
          regular * partialsOf('gram', sizes, rows)),
      // θ is read forward, backward and at the step, and written; the gradient is written, and read twice.
      parameters: 4 * 7 * parameters,
      uploads:
        4 * (sizes.batchWords / sizes.trialsABatch + sizes.batchWords + 2 * (ASSIGNMENT_WORDS + LOG_WORDS)),
    },
  };
}

function partialsOf(name: ProductName, { net }: UpdateSizes, rows: number): number {
  const shape = { ...net, gates: gatesOf(net) };
  return splitCapacity(productExtent(name, shape), rows) * productEntries(name, shape);
}

function ownPartialsOf({ net, sequences }: UpdateSizes): number {
  const quads = Math.ceil(sequences / STREAMED_SEQUENCES);
  return quads * (gatesOf(net)?.own?.rows ?? 0) * rowLength(net.hidden);
}

/** True where the way back reads the states: always in an Elman net, for its slopes. */
const readsStates = ({ architecture }: RecurrentNet): boolean =>
  !Object.hasOwn(gpuCells, architecture) || gpuCells[architecture]!.readsState;

export const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
