/**
 * The worker threads. Piscina replaces a thread that dies and rejects the task it was at; the work is
 * then redone by whoever gave it.
 *
 * Every plugin has threads of its own, started when they are needed: whatever its code leaves behind in one (a
 * timer, memory, a changed `Array.prototype`) meets no trial of another task. So has every cohort (`places.ts`)
 * its one thread, which is at many of its trials at once. How many work at a time is up to whoever gives the work.
 */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Transferable, Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { ThreadData } from './messages.ts';
import { COMMON, type Place } from './places.ts';
import { resourceLimitsOf } from './plugin-watch.ts';
import { defaultLimits, type PluginLimits } from './tournament.ts';

/** So many deaths of a thread, or losses of a device, at the same work, and the work is at fault. */
export const DEATHS = 3;

// Its type there is read off a signature of `postMessage` that newer Node typings have moved.
type TransferList = NonNullable<NonNullable<Parameters<Piscina['run']>[1]>['transferList']>;

type Entry = 'trial' | 'evaluate' | 'draw';

export interface Crew {
  readonly size: number;
  /** The threads as they are now; they change when one dies. */
  readonly threads: readonly Worker[];
  /** Runs a task on a thread of that place, the common one where none is given. Rejects when the thread dies. */
  run<Answer>(
    entry: Entry,
    task: unknown,
    transfer?: readonly Transferable[],
    place?: Place,
  ): Promise<Answer>;
  /** Ends all threads, whatever they are at. */
  disband(): Promise<void>;
}

/** So long a thread of a plugin or a cohort waits for its next trial. */
const IDLE_MILLISECONDS = 2000;

export function assembleCrew(
  size: number,
  threadData: ThreadData,
  limits: PluginLimits = defaultLimits,
): Crew {
  const pools = new Map<string | null, Piscina>();
  const ofKind = (kind: Place['kind']): NonNullable<ConstructorParameters<typeof Piscina>[0]> => {
    if (kind === 'common') return { minThreads: size, maxThreads: size };
    const passing = { minThreads: 0, idleTimeout: IDLE_MILLISECONDS };
    if (kind === 'cohort') return { ...passing, maxThreads: 1 };
    return { ...passing, maxThreads: size, resourceLimits: resourceLimitsOf(limits) };
  };
  const poolOf = ({ pool: key, kind, trialsAtOnce }: Place): Piscina => {
    const known = pools.get(key);
    if (known !== undefined) return known;
    const pool = new Piscina({
      ...ofKind(kind),
      concurrentTasksPerWorker: trialsAtOnce,
      workerData: threadData,
      // Timing each task serves nobody here and costs a little at each.
      recordTiming: false,
    });
    // A thread may die while it has no task. It is replaced, and there is nothing to redo.
    pool.on('error', () => {});
    pools.set(key, pool);
    return pool;
  };
  let disbanded = false;
  const run: Crew['run'] = (entry, task, transfer = [], place = COMMON) => {
    if (disbanded) return Promise.reject(new Error('the threads have ended'));
    const transferList = transfer as unknown as TransferList;
    // Given with each task, for a file that cannot be loaded then fails the task instead of every thread.
    return poolOf(place).run(task, { filename: entryFile(entry), transferList });
  };
  return {
    size,
    get threads() {
      return [...pools.values()].flatMap((pool) => pool.threads);
    },
    run,
    async disband() {
      disbanded = true;
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

/** `.ts` in the source tree, `.js` where it was compiled: workers lie beside as what this file is. */
export function entryFile(entry: Entry): string {
  const here = fileURLToPath(import.meta.url);
  return fileURLToPath(new URL(`../../workers/${entry}${extname(here)}`, import.meta.url));
}
