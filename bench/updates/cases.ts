/** Training updates to time, and the floating-point operations that each counts for. */
import { elmanNet } from '../../src/nets/elman.ts';
import { gruNet } from '../../src/nets/gru.ts';
import { lstmNet } from '../../src/nets/lstm.ts';
import type { Net } from '../../src/nets/net.ts';
import type { BatchSizes } from './random-batch.ts';

type Sizes = Pick<Net, 'inputs' | 'outputs'> & { readonly hidden: number };

/** Cell, its name at the peer, and the number of its matrices in W_rec. */
interface Cell {
  readonly words: string;
  readonly peer: 'rnn' | 'lstm' | 'gru';
  readonly gates: number;
  net(sizes: Sizes): Net;
}

const elman: Cell = {
  words: 'Elman',
  peer: 'rnn',
  gates: 1,
  net: (sizes) => elmanNet({ unit: 'tanh', ...sizes }),
};
/** With peepholes; the peer has none, and they count for nothing. */
const lstm: Cell = {
  words: 'LSTM',
  peer: 'lstm',
  gates: 4,
  net: (sizes) => lstmNet({ peepholes: true, ...sizes }),
};
const gru: Cell = { words: 'GRU', peer: 'gru', gates: 3, net: gruNet };

export interface UpdateCase {
  readonly cell: Cell;
  readonly hidden: number;
  readonly batch: BatchSizes;
  readonly goal: string;
}

const task = (kind: BatchSizes['task'], inputs: number, outputs: number, sequences: number): BatchSizes => ({
  ...{ task: kind, inputs, outputs, sequences, steps: 200 },
});
const order = (sequences: number) => task('last', 6, 4, sequences);
const roll = (sequences: number) => task('bernoulli', 88, 88, sequences);

const gated = (cell: Cell): UpdateCase[] => [
  { cell, hidden: 50, batch: order(20), goal: '5 times PyTorch, 40 % of the peak' },
  { cell, hidden: 128, batch: order(20), goal: '2 times PyTorch, 40 % of the peak' },
  { cell, hidden: 500, batch: order(10), goal: '1.6 times PyTorch, 40 % of the peak' },
];

export const updateCases: readonly UpdateCase[] = [
  ...gated(lstm),
  ...gated(gru),
  { cell: elman, hidden: 300, batch: roll(20), goal: '1.5 times PyTorch, 60 % of the peak' },
  {
    cell: elman,
    hidden: 500,
    batch: task('softmax', 50, 50, 16),
    goal: '1.3 times PyTorch, 60 % of the peak',
  },
  { cell: elman, hidden: 300, batch: order(1), goal: '24 % of the peak' },
  { cell: elman, hidden: 300, batch: roll(1), goal: '24 % of the peak' },
];

const smaller = (hidden: number, sequences: number): UpdateCase => ({
  ...{ cell: elman, hidden, batch: order(sequences), goal: '' },
});

/** Cases to compare with another build: also such as fill their tiles, and smaller nets. */
export const comparedCases: readonly UpdateCase[] = [
  ...updateCases,
  smaller(300, 20),
  smaller(100, 24),
  smaller(100, 16),
  smaller(100, 8),
  smaller(50, 20),
  smaller(50, 32),
];

/** Sizes of a case in words. */
export function wordsOf({
  cell,
  hidden,
  batch: { task: kind, outputs, sequences, steps },
}: UpdateCase): string {
  const answers = kind === 'last' ? '' : `, ${outputs} ${kind} outputs on every step`;
  return `${cell.words}, H=${hidden}, batch ${sequences}, T=${steps}${answers}`;
}

/**
 * Floating-point operations of an update: multiply-adds of the forward pass, the error signals and the weight products
 * with W_rec, with dense inputs (to which no error signal goes) and with outputs on every step.
 */
export function flopsOf({ cell, hidden, batch }: UpdateCase): number {
  const { task: kind, inputs, outputs, sequences, steps } = batch;
  const recurrent = cell.gates * hidden * hidden;
  const readout = kind === 'last' ? 0 : outputs * hidden;
  const dense = kind === 'bernoulli' ? cell.gates * hidden * inputs : 0;
  return 2 * (3 * (recurrent + readout) + 2 * dense) * steps * sequences;
}
