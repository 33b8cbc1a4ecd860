/**
 * Parts of a batch with feedback, each a batch without it: the sequences whose inputs are all given, and of those that
 * run free the washout and what follows it.
 *
 *   steps       0 … S-1       S … T-1
 *   forced      ───────── forced ─────
 *   free        washout       tail      (its fed-back inputs are 0: the net's weights make up for them, `fold.ts`)
 */
import type { Batch } from '../batch.ts';
import { sliceBatch } from './slice-batch.ts';

export interface FeedbackParts {
  readonly forced: ForcedPart | null;
  readonly free: FreePart | null;
}

export interface ForcedPart {
  /** Numbers of its sequences in the whole batch. */
  readonly sequences: readonly number[];
  readonly batch: Batch;
}

export interface FreePart {
  readonly sequences: readonly number[];
  /** Steps before the free ones. */
  readonly washout: Batch;
  /** Free steps, their first O inputs 0. */
  readonly tail: Batch;
}

/** Batches never change, and a search asks for the same one again and again. */
const known = new WeakMap<Batch, FeedbackParts>();

/** Parts of the batch; null where it has no feedback. */
export function partsOf(batch: Batch): FeedbackParts | null {
  const { feedback, steps } = batch;
  if (feedback === undefined) return null;
  const held = known.get(batch);
  if (held !== undefined) return held;
  const { washout, free } = feedback;
  const all = Array.from({ length: batch.sequences }, (_, sequence) => sequence);
  const forced = all.filter((sequence) => free[sequence] !== 1);
  const running = all.filter((sequence) => free[sequence] === 1);
  const slice = { sequences: running };
  const made: FeedbackParts = {
    forced:
      forced.length === 0
        ? null
        : { sequences: forced, batch: sliceBatch(batch, { from: 0, to: steps, sequences: forced }) },
    free:
      running.length === 0
        ? null
        : {
            sequences: running,
            washout: sliceBatch(batch, { ...slice, from: 0, to: washout }),
            tail: sliceBatch(batch, { ...slice, from: washout, to: steps, silent: true }),
          },
  };
  known.set(batch, made);
  return made;
}
