/** Pool of threads that draw batches ahead for this one. */
import { workerData } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Batch } from '../src/engine/batch.ts';
import type { ThreadData } from '../src/tournament/threads/messages.ts';
import { LOADER } from '../src/tournament/threads/worker-pool.ts';
import { DrawAhead } from '../src/tournament/trial/draw-ahead.ts';
import { threadBatches } from './thread.ts';

/** Milliseconds after which an idle thread ends. */
const IDLE_MILLISECONDS = 2000;

/** Pool of this thread; null where there are no drawers. */
export const threadAhead: DrawAhead | null = drawAhead((workerData as ThreadData).drawers);

function drawAhead(threads: number): DrawAhead | null {
  if (threads === 0) return null;
  let pool: Piscina | null = null;
  return new DrawAhead(threadBatches, (request) => {
    pool ??= new Piscina({
      filename: LOADER,
      name: 'draw',
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: IDLE_MILLISECONDS,
      recordTiming: false,
      workerData: { ...(workerData as ThreadData), drawers: 0 } satisfies ThreadData,
    });
    return pool.run(request) as Promise<Batch[]>;
  });
}
