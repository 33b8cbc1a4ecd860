/** The files in examples/tasks that hold a task. */
import { readdirSync } from 'node:fs';

export const exampleFolder = new URL('../../../examples/tasks/', import.meta.url);

export const exampleNames: readonly string[] = readdirSync(exampleFolder).filter((file) =>
  file.endsWith('.ts'),
);
