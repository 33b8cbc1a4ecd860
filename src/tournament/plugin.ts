/** Tasks from files of the user's own, beside the built-in ones. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkTask } from '../../tasks/check-task.ts';
import type { Task } from '../../tasks/define-task.ts';
import { findTask, tasks } from '../../tasks/index.ts';
import { UserError } from '../errors.ts';
import { oneLine } from './blame.ts';

/** A task, and where it came from. */
export interface LoadedTask {
  readonly task: Task;
  /** Address of the plugin's module (a file URL); null for a built-in task. */
  readonly module: string | null;
}

/** What is meant as a file: it names a folder, or ends like a program. No built-in task does. */
const isPath = (name: string): boolean => /[\\/]|\.[cm]?[jt]s$/.test(name);

/**
 * The built-in task of that name, or the task of that file.
 * @throws UserError when there is none, or the file does not export one
 */
export async function loadTask(nameOrFile: string): Promise<LoadedTask> {
  if (!isPath(nameOrFile)) return { task: findTask(nameOrFile), module: null };
  const file = resolve(nameOrFile);
  if (!existsSync(file)) throw new UserError(`task ${nameOrFile}: there is no such file`);
  const module = pathToFileURL(file).href;
  return { task: await importTask(module, `task ${nameOrFile}`), module };
}

/** @throws UserError when the module cannot be loaded or its default export is no valid task */
export async function importTask(module: string, where = `task ${module}`): Promise<Task> {
  let exported: { default?: unknown };
  try {
    exported = (await import(module)) as { default?: unknown };
  } catch (error) {
    throw new UserError(`${where}: cannot be loaded: ${oneLine(error)}`);
  }
  if (exported.default === undefined) {
    throw new UserError(`${where}: has no default export, it must be \`export default defineTask({...})\``);
  }
  const task = checkTask(exported.default, where);
  if (tasks.some(({ name }) => name === task.name)) {
    throw new UserError(`${where}: its name '${task.name}' is a built-in task's, give it another`);
  }
  return task;
}
