/** Check before a resume: the tasks of the run have not changed. A plugin's file may have. */
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oneLine } from '../../blame.ts';
import { UserError } from '../../errors.ts';
import { closePlugins, openTask } from '../../tournament/plugins/plugin.ts';
import { taskChange } from '../../tournament/spec/difference.ts';
import type { PluginLimits, TaskChoice, TournamentSpec } from '../../tournament/spec/tournament.ts';

/**
 * Chooses each task again and compares.
 * @param path the run file, for messages
 * @throws UserError that names the first task that is gone or has changed
 */
export async function requireSameTasks(path: string, { tasks, limits }: TournamentSpec): Promise<void> {
  try {
    for (const task of tasks) {
      const change = await changeOf(task, limits);
      if (change === null) continue;
      const file = task.module === undefined ? '' : ` (${relative('', fileURLToPath(task.module))})`;
      throw new UserError(`run file ${path}: task ${task.label}${file}: ${change}`);
    }
  } finally {
    await closePlugins();
  }
}

const RESTORE = 'put the file back as it was, or begin a new run';

async function changeOf(task: TaskChoice, limits: PluginLimits | undefined): Promise<string | null> {
  const { name, module, options } = task;
  const file = module === undefined ? null : fileURLToPath(module);
  if (file !== null && !existsSync(file)) {
    return 'its file is not there any more; put it back, or give the moved one by a script and --run';
  }
  try {
    const open = await openTask(file ?? name, { limits });
    const change =
      open.name === name ? taskChange(task, await open.choose(options)) : `it is now called ${open.name}`;
    return change === null ? null : `${change}; ${file === null ? 'begin a new run' : RESTORE}`;
  } catch (error) {
    return `it can no longer be chosen: ${oneLine(error)}`;
  }
}
