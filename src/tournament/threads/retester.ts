/** Tests of champions outside their trials, in a thread of their own: a champion's numbers are the same as in its trial. */
import type { PluginChannel } from '../plugins/channel.ts';
import { PluginPool } from '../plugins/pool.ts';
import { defaultLimits, type PluginLimits, type TrialSpec } from '../spec/tournament.ts';
import type { TrialChampion } from '../spec/trial-champion.ts';
import { type ControlWord, newControl } from './messages.ts';
import { openWorkerPool } from './worker-pool.ts';

/** Task to test a champion. */
export interface RetestTask {
  readonly spec: TrialSpec;
  readonly champion: TrialChampion;
  readonly control: ControlWord;
  /** Channel to the plugin that the task comes from; null for a built-in task. */
  readonly plugin: PluginChannel | null;
}

/** Numbers of a test, as a trial's result has them. */
export interface Tested {
  readonly error: number;
  readonly loss: number;
  readonly measures: Readonly<Record<string, number>>;
}

/** Answer to a task; a fault in one line where the net or the task fails. */
export type RetestAnswer = { readonly tested: Tested } | { readonly fault: string };

export interface RetestOptions {
  /** Limits of the code of tasks from files. */
  readonly limits?: PluginLimits;
  /** Address of the catalogue's module, a file URL; null for the built-in one. */
  readonly catalogue?: string | null;
}

export interface Retester {
  /** Tests a champion of that trial on its device. */
  test(spec: TrialSpec, champion: TrialChampion): Promise<RetestAnswer>;
  close(): Promise<void>;
}

/** Opens the thread, which starts with its first task. */
export function openRetester({ limits = defaultLimits, catalogue = null }: RetestOptions = {}): Retester {
  const plugins = new PluginPool(limits);
  const opened = { pool: null as ReturnType<typeof openWorkerPool> | null };
  return {
    async test(spec, champion) {
      opened.pool ??= openWorkerPool(1, { catalogue, drawers: 0 });
      const { module, name } = spec.task;
      const lease = module === undefined ? null : plugins.take(module, `task ${name}`, () => false);
      const task: RetestTask = { spec, champion, control: newControl(), plugin: lease?.channel ?? null };
      let isSound = false;
      try {
        const ports = lease === null ? [] : [lease.channel.port];
        const answer = await opened.pool.run<RetestAnswer>('retest', task, ports);
        isSound = 'tested' in answer && lease?.fault === null;
        return answer;
      } finally {
        lease?.end(isSound);
      }
    },
    async close() {
      await Promise.all([plugins.close(), opened.pool?.disband()]);
    },
  };
}
