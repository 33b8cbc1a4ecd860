/**
 * Worker threads that evaluate one population together on wasm devices of their own, each an equal part of it: what
 * the processor gives where nothing has to be bred, sent or waited for.
 */
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Batch } from '../src/engine/batch.ts';
import type { Net } from '../src/nets/net.ts';

/** What a thread is given once. All arrays lie in shared memory. */
export interface Part {
  readonly net: Net;
  readonly batch: Batch;
  /** `[count][parameters]` */
  readonly genomes: Float32Array;
  readonly count: number;
  /** `[count]`, where it writes their losses. */
  readonly losses: Float64Array;
}

export class WasmThreads {
  readonly #workers: readonly Worker[];

  private constructor(workers: readonly Worker[]) {
    this.#workers = workers;
  }

  /**
   * Threads that have the genomes and are ready.
   * @param genomes `[count][parameters]` in shared memory
   * @param losses `[count]` in shared memory
   */
  static async start(threads: number, { genomes, losses, ...common }: Part): Promise<WasmThreads> {
    const { count, net } = common;
    const parts = Math.min(threads, count);
    const workers = Array.from({ length: parts }, (_, thread) => {
      const from = Math.floor((thread * count) / parts);
      const to = Math.floor(((thread + 1) * count) / parts);
      const part: Part = {
        ...common,
        genomes: genomes.subarray(from * net.parameters, to * net.parameters),
        losses: losses.subarray(from, to),
        count: to - from,
      };
      return new Worker(threadFile(), { workerData: part });
    });
    // What comes first is that it is ready.
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    return new WasmThreads(workers);
  }

  /** Evaluates every genome once. */
  async evaluate(): Promise<void> {
    const done = this.#workers.map((worker) => once(worker, 'message'));
    for (const worker of this.#workers) worker.postMessage('go');
    await Promise.all(done);
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

/** Beside this, as what this file is: source, compiled or bundled. */
function threadFile(): URL {
  return new URL(`./wasm-thread${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
}
