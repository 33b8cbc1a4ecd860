/**
 * Pool of threads that evaluate one population together on wasm devices of their own, each an equal part of it: the
 * processor's limit without breeding, messages and waiting.
 */
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Batch } from '../src/engine/batch.ts';
import type { Net } from '../src/nets/net.ts';

/** Data that a thread receives once. All arrays lie in shared memory. */
export interface Part {
  readonly net: Net;
  readonly batch: Batch;
  /** Genomes, `[count][parameters]`. */
  readonly genomes: Float32Array;
  readonly count: number;
  /** Losses, `[count]`, which the thread writes. */
  readonly losses: Float64Array;
}

export class WasmThreads {
  readonly #workers: readonly Worker[];

  private constructor(workers: readonly Worker[]) {
    this.#workers = workers;
  }

  /**
   * Starts threads that have the genomes and are ready.
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
    // The first message says that a thread is ready.
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

/** File of the thread beside this one, in the same form: source, compiled or bundled. */
function threadFile(): URL {
  return new URL(`./wasm-thread${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
}
