/**
 * Batch as kernels read it: one run of 32-bit words, sequence by sequence, for a workgroup runs along a sequence and
 * not along a step. First the record of offsets, then the pieces:
 *
 *   record │ lengths [B] │ inputs [B][T] or [B][T][I] │ answers │ first answer of each sequence [B + 1]
 *          │ targets, an answer each │ weights [B]
 *
 * An answer is a scored step of a sequence, given by its row = sequence · T + step; answers go by sequence, then step.
 */
import type { Batch } from '../../batch.ts';
import { recordFields } from '../kernels/prelude.ts';

/** Bits of a symbol: bytes where they fit. */
export const symbolBitsOf = (batch: Pick<Batch, 'symbols' | 'inputs'>): 8 | 32 | null => {
  if (batch.symbols === null) return null;
  return batch.inputs <= 256 ? 8 : 32;
};

/** Number of words of the batch. */
export function packedWords(batch: Batch): number {
  return pieces(batch).end;
}

function pieces(batch: Batch) {
  const { sequences, steps, inputs, outputs, scoredSteps, classes } = batch;
  const rows = sequences * steps;
  const bits = symbolBitsOf(batch);
  const inputWords = bits === null ? rows * inputs : bits === 8 ? Math.ceil(rows / 4) : rows;
  const lengthsAt = recordFields.length;
  const inputsAt = lengthsAt + sequences;
  const answersAt = inputsAt + inputWords;
  const answerStartsAt = answersAt + scoredSteps;
  const targetsAt = answerStartsAt + sequences + 1;
  const weightsAt = targetsAt + scoredSteps * (classes === null ? outputs : 1);
  return { lengthsAt, inputsAt, answersAt, answerStartsAt, targetsAt, weightsAt, end: weightsAt + sequences };
}

/** Writes the batch into `words` from `base` on. Its record is at `base`. */
export function packBatch(batch: Batch, words: Uint32Array, base: number): void {
  const { sequences, steps, inputs, outputs, mask, classes, values, symbols, dense } = batch;
  const at = pieces(batch);
  const floats = new Float32Array(words.buffer, words.byteOffset, words.length);
  const bytes = new Uint8Array(words.buffer, words.byteOffset, 4 * words.length);
  const record: Readonly<Record<(typeof recordFields)[number], number>> = {
    steps,
    sequences,
    answers: batch.scoredSteps,
    lengthsAt: base + at.lengthsAt,
    inputsAt: base + at.inputsAt,
    answersAt: base + at.answersAt,
    answerStartsAt: base + at.answerStartsAt,
    targetsAt: base + at.targetsAt,
    weightsAt: base + at.weightsAt,
  };
  for (const [index, field] of recordFields.entries()) words[base + index] = record[field];
  words.set(batch.lengths, record.lengthsAt);
  floats.set(batch.weights, record.weightsAt);
  const isBytes = symbolBitsOf(batch) === 8;
  let answer = 0;
  for (let sequence = 0; sequence < sequences; sequence++) {
    words[record.answerStartsAt + sequence] = answer;
    const length = batch.lengths[sequence]!;
    for (let step = 0; step < length; step++) {
      const from = step * sequences + sequence;
      const row = sequence * steps + step;
      if (symbols === null) {
        for (let input = 0; input < inputs; input++) {
          floats[record.inputsAt + row * inputs + input] =
            dense![(step * inputs + input) * sequences + sequence]!;
        }
      } else if (isBytes) {
        bytes[4 * record.inputsAt + row] = symbols[from]!;
      } else {
        words[record.inputsAt + row] = symbols[from]!;
      }
      if (mask[from] !== 1) continue;
      words[record.answersAt + answer] = row;
      if (classes !== null) words[record.targetsAt + answer] = classes[from]!;
      for (let output = 0; classes === null && output < outputs; output++) {
        floats[record.targetsAt + answer * outputs + output] =
          values![(step * outputs + output) * sequences + sequence]!;
      }
      answer++;
    }
  }
  words[record.answerStartsAt + sequences] = answer;
}
