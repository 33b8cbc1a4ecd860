import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../../src/engine/batch.ts';
import type { DescentSettings } from '../../../../src/engine/device.ts';
import { type Chunk, takeChunk } from '../../../../src/engine/webgpu/descents/chunk.ts';
import { DescentSlot } from '../../../../src/engine/webgpu/descents/descent-slot.ts';
import { recordFields } from '../../../../src/engine/webgpu/kernels/prelude.ts';
import { productEntries } from '../../../../src/engine/webgpu/kernels/products.ts';
import { ASSIGNMENT_WORDS } from '../../../../src/engine/webgpu/kernels/record-words.ts';
import { packedWords } from '../../../../src/engine/webgpu/memory/packed-batch.ts';
import { shapeOf } from '../../../../src/engine/webgpu/passes/shape.ts';
import { type Form, makeCase, netOf } from '../../../support/engine/form-cases.ts';
import { limitedGpu } from '../limited.ts';

const SEQUENCES = 6;
const base: Form = { unit: 'tanh', loss: 'softmax', input: 'symbols', inputs: 6, hidden: 10, outputs: 4 };
const batchOf = (steps: number, seed = steps, form: Form = base): Batch =>
  makeCase(form, { sequences: SEQUENCES, steps, seed, scored: 'last' }).batch;
const form = { shape: shapeOf(netOf(base), batchOf(1)), sequences: SEQUENCES };

const plain: DescentSettings = { learningRate: 0.1, threshold: 0, omega: null };
const regularised: DescentSettings = { ...plain, omega: { form: 'norm', weight: 1 } };

/** A slot with a run that gives these batches; of each pair the second watches its state norms. */
function slot(index: number, settings: DescentSettings, batches: readonly Batch[]) {
  const keeper = { wake: () => {}, leave: () => {}, readVectors: () => Promise.reject(new Error()) };
  const one = new DescentSlot(keeper, { parameters: new Float32Array(3), vectors: [], updates: 0 }, settings);
  one.index = index;
  const left = [...batches];
  const report = one.run(() => {
    const batch = left.shift();
    return batch === undefined ? null : { batch, stateNorms: (batches.length - left.length) % 2 === 0 };
  });
  // Met where a test awaits it.
  report.catch(() => {});
  return { slot: one, report, left };
}

const take = (slots: readonly { slot: DescentSlot }[], depth: number, gpu = limitedGpu()): Chunk =>
  takeChunk(
    gpu,
    form,
    slots.map((one) => one.slot),
    depth,
  )!;

/** `[slot index, batch]` of the entries. */
const order = ({ entries }: Chunk) => entries.map(({ slot: one, batch }) => [one.index, batch.steps]);

describe('a chunk of updates', () => {
  it('goes layer after layer through the slots, in each those with Ω first, as long as they have any', () => {
    const slots = [
      slot(0, plain, [batchOf(1), batchOf(2), batchOf(3)]),
      slot(1, regularised, [batchOf(4)]),
      slot(2, plain, []),
      slot(3, regularised, [batchOf(5), batchOf(6)]),
    ];
    const chunk = take(slots, 8);
    expect(order(chunk)).toEqual([
      [1, 4],
      [3, 5],
      [0, 1],
      [3, 6],
      [0, 2],
      [0, 3],
    ]);
    expect(chunk.dispatches.map(({ first, slots, omegaSlots }) => [first, slots, omegaSlots])).toEqual([
      [0, 3, 2],
      [3, 2, 1],
      [5, 1, 0],
    ]);
    expect(chunk.steps).toBe(6);
    expect(
      takeChunk(
        limitedGpu(),
        form,
        slots.map((one) => one.slot),
        8,
      ),
    ).toBeNull();
  });

  it('takes no more layers than it may, and leaves the rest for the next one', () => {
    const slots = [
      slot(
        0,
        plain,
        [1, 2, 3].map((steps) => batchOf(steps)),
      ),
      slot(1, plain, [batchOf(4)]),
    ];
    expect(order(take(slots, 1))).toEqual([
      [0, 1],
      [1, 4],
    ]);
    expect(order(take(slots, 1))).toEqual([[0, 2]]);
    expect(order(take(slots, 5))).toEqual([[0, 3]]);
  });

  it('takes no further round where its batches are enough for a buffer', () => {
    const batches = Array.from({ length: 50 }, (_, seed) => batchOf(9, seed));
    const bytes = 4 * 4 * 10 * packedWords(batches[0]!);
    const one = slot(0, plain, batches);
    expect(take([one], 50, limitedGpu({ maxStorageBufferBindingSize: bytes })).entries.length).toBe(11);
    expect(one.left.length).toBe(39);
  });

  it('says of each update whose it is, on which batch, whether its norms are wanted, and its factors', () => {
    const shared = batchOf(7);
    const slots = [slot(5, plain, [shared, batchOf(2)]), slot(8, plain, [shared, shared])];
    const { assignments, data, entries } = take(slots, 2);
    const of = (entry: number) => [
      ...assignments.subarray(entry * ASSIGNMENT_WORDS, (entry + 1) * ASSIGNMENT_WORDS),
    ];
    expect([0, 1, 2, 3].map((entry) => of(entry).slice(1, 3))).toEqual([
      [5, 0],
      [8, 0],
      [5, 1],
      [8, 1],
    ]);
    // No schedule moves η or α: both factors are 1.
    const factors = new Float32Array(assignments.buffer);
    for (const at of [3, 4, ASSIGNMENT_WORDS + 3]) expect(factors[at]).toBe(1);
    expect(entries.map(({ watched }) => Number(watched))).toEqual([0, 0, 1, 1]);
    // A batch that several work on lies in the data once.
    expect(data.length).toBe(packedWords(shared) + packedWords(batchOf(2)));
    const stepsOf = (entry: number) => data[of(entry)[0]! + recordFields.indexOf('steps')];
    expect([0, 1, 2, 3].map(stepsOf)).toEqual([7, 7, 2, 7]);
    expect(of(0)[0]).toBe(of(3)[0]);
  });

  it('makes a dispatch of what fits side by side, with room for the largest', () => {
    // Of three steps the states are the largest of their buffers, of one the weight products.
    const bytes = 3 * Math.max(4 * 3 * SEQUENCES * 12, 4 * productEntries('weights', form.shape));
    const gpu = limitedGpu({ maxStorageBufferBindingSize: bytes });
    const slots = [3, 2, 3, 1, 1, 1, 1].map((steps, index) => slot(index, plain, [batchOf(steps)]));
    const { dispatches } = take(slots, 1, gpu);
    expect(dispatches.map(({ first, slots, size }) => [first, slots, size.rows, size.steps])).toEqual([
      [0, 3, 18, 3],
      [3, 3, 6, 1],
      [6, 1, 6, 1],
    ]);
  });

  it('has a batch that does not fit by itself, in several runs of its sequences, without changing the order', () => {
    const gpu = limitedGpu({ maxStorageBufferBindingSize: 4000 });
    const slots = [
      slot(0, plain, [batchOf(1)]),
      slot(1, plain, [batchOf(2)]),
      slot(2, plain, [batchOf(40)]),
      slot(3, plain, [batchOf(40)]),
      slot(4, regularised, [batchOf(40)]),
      slot(5, plain, [batchOf(1)]),
    ];
    const { dispatches, entries } = take(slots, 1, gpu);
    expect(entries.map(({ slot: one }) => one.index)).toEqual([4, 0, 1, 2, 3, 5]);
    expect(
      dispatches.map(({ first, slots, omegaSlots, ranges }) => [first, slots, omegaSlots, ranges.length]),
    ).toEqual([
      [0, 1, 1, 3],
      [1, 2, 0, 1],
      [3, 1, 0, 3],
      [4, 1, 0, 3],
      [5, 1, 0, 1],
    ]);
    const [cut, whole] = dispatches;
    expect(cut!.ranges.map(({ first, count, answers }) => [first, count, answers])).toEqual([
      [0, 2, 2],
      [2, 2, 2],
      [4, 2, 2],
    ]);
    expect(cut!.size).toMatchObject({ rows: 80, answers: 2, sequences: SEQUENCES });
    expect(whole!.ranges).toEqual([{ first: 0, count: SEQUENCES, answers: SEQUENCES }]);
    expect(whole!.size).toMatchObject({ rows: 12, answers: 6, steps: 2 });
  });

  it('watches state norms in dispatches where one of them is wanted', () => {
    const slots = [slot(0, plain, [batchOf(1), batchOf(1)]), slot(1, plain, [batchOf(1)])];
    expect(take(slots, 2).dispatches.map(({ watched }) => watched)).toEqual([false, true]);
  });

  it.each([
    ['of another number of sequences', makeCase(base, { sequences: 5, steps: 1, seed: 1 }).batch],
    ['of another loss', batchOf(1, 1, { ...base, loss: 'squared' })],
    ['of other inputs', batchOf(1, 1, { ...base, input: 'dense' })],
    ['of more outputs', batchOf(1, 1, { ...base, outputs: 5 })],
  ])('refuses a batch %s, and the slot that gave it alone fails', async (_, wrong) => {
    const spoiled = slot(0, plain, [batchOf(3), wrong, batchOf(1)]);
    const other = slot(1, plain, [batchOf(4), batchOf(5)]);
    const chunk = take([spoiled, other], 4);
    expect(order(chunk)).toEqual([
      [0, 3],
      [1, 4],
      [1, 5],
    ]);
    for (const { slot: one } of chunk.entries) one.told({ loss: 1, norm: 1, omega: 0, fault: 0 });
    for (const { slot: one } of [spoiled, other]) one.settle();
    await expect(spoiled.report).rejects.toThrow('have all the same form and the same number of sequences');
    expect((await other.report).losses.length).toBe(2);
  });
});
