/** Reference of the largest shapes in threads of their own, beside the other checks: they take longest by far. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Gradient } from '../src/engine/device.ts';
import type { LargeSizes } from './checks/largest.ts';

/**
 * Starts a thread that computes the gradient of the few sequences by the reference. The returned function waits for it.
 * A session that ends without waiting ends without the thread.
 */
export function largestInThread(sizes: LargeSizes): () => Promise<Gradient> {
  const { promise, resolve, reject } = Promise.withResolvers<Gradient>();
  const file = new URL(`./largest-thread${extname(fileURLToPath(import.meta.url))}`, import.meta.url);
  const worker = new Worker(file, { workerData: sizes });
  worker.once('message', resolve);
  worker.once('error', reject);
  // The rejection is handled where it is awaited, which is later.
  promise.catch(() => {});
  worker.unref();
  return async () => {
    worker.ref();
    return promise;
  };
}
