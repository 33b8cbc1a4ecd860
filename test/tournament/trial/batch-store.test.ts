import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import { drawBatch } from '../../../src/tasks/batches.ts';
import { BatchStore, bytesOf } from '../../../src/tournament/trial/batch-store.ts';
import { assembleTrial, makeProblem } from '../../../src/tournament/trial/problem.ts';
import toys from '../../support/tournament/toy-catalogue.ts';
import { smallContestant, toyTrial } from '../../support/tournament/toys.ts';

const task = toys.task('first');
const batch = (index: number): Batch => drawBatch(task, {}, ['batch'], index, 4);
const BYTES = bytesOf(batch(0));

/** A store, and what it drew. */
function store(most?: number) {
  const batches = new BatchStore(most);
  const drawn: number[] = [];
  const take = (index: number): Batch =>
    batches.take(String(index), () => {
      drawn.push(index);
      return batch(index);
    });
  return { take, drawn };
}

describe('a store of batches', () => {
  it('draws each once, and gives the same object again', () => {
    const { take, drawn } = store();
    const [first, second] = [take(1), take(2)];
    expect(take(1)).toBe(first);
    expect(take(2)).toBe(second);
    expect(drawn).toEqual([1, 2]);
    expect(first).toEqual(batch(1));
  });

  it('lets go of those drawn longest ago once they are too many bytes', () => {
    const { take, drawn } = store(3 * BYTES);
    for (const index of [1, 2, 3, 4]) take(index);
    for (const index of [2, 3, 4]) take(index);
    expect(drawn).toEqual([1, 2, 3, 4]);
    expect(take(1)).toEqual(batch(1));
    expect(drawn).toEqual([1, 2, 3, 4, 1]);
  });

  it('keeps the one drawn last whatever its size', () => {
    const { take, drawn } = store(1);
    for (const index of [1, 1, 2, 2, 1]) take(index);
    expect(drawn).toEqual([1, 2, 1]);
  });

  it('counts all arrays of a batch', () => {
    // [4 steps][4] symbols, mask and classes; [4] lengths and weights; [1] answer step.
    expect(BYTES).toBe(4 * 16 + 16 + 4 * 16 + 4 * 4 + 4 * 4 + 4);
  });
});

describe('training batches in a store', () => {
  const batches = new BatchStore();
  const problemOf = (contestant: string, given = {}) => {
    const spec = { ...toyTrial(smallContestant(contestant), { macs: 1 }), ...given };
    const parts = assembleTrial(spec, toys);
    return makeProblem(spec, parts, null as never, { batches });
  };

  it('are the same objects for all trials of one stream, and those that the trials draw alone', () => {
    const [one, other] = [problemOf('msgd'), problemOf('msgd-c')];
    const alone = toyTrial(smallContestant('msgd'), { macs: 1 });
    const problem = makeProblem(alone, assembleTrial(alone, toys), null as never);
    for (const index of [0, 1, 2]) {
      expect(other.trainingBatch(index, 5)).toBe(one.trainingBatch(index, 5));
      expect(problem.trainingBatch(index, 5)).toEqual(one.trainingBatch(index, 5));
    }
  });

  it('are others for another size, repetition, seed or task', () => {
    const one = problemOf('msgd');
    const other = (given: object) => problemOf('msgd', given).trainingBatch(0, 5);
    const { task: choice } = toyTrial(smallContestant('msgd'), { macs: 1 });
    const all = [
      one.trainingBatch(0, 5),
      one.trainingBatch(0, 6),
      other({ repetition: 2 }),
      other({ seed: 2 }),
      other({ task: { ...choice, name: 'cases' } }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });
});
