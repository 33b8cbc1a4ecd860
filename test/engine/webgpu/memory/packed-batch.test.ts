import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../../src/engine/batch.ts';
import { recordFields } from '../../../../src/engine/webgpu/kernels/prelude.ts';
import { packBatch, packedWords, symbolBitsOf } from '../../../../src/engine/webgpu/memory/packed-batch.ts';
import { randomBatch } from '../../../support/engine/random-batch.ts';

type Field = (typeof recordFields)[number];

/** Reads packed batches as a kernel does. */
function reader(words: Uint32Array, base: number, bits: 8 | 32 | null) {
  const record = Object.fromEntries(
    recordFields.map((field, index) => [field, words[base + index]!]),
  ) as Record<Field, number>;
  const floats = new Float32Array(words.buffer);
  return {
    record,
    word: (at: number) => words[at]!,
    float: (at: number) => floats[at]!,
    symbol: (row: number) =>
      bits === 8
        ? (words[record.inputsAt + (row >> 2)]! >> (8 * (row & 3))) & 255
        : words[record.inputsAt + row]!,
  };
}

/** All that the batch says is to be found in the words. */
function expectPacked(batch: Batch, words: Uint32Array, base: number): void {
  const { record, word, float, symbol } = reader(words, base, symbolBitsOf(batch));
  const { sequences, steps, inputs, outputs } = batch;
  expect(record).toMatchObject({ steps, sequences, answers: batch.scoredSteps });
  let answer = 0;
  for (let sequence = 0; sequence < sequences; sequence++) {
    expect(word(record.lengthsAt + sequence)).toBe(batch.lengths[sequence]);
    expect(float(record.weightsAt + sequence)).toBe(batch.weights[sequence]);
    expect(word(record.answerStartsAt + sequence)).toBe(answer);
    for (let step = 0; step < steps; step++) {
      const row = sequence * steps + step;
      const from = step * sequences + sequence;
      if (batch.symbols) expect(symbol(row)).toBe(batch.symbols[from]);
      for (let input = 0; batch.dense && input < inputs; input++) {
        const value = batch.dense[(step * inputs + input) * sequences + sequence];
        expect(float(record.inputsAt + row * inputs + input)).toBe(value);
      }
      if (batch.mask[from] !== 1) continue;
      expect(word(record.answersAt + answer)).toBe(row);
      if (batch.classes) expect(word(record.targetsAt + answer)).toBe(batch.classes[from]);
      for (let output = 0; batch.values && output < outputs; output++) {
        const value = batch.values[(step * outputs + output) * sequences + sequence];
        expect(float(record.targetsAt + answer * outputs + output)).toBe(value);
      }
      answer++;
    }
  }
  expect(word(record.answerStartsAt + sequences)).toBe(answer);
  expect(answer).toBe(batch.scoredSteps);
}

const batches = fc
  .record({
    loss: fc.constantFrom('softmax', 'squared', 'bernoulli'),
    input: fc.constantFrom('symbols', 'dense'),
    inputs: fc.constantFrom(1, 2, 7, 255, 256, 257, 400),
    outputs: fc.integer({ min: 1, max: 6 }),
    sequences: fc.integer({ min: 1, max: 9 }),
    steps: fc.integer({ min: 1, max: 11 }),
    ragged: fc.boolean(),
    scored: fc.constantFrom('last', 'some', 'all'),
    reduction: fc.constantFrom('mean', 'sum'),
    seed: fc.nat(),
  })
  .map(randomBatch);

describe('a packed batch', () => {
  it('says all that the batch says, wherever in the words it lies', () => {
    fc.assert(
      fc.property(fc.array(batches, { minLength: 1, maxLength: 3 }), fc.nat(5), (several, base) => {
        let end = base;
        const placed = several.map((batch) => {
          const begin = end;
          end += packedWords(batch);
          return { batch, begin };
        });
        const words = new Uint32Array(end);
        for (const { batch, begin } of placed) packBatch(batch, words, begin);
        for (const { batch, begin } of placed) expectPacked(batch, words, begin);
        // Nothing of it lies outside of its own words.
        expect(words.subarray(0, base).every((word) => word === 0)).toBe(true);
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it('can be written into a part of a larger array', () => {
    const batch = randomBatch({
      loss: 'squared',
      input: 'symbols',
      inputs: 3,
      outputs: 2,
      sequences: 3,
      steps: 5,
      seed: 1,
    });
    const room = new Uint32Array(packedWords(batch) + 20).fill(7);
    packBatch(batch, room.subarray(10, -10), 0);
    expectPacked(batch, room.slice(10, -10), 0);
    expect(new Set([...room.subarray(0, 10), ...room.subarray(-10)])).toEqual(new Set([7]));
  });

  it('has symbols in bytes up to 256 of them', () => {
    const of = (inputs: number, symbols: Int32Array | null) => symbolBitsOf({ inputs, symbols });
    const some = new Int32Array(1);
    expect([of(1, some), of(256, some), of(257, some), of(3, null)]).toEqual([8, 8, 32, null]);
  });
});
