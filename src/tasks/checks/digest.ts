/** A batch's content in a few characters, and where two batches differ. */
import { createHash } from 'node:crypto';
import type { Batch } from '../../engine/batch.ts';

const FIELDS = ['lengths', 'symbols', 'dense', 'mask', 'classes', 'values'] as const;

/** Batches of the same sequences have the same digest. */
export function digest(batch: Batch): string {
  const hash = createHash('sha256');
  for (const name of FIELDS) {
    const field = batch[name];
    hash.update(field === null ? 'null' : Buffer.from(field.buffer, field.byteOffset, field.byteLength));
  }
  return hash.digest('hex').slice(0, 32);
}

/** The first sequence that is not the same in both, of as many as the smaller one has; null where there is none. */
export function firstDifference(one: Batch, other: Batch): number | null {
  const count = Math.min(one.sequences, other.sequences);
  for (let b = 0; b < count; b++) if (sequenceOf(one, b) !== sequenceOf(other, b)) return b;
  return null;
}

/** All that belongs to sequence b, however many others the batch has and however long they are. */
export function sequenceOf(batch: Batch, b: number): string {
  const { sequences: count, inputs, outputs } = batch;
  const steps = Array.from({ length: batch.lengths[b]! }, (_, t) => [
    batch.symbols?.[t * count + b],
    Array.from({ length: batch.dense ? inputs : 0 }, (_, i) => batch.dense![(t * inputs + i) * count + b]),
    batch.mask[t * count + b],
    batch.classes?.[t * count + b],
    Array.from(
      { length: batch.values ? outputs : 0 },
      (_, o) => batch.values![(t * outputs + o) * count + b],
    ),
  ]);
  return JSON.stringify([batch.weights[b], steps]);
}
