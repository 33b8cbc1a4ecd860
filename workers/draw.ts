/**
 * Thread entry: draws training batches ahead of time, for another thread that trains on them. Their memory is shared.
 */
import type { Batch } from '../src/engine/batch.ts';
import { drawBatch } from '../src/tasks/batches.ts';
import type { DrawRequest } from '../src/tournament/trial/draw-ahead.ts';
import { threadCatalogue } from './thread.ts';

export default async function draw({ stream, first, count }: DrawRequest): Promise<Batch[]> {
  const catalogue = await threadCatalogue();
  const task = catalogue.task(stream.task);
  return Array.from({ length: count }, (_, offset) =>
    drawBatch(task, stream.options, stream.path, first + offset, stream.sequences),
  );
}
