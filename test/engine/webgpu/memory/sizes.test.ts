import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../../src/engine/batch.ts';
import type { GpuLimits } from '../../../../src/engine/webgpu/gpu/gpu.ts';
import type { KernelShape } from '../../../../src/engine/webgpu/kernels/kernel.ts';
import { productEntries } from '../../../../src/engine/webgpu/kernels/products.ts';
import { groupsFor } from '../../../../src/engine/webgpu/kernels/workgroups.ts';
import {
  cutSequences,
  jobOf,
  largest,
  type Range,
  slotsFitting,
} from '../../../../src/engine/webgpu/memory/sizes.ts';
import { shapeOf } from '../../../../src/engine/webgpu/passes/shape.ts';
import { RunError } from '../../../../src/errors.ts';
import { type Form, makeCase } from '../../../support/engine/form-cases.ts';
import { limitedGpu } from '../limited.ts';

const form: Form = { unit: 'tanh', loss: 'softmax', input: 'symbols', inputs: 6, hidden: 10, outputs: 4 };
/** Bytes of a row of states. */
const ROW = 48;

const shapeAndBatch = (
  extent: Parameters<typeof makeCase>[1],
  of: Form = form,
): { shape: KernelShape; batch: Batch } => {
  const { net, batch } = makeCase(of, extent);
  return { shape: shapeOf(net, batch), batch };
};

const answersIn = ({ mask, sequences }: Batch, { first, count }: Range): number =>
  mask.filter((bit, index) => bit === 1 && index % sequences >= first && index % sequences < first + count)
    .length;

describe('a batch is cut into runs of sequences', () => {
  it('that follow one another, cover it, fit, and are as few as can be', () => {
    const cases = fc.record({
      sequences: fc.integer({ min: 1, max: 40 }),
      steps: fc.integer({ min: 1, max: 30 }),
      scored: fc.constantFrom('last', 'some', 'all'),
      ragged: fc.boolean(),
      seed: fc.nat(),
    });
    const limits = fc.record({
      bytes: fc.integer({ min: 4000, max: 60_000 }),
      groups: fc.integer({ min: 3, max: 50 }),
    });
    fc.assert(
      fc.property(
        cases,
        limits,
        fc.constantFrom('training', 'evaluation'),
        (extent, { bytes, groups }, mode) => {
          const { shape, batch } = shapeAndBatch(extent);
          const gpu = limitedGpu({
            maxStorageBufferBindingSize: bytes,
            maxComputeWorkgroupsPerDimension: groups,
          });
          const ranges = cutSequences(gpu, shape, batch, mode);
          let first = 0;
          for (const range of ranges) {
            expect(range.first).toBe(first);
            expect(range.count).toBeGreaterThan(0);
            expect(range.count).toBeLessThanOrEqual(groups);
            expect(range.answers).toBe(answersIn(batch, range));
            const rows = mode === 'training' ? range.count * batch.steps : range.answers;
            expect(rows * ROW).toBeLessThanOrEqual(bytes);
            first += range.count;
          }
          expect(first).toBe(batch.sequences);
          for (const [index, { count, answers }] of ranges.slice(0, -1).entries()) {
            const next = answersIn(batch, { first: ranges[index + 1]!.first, count: 1, answers: 0 });
            const rows = mode === 'training' ? (count + 1) * batch.steps : answers + next;
            // Splits of the weight products may need more than the states.
            const partials =
              Math.ceil(((count + 1) * batch.steps) / 128) * 4 * productEntries('weights', shape);
            const fits = Math.max(rows * ROW, mode === 'training' ? partials : 0) <= bytes && count < groups;
            expect(fits).toBe(false);
          }
        },
      ),
      { seed: 3, numRuns: 150 },
    );
  });

  it('where one may be as large as the GPU allows, though several are not made that large', () => {
    const gpu = limitedGpu({ maxStorageBufferBindingSize: 2 ** 30, maxBufferSize: 2 ** 30 });
    const { shape, batch } = shapeAndBatch({ sequences: 3, steps: 2, seed: 1 });
    const long = { ...batch, steps: 7_000_000 };
    expect(cutSequences(gpu, shape, long, 'training').map(({ count }) => count)).toEqual([1, 1, 1]);
  });

  it('and refused, with both sizes, where one is larger', () => {
    const gpu = limitedGpu({ maxStorageBufferBindingSize: 2 ** 27 });
    const { shape, batch } = shapeAndBatch({ sequences: 3, steps: 2, seed: 1 });
    const cutting = () => cutSequences(gpu, shape, { ...batch, steps: 7_000_000 }, 'training');
    expect(cutting).toThrow(
      'webgpu: one sequence of 7000000 steps through 10 units takes 321 MiB in one buffer, a test allows 128 MiB; ' +
        'use shorter sequences or fewer units',
    );
    expect(cutting).toThrow(RunError);
  });
});

describe('slots side by side', () => {
  const { shape } = shapeAndBatch({ sequences: 1, steps: 1, seed: 1 });
  const fitting = (limits: Partial<GpuLimits>, rows: number, mode: 'training' | 'evaluation' = 'training') =>
    slotsFitting(limitedGpu(limits), shape, { rows, answers: rows, sequences: 1, steps: 1 }, mode);

  it('are as many as fit into a buffer, which is not made larger than 256 MiB', () => {
    expect(fitting({ maxStorageBufferBindingSize: 100 * ROW * 100 }, 100, 'evaluation')).toBe(100);
    expect(fitting({}, 2 ** 20, 'evaluation')).toBe(Math.floor(2 ** 28 / (2 ** 20 * ROW)));
  });

  it('are at least one, and not more than a dispatch may have', () => {
    expect(fitting({ maxStorageBufferBindingSize: 10 }, 100)).toBe(1);
    expect(fitting({ maxComputeWorkgroupsPerDimension: 7 }, 1)).toBe(7);
  });

  it('have room for the parameters of each', () => {
    // 10 × (6 + 10 + 1) + 4 × 11 parameters.
    expect(fitting({ maxStorageBufferBindingSize: 5 * 4 * 214 }, 1, 'evaluation')).toBe(5);
  });
});

it('the largest of several sizes has room for each', () => {
  const sizes = [
    { rows: 1, answers: 8, sequences: 3, steps: 4 },
    { rows: 5, answers: 2, sequences: 3, steps: 9 },
  ];
  expect(largest(sizes)).toEqual({ rows: 5, answers: 8, sequences: 3, steps: 9 });
});

it('a job begins sums anew with the first sequence', () => {
  const { shape } = shapeAndBatch({ sequences: 1, steps: 1, seed: 1 });
  const size = { rows: 1000, answers: 300, sequences: 20, steps: 50 };
  expect(jobOf(shape, size, { first: 0, count: 5 }, 3)).toMatchObject({
    assignments: 3,
    sequenceFirst: 0,
    sequences: 5,
    rowCapacity: 1000,
    answerCapacity: 300,
    batchCapacity: 20,
    stepCapacity: 50,
    splitCapacity: 8,
    answerSplitCapacity: 3,
    fresh: 1,
  });
  expect(jobOf(shape, size, { first: 5, count: 5 }, 3).fresh).toBe(0);
});

it('workgroups are as many as the items need, one at least, as many as there may be at most', () => {
  expect([0, 1, 64, 65, 1e6].map((items) => groupsFor(items, 64, 100))).toEqual([1, 1, 1, 2, 100]);
});
