import { expect, it } from 'vitest';
import type { TaskShape } from '../../src/tasks/define-task.ts';
import { inputText } from '../../src/tasks/shape-text.ts';

const shape: TaskShape = {
  inputs: { kind: 'dense', size: 2 },
  outputs: 2,
  loss: 'squared',
  scored: 'masked',
};

it('the text of a task’s inputs says from where on they are the net’s own outputs', () => {
  expect(inputText(shape)).toBe('2 numbers a step');
  expect(inputText({ ...shape, feedback: { washout: 30 } })).toBe(
    "2 numbers a step, from step 31 on the net's own outputs",
  );
  expect(inputText({ ...shape, inputs: { kind: 'dense', size: 3 }, feedback: { washout: 30 } })).toBe(
    "3 numbers a step, from step 31 on the first 2 of them the net's own outputs",
  );
});
