/** Loader of the task of a plugin's module. Only threads that may be ended call this, never the main thread. */

import { tasks } from '../../../tasks/index.ts';
import { UserError } from '../../errors.ts';
import { formProblems } from '../../tasks/check-task.ts';
import type { Task } from '../../tasks/define-task.ts';
import { importFault, importUserModule } from '../../user-module.ts';
import { type Marker, markedTask } from './call-watch.ts';

/**
 * Task that the module exports, which marks each call of its functions.
 * @param where beginning of messages, for example `task ./my-task.ts`
 * @throws UserError when the module cannot be loaded or its default export has not the form of a task
 */
export async function importTask(module: string, where: string, marker: Marker): Promise<Task> {
  const exported = await marker
    .duringAsync('import', () => importUserModule(module))
    .catch((error: unknown) => {
      throw new UserError(`${where}: cannot be loaded: ${importFault(error, module)}`, { cause: error });
    });
  if (exported.default === undefined) {
    throw new UserError(`${where}: has no default export, it must be \`export default defineTask({...})\``);
  }
  const problems = marker.during('options', () => formProblems(exported.default));
  if (problems.length > 0) throw new UserError(`${where}: ${problems.join('; ')}`);
  const task = exported.default as Task;
  if (tasks.some(({ name }) => name === task.name)) {
    throw new UserError(`${where}: its name '${task.name}' is a built-in task's, give it another`);
  }
  return markedTask(task, marker);
}
