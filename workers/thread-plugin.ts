/** Plugins of this thread's trials, one trial at a time. Their code runs in threads of their own. */
import { oneLine } from '../src/errors.ts';
import type { Task } from '../src/tasks/define-task.ts';
import type { PlayEpisode } from '../src/tasks/play-episodes.ts';
import type { PlayRollouts } from '../src/tasks/play-rollouts.ts';
import { PluginClient } from '../src/tournament/plugins/channel.ts';
import { remotePlayer, remoteRollouts, remoteTask } from '../src/tournament/plugins/remote-task.ts';
import type { TrialTask } from '../src/tournament/threads/messages.ts';
import { controlIn } from '../src/tournament/threads/messages.ts';

/** Tasks by module, as keys of the cached exam sets; and clients of the trial under way. */
const tasks = new Map<string, Task>();
const clients = new Map<string, PluginClient>();

/**
 * Task of the trial's plugin; null for a built-in task.
 * @throws UserError where the plugin cannot be loaded
 */
export function threadPlugin({ spec, plugin, control }: TrialTask): Task | null {
  const { module, name } = spec.task;
  if (plugin === null || module === undefined) return null;
  clients.set(module, new PluginClient(plugin, `task ${name}`, () => controlIn(control) === 'stop'));
  const task = tasks.get(module) ?? remoteTask(name, () => clients.get(module)!);
  tasks.set(module, task);
  return task;
}

/** Player of the episodes of that plugin's task, which are played in its own thread. */
export const pluginPlayer = ({ spec }: TrialTask): PlayEpisode =>
  remotePlayer(() => clients.get(spec.task.module!)!);

/** The same by sampled actions. */
export const pluginRollouts = ({ spec }: TrialTask): PlayRollouts =>
  remoteRollouts(() => clients.get(spec.task.module!)!);

/**
 * Ends the trial's use of its plugin. Returns, in one line, an error that the plugin raised outside of any call, or
 * null.
 */
export function endPlugin({ spec, plugin }: TrialTask): string | null {
  const client = plugin === null ? undefined : clients.get(spec.task.module!);
  if (client === undefined) return null;
  try {
    client.ask('end');
    return null;
  } catch (error) {
    return oneLine(error);
  } finally {
    clients.delete(spec.task.module!);
  }
}
