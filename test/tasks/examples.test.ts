import { describe, expect, it, vi } from 'vitest';
import { drawBatch, evaluationBatches, judgeBatch } from '../../tasks/batches.ts';
import { checkTask } from '../../tasks/check-task.ts';
import type { Task } from '../../tasks/define-task.ts';

// The package's own name leads to the build, which need not be there.
vi.mock('genoprop', () => import('../../tasks/define-task.ts'));
const example: Task = (await import('../../examples/tasks/delayed-recall.ts')).default;

describe('the example of a plugin task', () => {
  it('is a valid task', () => {
    expect(checkTask(example, 'delayed-recall.ts')).toBe(example);
  });

  it('asks for the bit of some steps ago, and for nothing before there is one', () => {
    const options = example.options.parse({ delay: 2, length: 5 });
    const batch = drawBatch(example, options, ['s'], 0, 10);
    expect([...batch.answerSteps]).toEqual([2, 3, 4]);
    const outputs = Float32Array.from(batch.symbols!.subarray(0, 30));
    expect(judgeBatch(example, options, batch, outputs).wrong).toBe(0);
  });

  it('leaves a net that does not listen at its chance level', () => {
    const options = example.options.parse({ delay: 2, length: 4 });
    const [batch] = evaluationBatches(example, options, ['s'], 1000, 1000);
    const { wrong } = judgeBatch(example, options, batch!, new Float32Array(2 * 1000));
    expect(Math.abs(wrong / 1000 - 0.75)).toBeLessThan(0.05);
    expect(example.chance!(options)).toEqual({ loss: Math.LN2, error: 0.75 });
  });

  it('refuses a delay as long as the sequence', () => {
    expect(() => drawBatch(example, { delay: 9, length: 9 }, ['s'], 0, 1)).toThrow(
      'task delayed-recall: shape: delay 9 must be below length 9',
    );
  });
});
