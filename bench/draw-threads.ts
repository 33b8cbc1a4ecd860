/** Pool of threads that draw training batches ahead, as many as a tournament has beside a thread of trials. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Batch } from '../src/engine/batch.ts';
import type { Drawers, DrawRequest } from '../src/tournament/trial/draw-ahead.ts';

type Waiting = PromiseWithResolvers<readonly Batch[]>;

interface Drawer {
  readonly worker: Worker;
  /** Requests that it has, the oldest first: it answers them in their order. */
  readonly waiting: Waiting[];
}

export class DrawThreads {
  readonly #drawers: readonly Drawer[];

  constructor(threads: number) {
    this.#drawers = Array.from({ length: threads }, () => {
      const worker = new Worker(threadFile());
      // The process may end while they wait for work.
      worker.unref();
      const waiting: Waiting[] = [];
      worker.on('message', (batches: Batch[]) => waiting.shift()!.resolve(batches));
      worker.on('error', (error) => {
        for (const one of waiting.splice(0)) one.reject(error);
      });
      return { worker, waiting };
    });
  }

  get threads(): number {
    return this.#drawers.length;
  }

  /** Draws in the thread that has the fewest requests. */
  readonly draw: Drawers = (request: DrawRequest) => {
    const least = this.#drawers.reduce((best, one) =>
      one.waiting.length < best.waiting.length ? one : best,
    );
    const answer: Waiting = Promise.withResolvers();
    least.waiting.push(answer);
    least.worker.postMessage(request);
    return answer.promise;
  };

  async close(): Promise<void> {
    await Promise.all(this.#drawers.map(({ worker }) => worker.terminate()));
  }
}

/** File of the thread beside this one, in the same form: source, compiled or bundled. */
function threadFile(): URL {
  return new URL(`./draw-thread${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
}
