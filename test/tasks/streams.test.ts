import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/random.ts';
import { drawBatch } from '../../src/tasks/batches.ts';
import { findTask } from '../../tasks/index.ts';
import { narma10 } from '../../tasks/narma-10.ts';
import { capacityOf } from '../../tasks/parts/capacity.ts';
import { nrmseOf } from '../../tasks/parts/streams.ts';

const answer = (outputs: readonly number[][], targets: readonly number[][]) => ({
  steps: outputs.map((_, step) => step),
  outputs,
  targets,
});

describe('narma-10', () => {
  it('is the recursion of ten values with the present one among them, and u nine steps before', () => {
    const u = Float64Array.from({ length: 14 }, (_, n) => ((n * 7) % 10) / 20);
    const y = narma10(u);
    // By hand: from 0, then .1, then .3 · .1 + .05 · .1 · .1 + .1.
    expect(y[0]).toBe(0.1);
    expect(y[1]).toBeCloseTo(0.3 * 0.1 + 0.05 * 0.1 * 0.1 + 0.1, 15);
    const before = [...y.subarray(2, 12)];
    const sum = before.reduce((total, value) => total + value, 0);
    expect(y[12]).toBeCloseTo(0.3 * y[11]! + 0.05 * y[11]! * sum + 1.5 * u[3]! * u[12]! + 0.1, 15);
  });

  it('draws a sequence anew where |y| passes 1, so that none does', () => {
    const task = findTask('narma-10');
    const options = task.options.parse({ length: 2900 });
    const context = { part: 'training', index: 0, shared: undefined } as const;
    let redrawn = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { inputs, targets } = task.sample(randomStream(seed), options, context);
      const scored = (targets as readonly (readonly number[] | null)[]).flatMap((one) => one ?? []);
      expect(scored.every((y) => Math.abs(y) <= 1)).toBe(true);
      const first = randomStream(seed);
      const u = Float64Array.from({ length: 3000 }, () => first.uniform() / 2);
      if (u[0] === (inputs as number[][])[0]![0]) continue;
      redrawn += 1;
      expect(narma10(u).some((y) => !(Math.abs(y) <= 1))).toBe(true);
    }
    // 15 of 200 draws of 3,000 steps were seen to diverge.
    expect(redrawn).toBeGreaterThan(0);
    expect(redrawn).toBeLessThan(15);
  });
});

describe('memory-capacity', () => {
  it('refuses a washout that ends before the longest delay has passed', () => {
    const task = findTask('memory-capacity');
    expect(() => task.shape(task.options.parse({ delays: 30, washout: 20 }))).toThrow(
      'washout 20 is shorter than the longest delay of 30 steps, it must be at least that',
    );
  });

  it('counts a squared correlation for each delay, whatever its sign and scale', () => {
    const targets = [
      [1, 1, 1],
      [2, -1, 0],
      [3, 1, 0],
      [4, -1, 1],
    ];
    const outputs = targets.map(([first, second]) => [7 - 3 * first!, second! / 100, 5]);
    expect(capacityOf(answer(outputs, targets))).toBeCloseTo(2, 12);
    expect(capacityOf(answer([[Number.NaN], [1], [2]], [[1], [2], [3]]))).toBeNaN();
  });
});

it('NRMSE divides by the standard deviation, not by the variance', () => {
  const targets = [[0], [4], [0], [4]];
  const outputs = targets.map(([value]) => [value! + 1]);
  expect(nrmseOf(answer(outputs, targets))).toBeCloseTo(1 / 2, 15);
});

it('trainingFree lengthens the series of training alone', () => {
  const task = findTask('mackey-glass');
  const options = task.options.parse({ washout: 20, free: 10, trainingFree: 35 });
  expect(drawBatch(task, options, [1], 0, 2).steps).toBe(54);
  const context = { part: 'test', index: 0, shared: undefined } as const;
  const { inputs } = task.sample(randomStream(1), options, context);
  expect(inputs).toHaveLength(29);
});
