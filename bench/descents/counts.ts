/**
 * Operation and traffic counts of one update of one trial on the webgpu device, from its sizes alone, for batches whose
 * sequences are all equally long. A multiply-and-add is two floating-point operations; nonlinearities, losses and the
 * kernels' padding are not counted. Bytes are those of 32-bit numbers in the GPU's memory, each buffer once for every
 * kernel that reads or writes it: repeated reads of workgroups come from caches.
 */

import { rowLength } from '../../src/engine/webgpu/kernels/prelude.ts';
import {
  type ProductName,
  productEntries,
  productExtent,
  splitCapacity,
} from '../../src/engine/webgpu/kernels/products.ts';
import { ASSIGNMENT_WORDS, LOG_WORDS } from '../../src/engine/webgpu/kernels/record-words.ts';
import type { ElmanNet } from '../../src/nets/net.ts';

export interface UpdateSizes {
  readonly net: Pick<ElmanNet, 'inputs' | 'hidden' | 'outputs' | 'parameters'>;
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
  const recurrent = 2 * hidden * hidden * rows;
  // A symbol picks a column of W_in, which is added; its gradient likewise. b is added once a row.
  const input = (sizes.isSymbolic ? hidden : 2 * hidden * inputs) * rows;
  const bias = hidden * rows;
  const output = 2 * outputs * (hidden + 1) * answers;
  const regular = omega ? 1 : 0;
  const padded = rowLength(hidden) * rows;
  return {
    flops: {
      forward: recurrent + input + bias + output,
      errorSignals: recurrent + 2 * outputs * hidden * answers,
      weightProducts: recurrent + input + bias + output,
      omega: regular * (4 * hidden * rows + recurrent + 2 * hidden ** 3),
      step: 4 * parameters,
    },
    bytes: {
      // Written, read for slopes, read by the products; and where answers are read off them, twice.
      states: 4 * (3 * padded + 2 * hidden * answers),
      // The answers' signals are written and read; then signals are written, and read by the products.
      signals: 4 * (2 * hidden * answers + 2 * padded),
      // ‖d‖² and ‖v‖² are always written. Ω reads both and writes factors; the Gram product reads those and signals.
      omega: 4 * (2 * rows + regular * (4 * rows + padded + 6 * hidden ** 2)),
      partials:
        8 *
        (partialsOf('weights', sizes, rows) +
          partialsOf('output', sizes, answers) +
          regular * partialsOf('gram', sizes, rows)),
      // θ is read forward, backward and at the step, and written; the gradient is written, and read twice.
      parameters: 4 * 7 * parameters,
      uploads:
        4 * (sizes.batchWords / sizes.trialsABatch + sizes.batchWords + 2 * (ASSIGNMENT_WORDS + LOG_WORDS)),
    },
  };
}

function partialsOf(name: ProductName, { net }: UpdateSizes, rows: number): number {
  const shape = { ...net, gates: null };
  return splitCapacity(productExtent(name, shape), rows) * productEntries(name, shape);
}

export const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
