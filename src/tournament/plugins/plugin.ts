/**
 * Choice of tasks: the built-in ones by their names, plugins by the file or package they come from. A plugin's code
 * runs in a host thread of its own, which may be ended; never in the thread that calls this.
 */
import { findTask, tasks } from '../../../tasks/index.ts';
import { describeOptions, type OptionDescription } from '../../options/describe.ts';
import { plainWording, requireJson, type Wording } from '../../options/validate.ts';
import { type Floor, floorsOf } from '../../tasks/agents.ts';
import { prepareEpisodes } from '../../tasks/prepare-episodes.ts';
import { choiceOf, chooseTask, UNKNOWN } from '../spec/choose-task.ts';
import { defaultLimits, type PluginLimits, type TaskChoice } from '../spec/tournament.ts';
import { PluginHost } from './host.ts';
import { moduleOf } from './module.ts';
import type { Words } from './services.ts';

/** Task that can be chosen under options. */
export interface OpenTask {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Files that options name, and how to get them. */
  readonly files?: string | undefined;
  /** Address of the plugin's module (a file URL); null for a built-in task. */
  readonly module: string | null;
  readonly options: readonly OptionDescription[];
  /**
   * Chooses the task under these options, with defaults for those left out.
   * @throws UserError on an unknown option, on a value that is not allowed, and on options that do not go together
   */
  choose(values?: Values, given?: ChooseGiven): Promise<TaskChoice>;
  /** Floors of the choice, on a small set; none of a task of sequences. */
  floors(choice: TaskChoice): Promise<readonly Floor[]>;
}

export interface ChooseGiven {
  readonly wording?: Wording | undefined;
  /** True for a choice that is only listed: a task whose episodes cannot be begun here is then chosen all the same. */
  readonly isListed?: boolean;
}

export interface OpenOptions {
  /** Folder that a path or a package is looked for from. Default: the working folder. */
  readonly from?: string | undefined;
  /** Limits of the plugin's code. */
  readonly limits?: PluginLimits | undefined;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Built-in task of that name, or task of that file or npm package.
 * @throws UserError when there is none, or what there is does not export a task
 */
export async function openTask(
  nameOrFile: string,
  { from = process.cwd(), limits = defaultLimits }: OpenOptions = {},
): Promise<OpenTask> {
  const isBuiltIn = tasks.some(({ name }) => name === nameOrFile);
  const module = isBuiltIn ? null : moduleOf(nameOrFile, from);
  return module === null ? openBuiltIn(nameOrFile) : openPlugin(module, nameOrFile, limits);
}

function openBuiltIn(wanted: string): OpenTask {
  const task = findTask(wanted);
  const { name, summary, source, files } = task;
  return {
    name,
    summary,
    source,
    files,
    module: null,
    options: describeOptions(task.options),
    async choose(values = {}, { wording, isListed = false } = {}) {
      if (!isListed) await prepareEpisodes(task);
      return chooseTask(task, values, { wording });
    },
    async floors({ options: chosen }) {
      if (task.episode === undefined) return [];
      await prepareEpisodes(task);
      return floorsOf(task, chosen);
    },
  };
}

async function openPlugin(module: string, written: string, limits: PluginLimits): Promise<OpenTask> {
  const where = `task ${written}`;
  const description = await hostOf(module, where, limits).ask('describe');
  return {
    ...description,
    module,
    async choose(values = {}, { wording = plainWording(where) } = {}) {
      requireJson(values, wording);
      // Looked up again, for plugins may have been closed since.
      const host = hostOf(module, where, limits);
      const settled = await host.ask('settle', values, wordsOf(wording, description.options, values));
      // A failure or a hang here is left to the trials to report.
      const sampled = await host.ask('sample', settled.options).catch(() => UNKNOWN);
      return choiceOf(settled, sampled, module);
    },
    floors: async ({ options, facts }) =>
      facts.shape.episode === undefined ? [] : hostOf(module, where, limits).ask('floors', options),
  };
}

/** Wording as data that reaches another thread. */
export function wordsOf(wording: Wording, options: readonly OptionDescription[], values: Values): Words {
  const names = [...new Set([...options.map(({ name }) => name), ...Object.keys(values)])];
  return {
    where: new Map(names.map((name) => [name, wording.where(name)])),
    shown: new Map(names.map((name) => [name, wording.shown(name, values[name])])),
  };
}

const hosts = new Map<string, PluginHost>();

/** Host of the plugin; its thread begins at the first request. */
export function hostOf(module: string, where: string, limits: PluginLimits = defaultLimits): PluginHost {
  const key = JSON.stringify([module, where, limits]);
  const host = hosts.get(key) ?? new PluginHost(module, where, limits);
  hosts.set(key, host);
  return host;
}

/** Ends the threads of all plugins that were opened. Later requests begin new ones. */
export async function closePlugins(): Promise<void> {
  const open = [...hosts.values()];
  hosts.clear();
  await Promise.all(open.map((host) => host.close()));
}
