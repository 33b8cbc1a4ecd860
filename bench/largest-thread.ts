/** Thread entry: the reference's results of one of the largest shapes (`largest-threads.ts`). */
import { parentPort, workerData } from 'node:worker_threads';
import { type LargeSizes, rightlyLargest } from './checks/largest.ts';

parentPort!.postMessage(await rightlyLargest(workerData as LargeSizes));
