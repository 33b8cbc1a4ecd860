/** The tasks in examples/tasks, every file of them. A test that imports this says what `genoprop` is (vi.mock). */
import type { Task } from '../../../src/tasks/define-task.ts';
import { exampleFolder, exampleNames } from './example-names.ts';

export const examples: readonly Task[] = await Promise.all(
  exampleNames.map(
    async (file) => ((await import(new URL(file, exampleFolder).href)) as { default: Task }).default,
  ),
);
