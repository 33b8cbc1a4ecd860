/** Encoder of a chunk's updates: for every dispatch its runs of sequences, then Ω and the step of the descent. */

import type { Gpu } from '../gpu/gpu.ts';
import type { KernelShape } from '../kernels/kernel.ts';
import type { Program } from '../kernels/programs.ts';
import type { BufferPool } from '../memory/buffer-pool.ts';
import type { Job } from '../memory/job.ts';
import { jobOf } from '../memory/sizes.ts';
import { encodeRegularising, encodeRun, type TrainingPrograms } from '../passes/training.ts';
import type { Chunk } from './chunk.ts';

/**
 * Jobs, one a run of sequences of a dispatch, in the order in which they are encoded.
 * @param steps row length of the lanes' state norms
 */
export function chunkJobs(shape: KernelShape, { dispatches }: Chunk, steps: number): Job[] {
  return dispatches.flatMap(({ first, ranges, size }) =>
    ranges.map((range) => jobOf(shape, { ...size, steps }, range, first)),
  );
}

export function encodeChunk(
  gpu: Gpu,
  pool: BufferPool,
  encoder: GPUCommandEncoder,
  { training, update }: { readonly training: TrainingPrograms; readonly update: Program },
  shape: KernelShape,
  chunk: Chunk,
  steps: number,
): void {
  const pass = encoder.beginComputePass();
  let job = 0;
  for (const { slots, omegaSlots, ranges, size: own, watched } of chunk.dispatches) {
    const size = { ...own, steps };
    for (const { count, answers } of ranges) {
      const run = { job, slots, omegaSlots, size, sequences: count, answers, watched };
      encodeRun(gpu, pool, pass, training, shape, run);
      job++;
    }
    encodeRegularising(pool, pass, training, shape, { job: job - 1, omegaSlots });
    pool.dispatch(pass, update, job - 1, 1, slots);
  }
  pass.end();
}
