/**
 * Choice of tasks: the built-in ones by their names, plugins by the file or package they come from. A plugin's code
 * runs in a host thread or a process of its own, which may be ended; never in the thread that calls this.
 */
import { findTask, tasks } from '../../../tasks/index.ts';
import { describeOptions, type OptionDescription } from '../../options/describe.ts';
import { plainWording, requireJson, type Wording } from '../../options/validate.ts';
import { type Floor, floorsOf } from '../../tasks/agents.ts';
import { prepareEpisodes } from '../../tasks/prepare-episodes.ts';
import { choiceOf, chooseTask, UNKNOWN } from '../spec/choose-task.ts';
import { defaultLimits, type PluginLimits, type TaskChoice } from '../spec/tournament.ts';
import { type Host, PluginHost } from './host.ts';
import { isolatesPlugins } from './isolation.ts';
import { moduleOf } from './module.ts';
import { IsolatedHost } from './process/isolated-host.ts';
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
  /** True where the plugin's code runs in a process of its own, with few rights. Default: as `isolatePlugins` has it. */
  readonly isolate?: boolean | undefined;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Built-in task of that name, or task of that file or npm package.
 * @throws UserError when there is none, or what there is does not export a task
 */
export async function openTask(
  nameOrFile: string,
  { from = process.cwd(), limits = defaultLimits, isolate = isolatesPlugins() }: OpenOptions = {},
): Promise<OpenTask> {
  const isBuiltIn = tasks.some(({ name }) => name === nameOrFile);
  const module = isBuiltIn ? null : moduleOf(nameOrFile, from);
  return module === null ? openBuiltIn(nameOrFile) : openPlugin(module, nameOrFile, { limits, isolate });
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

async function openPlugin(
  module: string,
  written: string,
  { limits, isolate }: { readonly limits: PluginLimits; readonly isolate: boolean },
): Promise<OpenTask> {
  const where = `task ${written}`;
  const host = () => hostOf(module, where, limits, isolate);
  const description = await host().ask('describe');
  return {
    ...description,
    module,
    async choose(values = {}, { wording = plainWording(where) } = {}) {
      requireJson(values, wording);
      // Looked up again, for plugins may have been closed since.
      const opened = host();
      const settled = await opened.ask('settle', values, wordsOf(wording, description.options, values));
      // A failure or a hang here is left to the trials to report.
      const sampled = await opened.ask('sample', settled.options).catch(() => UNKNOWN);
      return choiceOf(settled, sampled, module);
    },
    floors: async ({ options, facts }) =>
      facts.shape.episode === undefined ? [] : host().ask('floors', options),
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

const hosts = new Map<string, Host>();

/** Host of the plugin; its thread or process begins at the first request. */
export function hostOf(
  module: string,
  where: string,
  limits: PluginLimits = defaultLimits,
  isolate: boolean = isolatesPlugins(),
): Host {
  const key = JSON.stringify([module, where, limits, isolate]);
  const host = hosts.get(key) ?? newHost(module, where, limits, { isolate });
  hosts.set(key, host);
  return host;
}

/** Host of the plugin that nobody else asks. */
export function newHost(
  module: string,
  where: string,
  limits: PluginLimits,
  { isolate = isolatesPlugins(), onPrint = () => {}, isSecond = false }: NewHostOptions = {},
): Host {
  if (isolate) return new IsolatedHost(module, where, limits, onPrint, isSecond);
  return new PluginHost(module, where, limits, onPrint);
}

export interface NewHostOptions {
  readonly isolate?: boolean;
  /** True for a thread of another number than that of the first host. */
  readonly isSecond?: boolean;
  /** Receives the plugin's prints. */
  readonly onPrint?: ((text: string) => void) | undefined;
}

/** Ends the threads and processes of all plugins that were opened. Later requests begin new ones. */
export async function closePlugins(): Promise<void> {
  const open = [...hosts.values()];
  hosts.clear();
  await Promise.all(open.map((host) => host.close()));
}
