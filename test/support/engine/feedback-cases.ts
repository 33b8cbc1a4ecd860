/** Nets and batches whose outputs come back to their inputs, for tests of forcing and of free runs. */
import { type Batch, shared } from '../../../src/engine/batch.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { gruNet } from '../../../src/nets/gru.ts';
import { lstmNet } from '../../../src/nets/lstm.ts';
import type { Net } from '../../../src/nets/net.ts';
import { randomBatch } from './random-batch.ts';

/** Two outputs come back, beside a third input that is always given. */
export const FED = { inputs: 3, hidden: 7, outputs: 2 };

export const fedNets: Readonly<Record<string, Net>> = {
  elman: elmanNet({ unit: 'tanh', ...FED }),
  lstm: lstmNet({ peepholes: true, ...FED }),
  gru: gruNet(FED),
};

export interface FedChoice {
  readonly washout?: number;
  readonly steps?: number;
  readonly sequences?: number;
  /** Flags of the sequences that run free. Default: all. */
  readonly free?: (sequence: number) => boolean;
  readonly ragged?: boolean;
  readonly scored?: 'some' | 'all';
}

/** Batch with feedback: inputs and targets are random, and each sequence is longer than the washout. */
export function fedBatch(choice: FedChoice = {}): Batch {
  const {
    washout = 4,
    steps = 12,
    sequences = 11,
    free = () => true,
    ragged = false,
    scored = 'all',
  } = choice;
  const drawn = randomBatch({
    ...{ loss: 'squared', input: 'dense', ...FED, sequences, steps, scored, seed: 1993 },
  });
  const lengths = drawn.lengths.map((length, sequence) => (ragged ? length - (sequence % 5) : length));
  const mask = drawn.mask.map((one, at) => (Math.floor(at / sequences) < lengths[at % sequences]! ? one : 0));
  const flags = shared.uint8(sequences);
  for (let sequence = 0; sequence < sequences; sequence++) flags[sequence] = free(sequence) ? 1 : 0;
  return {
    ...drawn,
    lengths,
    mask,
    activeSteps: lengths.reduce((sum, length) => sum + length, 0),
    scoredSteps: mask.reduce((sum, one) => sum + one, 0),
    feedback: { washout, free: flags },
  };
}

/** The batch with all its inputs given. */
export function forcedBatch({ feedback: _, ...batch }: Batch): Batch {
  return batch;
}
