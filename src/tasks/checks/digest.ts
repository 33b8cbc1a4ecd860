/** Digest of a batch's content, and comparison of two batches. */

import type { Batch } from '../../engine/batch.ts';
import { Sha256 } from '../../numeric/sha-256.ts';

const FIELDS = ['lengths', 'symbols', 'dense', 'mask', 'classes', 'values'] as const;

/** Digest, equal for batches of the same sequences. */
export function digest(batch: Batch): string {
  const hash = new Sha256();
  for (const name of FIELDS) {
    const field = batch[name];
    hash.update(field ?? 'null');
  }
  return hash.hex().slice(0, 32);
}

/** Decoder that gives each of the 256 bytes a character of its own. */
const BYTES = new TextDecoder('latin1');

/** First sequence that is not the same in both, of as many as the smaller one has; null where there is none. */
export function firstDifference(one: Batch, other: Batch): number | null {
  const count = Math.min(one.sequences, other.sequences);
  for (let b = 0; b < count; b++) if (sequenceOf(one, b) !== sequenceOf(other, b)) return b;
  return null;
}

/**
 * Data of sequence b, independent of the number and length of the batch's other sequences: equal for equal sequences
 * alone. The numbers' bytes are taken, since thousands of sequences are compared whenever a task is chosen.
 */
export function sequenceOf(batch: Batch, b: number): string {
  const { sequences: count, inputs, outputs, symbols, dense, mask, classes, values } = batch;
  const length = batch.lengths[b]!;
  const width = (symbols ? 1 : 0) + (dense ? inputs : 0) + 1 + (classes ? 1 : 0) + (values ? outputs : 0);
  const numbers = new Float64Array(2 + length * width);
  let at = 0;
  // Negative zeros become positive, since the two are equal numbers of unequal bytes.
  const put = (number: number): void => {
    numbers[at] = number + 0;
    at += 1;
  };
  put((symbols ? 1 : 0) + (dense ? 2 : 0) + (classes ? 4 : 0) + (values ? 8 : 0));
  put(batch.weights[b]!);
  for (let t = 0; t < length; t++) {
    if (symbols) put(symbols[t * count + b]!);
    if (dense) for (let i = 0; i < inputs; i++) put(dense[(t * inputs + i) * count + b]!);
    put(mask[t * count + b]!);
    if (classes) put(classes[t * count + b]!);
    if (values) for (let o = 0; o < outputs; o++) put(values[(t * outputs + o) * count + b]!);
  }
  return BYTES.decode(numbers);
}
