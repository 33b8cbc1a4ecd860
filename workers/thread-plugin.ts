/** Plugins of this thread's trials, one trial at a time. Their code runs in threads of their own. */
import { oneLine } from '../src/errors.ts';
import type { Task } from '../src/tasks/define-task.ts';
import type { PlayEpisode } from '../src/tasks/play-episodes.ts';
import type { PlayRollouts } from '../src/tasks/play-rollouts.ts';
import { PluginClient } from '../src/tournament/plugins/channel.ts';
import { remotePlayer, remoteRollouts, remoteTask } from '../src/tournament/plugins/remote-task.ts';
import type { Catalogue } from '../src/tournament/spec/catalogue.ts';
import type { TrialTask } from '../src/tournament/threads/messages.ts';
import { controlIn } from '../src/tournament/threads/messages.ts';
import { threadCatalogue } from './thread.ts';

/** Task of a thread that may use a plugin. */
type PluginTask = Pick<TrialTask, 'spec' | 'plugin' | 'control'>;

/** Tasks by module, as keys of the cached exam sets; and clients of the trial under way. */
const tasks = new Map<string, Task>();
const clients = new Map<string, PluginClient>();

/**
 * Task of the trial's plugin; null for a built-in task.
 * @throws UserError where the plugin cannot be loaded
 */
function threadPlugin({ spec, plugin, control }: PluginTask): Task | null {
  const { module, name } = spec.task;
  if (plugin === null || module === undefined) return null;
  clients.set(module, new PluginClient(plugin, `task ${name}`, () => controlIn(control) === 'stop'));
  const task = tasks.get(module) ?? remoteTask(name, () => clients.get(module)!);
  tasks.set(module, task);
  return task;
}

/** Player of the episodes of that plugin's task, which are played in its own thread. */
const pluginPlayer = ({ spec }: PluginTask): PlayEpisode =>
  remotePlayer(() => clients.get(spec.task.module!)!);

/** The same by sampled actions. */
const pluginRollouts = ({ spec }: PluginTask): PlayRollouts =>
  remoteRollouts(() => clients.get(spec.task.module!)!);

/** Catalogue of the thread, with the task of the trial's plugin in place of its name. */
export async function catalogueFor(task: PluginTask): Promise<Catalogue> {
  const known = await threadCatalogue();
  const plugin = threadPlugin(task);
  if (plugin === null) return known;
  const isPlayed = plugin.episode !== undefined;
  const [play, rollouts] = isPlayed ? [pluginPlayer(task), pluginRollouts(task)] : [null, null];
  return {
    ...known,
    task: (name) => (name === plugin.name ? plugin : known.task(name)),
    episodes: (name) => (name === plugin.name ? play : known.episodes(name)),
    rollouts: (name) => (name === plugin.name ? rollouts : known.rollouts(name)),
  };
}

/**
 * Ends the trial's use of its plugin. Returns, in one line, an error that the plugin raised outside of any call, or
 * null.
 */
export function endPlugin({ spec, plugin }: PluginTask): string | null {
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
