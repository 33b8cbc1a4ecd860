/** Thread entry: evaluates its part of a population on each request (`wasm-threads.ts`). */
import { parentPort, workerData } from 'node:worker_threads';
import { openWasmDevice } from '../src/engine/wasm/device.ts';
import type { Part } from './wasm-threads.ts';

const { net, genomes, count, batch, losses } = workerData as Part;
const device = openWasmDevice();
const evaluate = async (): Promise<void> => {
  losses.set(await device.evaluatePopulation(net, genomes, count, batch));
  parentPort!.postMessage('done');
};

parentPort!.on('message', () => void evaluate());
parentPort!.postMessage('ready');
