/** Thread entry: draws training batches ahead for `draw-threads.ts`, as the drawers of a tournament do. */
import { parentPort } from 'node:worker_threads';
import { drawBatch } from '../src/tasks/batches.ts';
import { builtIn } from '../src/tournament/spec/catalogue.ts';
import type { DrawRequest } from '../src/tournament/trial/draw-ahead.ts';

parentPort!.on('message', ({ stream, first, count }: DrawRequest) => {
  const task = builtIn.task(stream.task);
  const batches = Array.from({ length: count }, (_, offset) =>
    drawBatch(task, stream.options, stream.path, first + offset, stream.sequences),
  );
  parentPort!.postMessage(batches);
});
