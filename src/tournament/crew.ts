/**
 * The worker threads. Piscina replaces a thread that dies and rejects the task it was at; the work is
 * then redone by whoever gave it.
 */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Transferable, Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { oneLine } from './blame.ts';
import type { ThreadData } from './messages.ts';

/** So many deaths of a thread at the same work, and the work is at fault. */
export const DEATHS = 3;

// Its type there is read off a signature of `postMessage` that newer Node typings have moved.
type TransferList = NonNullable<NonNullable<Parameters<Piscina['run']>[1]>['transferList']>;

type Entry = 'trial' | 'evaluate';

export interface Crew {
  readonly size: number;
  /** The threads as they are now; they change when one dies. */
  readonly threads: readonly Worker[];
  /** Runs a task on a free thread. Rejects when the thread dies. */
  run<Answer>(entry: Entry, task: unknown, transfer?: readonly Transferable[]): Promise<Answer>;
  /** Ends all threads, whatever they are at. */
  disband(): Promise<void>;
}

export function assembleCrew(size: number, threadData: ThreadData): Crew {
  const pool = new Piscina({
    minThreads: size,
    maxThreads: size,
    workerData: threadData,
    // Timing each task serves nobody here and costs a little at each.
    recordTiming: false,
  });
  // A thread may die while it has no task. It is replaced, and there is nothing to redo.
  pool.on('error', () => {});
  let disbanded = false;
  const run: Crew['run'] = (entry, task, transfer = []) => {
    if (disbanded) return Promise.reject(new Error('the threads have ended'));
    // Given with each task, for a file that cannot be loaded then fails the task instead of every thread.
    return pool.run(task, { filename: entryFile(entry), transferList: transfer as unknown as TransferList });
  };
  return {
    size,
    get threads() {
      return pool.threads;
    },
    run,
    async disband() {
      disbanded = true;
      await pool.destroy();
    },
  };
}

export const diedTooOften = (error: unknown): string =>
  `its worker thread died ${DEATHS} times, last: ${oneLine(error)}`;

/** `.ts` in the source tree, `.js` where it was compiled: workers lie beside as what this file is. */
function entryFile(entry: Entry): string {
  const here = fileURLToPath(import.meta.url);
  return fileURLToPath(new URL(`../../workers/${entry}${extname(here)}`, import.meta.url));
}
