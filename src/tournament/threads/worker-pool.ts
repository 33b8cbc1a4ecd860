/**
 * Worker pool (Piscina). Piscina replaces a thread that dies and rejects the work that it was at; the caller retries.
 *
 * No thread of the pool runs code of a plugin, which has threads of its own (`plugins/pool.ts`). Every cohort
 * (`placement.ts`) has one thread, which plays many of its trials at once. The caller bounds how many work at a time.
 */
import { fileURLToPath } from 'node:url';
import type { Transferable, Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { oneLine, RunError } from '../../errors.ts';
import type { ThreadData } from './messages.ts';
import { COMMON, type Placement } from './placement.ts';

/** Number of threads in a row that die before they take a task, after which none is expected to start. */
const FAILED_STARTS = 10;

/** Limit of deaths of a thread, or losses of a device, at the same work; then the work is at fault. */
export const DEATHS = 3;

// Its type there is read off a signature of `postMessage` that newer Node typings have moved.
type TransferList = NonNullable<NonNullable<Parameters<Piscina['run']>[1]>['transferList']>;

type Entry = 'trial' | 'evaluate' | 'draw' | 'points' | 'retest';

export interface WorkerPool {
  readonly size: number;
  /** Present threads; they change when one dies. */
  readonly threads: readonly Worker[];
  /** Runs a task on a thread of that placement, the common one where none is given. Rejects when the thread dies. */
  run<Answer>(
    entry: Entry,
    task: unknown,
    transfer?: readonly Transferable[],
    place?: Placement,
  ): Promise<Answer>;
  /** Ends all threads, even during tasks. */
  disband(): Promise<void>;
}

/** Milliseconds after which an idle thread of a plugin or a cohort ends. */
const IDLE_MILLISECONDS = 2000;

/** Opens the pool. Its common threads are all started at the first task, or each when it is needed. */
export function openWorkerPool(size: number, threadData: ThreadData, startsLazily = false): WorkerPool {
  const pools = new Map<string | null, Pool>();
  const ofKind = (kind: Placement['kind']): NonNullable<ConstructorParameters<typeof Piscina>[0]> => {
    const passing = { minThreads: 0, idleTimeout: IDLE_MILLISECONDS };
    if (kind === 'common')
      return startsLazily ? { ...passing, maxThreads: size } : { minThreads: size, maxThreads: size };
    if (kind === 'cohort') return { ...passing, maxThreads: 1 };
    return { ...passing, maxThreads: size };
  };
  const poolOf = ({ pool: key, kind, trialsAtOnce }: Placement): Pool => {
    const known = pools.get(key);
    if (known !== undefined) return known;
    const pool = new Piscina({
      ...ofKind(kind),
      concurrentTasksPerWorker: trialsAtOnce,
      workerData: threadData,
      // Timing each task is of no use here and costs a little at each.
      recordTiming: false,
    });
    const starts = watchStarts(pool);
    const entry = { pool, starts };
    pools.set(key, entry);
    return entry;
  };
  let disbanded = false;
  const run: WorkerPool['run'] = (entry, task, transfer = [], place = COMMON) => {
    if (disbanded) return Promise.reject(new Error('the threads have ended'));
    const transferList = transfer as unknown as TransferList;
    const { pool, starts } = poolOf(place);
    // The file comes with each task, so that one that cannot be loaded fails the task instead of every thread.
    return starts.within(pool.run(task, { filename: LOADER, name: entry, transferList }));
  };
  return {
    size,
    get threads() {
      return [...pools.values()].flatMap(({ pool }) => pool.threads);
    },
    run,
    async disband() {
      disbanded = true;
      await Promise.all([...pools.values()].map(({ pool }) => pool.destroy()));
    },
  };
}

interface Pool {
  readonly pool: Piscina;
  readonly starts: Starts;
}

interface Starts {
  /** Answer of the task, or a rejection when threads stop starting. */
  within<Answer>(answer: Promise<Answer>): Promise<Answer>;
}

/**
 * Watches a pool for threads that cannot start, for example because the process may open no more files. Piscina stops
 * replacing threads that die before they are ready, and tasks in its queue then wait for ever. A single thread that
 * dies while it has no task is no fault: it is replaced, and there is nothing to redo.
 */
function watchStarts(pool: Piscina): Starts {
  let failed = 0;
  const broken = Promise.withResolvers<never>();
  // The rejection reaches all waiting tasks; without any it must not be an unhandled rejection.
  broken.promise.catch(() => {});
  pool.on('error', (error) => {
    failed++;
    const nobodyIsLeft = pool.threads.length === 0 && pool.queueSize > 0;
    if (failed < FAILED_STARTS && !nobodyIsLeft) return;
    broken.reject(
      new RunError(`no worker thread starts: ${oneLine(error)}${adviceOn(error)}`, { cause: error }),
    );
  });
  return {
    within: (answer) => {
      const counted = answer.then((value) => {
        failed = 0;
        return value;
      });
      return Promise.race([counted, broken.promise]);
    },
  };
}

/** Error codes for too many open files, of a process or of the machine. */
const NO_MORE_FILES = new Set(['EMFILE', 'ENFILE']);

function adviceOn(error: unknown): string {
  const { code, message = '' } = error as Partial<NodeJS.ErrnoException>;
  const isLimit = NO_MORE_FILES.has(code ?? '') || message.includes('EMFILE') || message.includes('ENFILE');
  return isLimit ? '; `ulimit -n 1024` lets a process open more files' : '';
}

/** File from which threads load the entry of a task, by its name. */
export const LOADER = fileURLToPath(new URL('../../../workers/load.cjs', import.meta.url));
