import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import type { Device } from '../../../src/engine/device.ts';
import type { Solution } from '../../../src/nets/solution.ts';
import { beyondMeasures } from '../../../src/tournament/trial/beyond.ts';
import { findTask } from '../../../tasks/index.ts';

const task = findTask('anbn');
const solution = {} as Solution;

/** Device whose net counts as far as that n, and the lengths of the strings that it was asked for. */
function counting(most: number) {
  const asked: number[] = [];
  const evaluate = ((_net: unknown, _parameters: unknown, batch: Batch) => {
    const { sequences, outputs, answerSteps, values, lengths } = batch;
    expect(sequences).toBe(1);
    asked.push(lengths[0]!);
    const n = (lengths[0]! - 1) / 2;
    const right = Float64Array.from(answerSteps).map((_, index) => index);
    const answers = new Float64Array(right.length * outputs);
    for (const s of right)
      for (let o = 0; o < outputs; o++) answers[s * outputs + o] = values![s * outputs + o]!;
    if (n > most) answers[answers.length - 1] = Number.NaN;
    return { loss: 0, losses: new Float64Array(1), outputs: answers };
  }) as Device['evaluate'];
  return { device: { evaluate }, asked };
}

describe('the test of aⁿbⁿ beyond its training lengths', () => {
  const reached = async (most: number, set: object = {}) => {
    const { device, asked } = counting(most);
    const found = await beyondMeasures(task, task.options.parse(set), solution, device);
    return { found, asked };
  };

  it('gives the largest n up to which every string is right, and goes no further than the first wrong one', async () => {
    const { found, asked } = await reached(37);
    expect(found).toEqual({ upTo: 37 });
    expect(asked).toHaveLength(38);
    expect(asked.at(-1)).toBe(2 * 38 + 1);
  });

  it('ends at the n that was asked for, and never below those of training', async () => {
    expect((await reached(10_000)).found).toEqual({ upTo: 100 });
    expect((await reached(10_000, { beyond: 12 })).asked).toHaveLength(12);
    expect((await reached(10_000, { beyond: 5, maximum: 20 })).found).toEqual({ upTo: 20 });
  });

  it('counts none where the first string is wrong, and is left out where nobody asks for it', async () => {
    expect((await reached(0)).found).toEqual({ upTo: 0 });
    expect((await reached(2, { minimum: 3 })).found).toEqual({ upTo: 2 });
    expect(await reached(5, { beyond: 0 })).toEqual({ found: {}, asked: [] });
    const { beyond: _beyond, ...former } = task.options.parse({});
    expect(await beyondMeasures(task, former, solution, counting(5).device)).toEqual({});
    const order = findTask('temporal-order');
    expect(await beyondMeasures(order, order.options.parse({}), solution, counting(5).device)).toEqual({});
  });

  it('ends without a result where the trial is stopped', async () => {
    const { device, asked } = counting(50);
    const found = await beyondMeasures(
      task,
      task.options.parse({}),
      solution,
      device,
      () => asked.length > 3,
    );
    expect(found).toBeNull();
    expect(asked).toHaveLength(4);
  });
});
