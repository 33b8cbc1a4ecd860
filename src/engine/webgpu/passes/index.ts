/** Choice of a net's forward and backward pass, by its number of units and the GPU's limits. */
import type { Gpu } from '../gpu/gpu.ts';
import { backwardKernel } from '../kernels/backward.ts';
import { backwardStreamedKernel } from '../kernels/backward-streamed.ts';
import { type ForwardMode, forwardKernel, MOST_REGISTER_UNITS } from '../kernels/forward.ts';
import { fitsLanes, forwardLanesKernel, LANE_THREADS } from '../kernels/forward-lanes.ts';
import { forwardStreamedKernel, transposeKernel } from '../kernels/forward-streamed.ts';
import type { KernelShape } from '../kernels/kernel.ts';
import { mostThreads, type Program, type Programs } from '../kernels/programs.ts';
import { STREAMED_SEQUENCES, streamedBytes, streamedThreads } from '../kernels/streamed.ts';
import type { BufferPool } from '../memory/buffer-pool.ts';

export interface PassPrograms {
  readonly program: Program;
  /** Number of sequences of a workgroup. */
  readonly sequences: number;
  /** Program that computes W_recᵀ before, where the pass reads it. */
  readonly transpose: Program | null;
}

/** Limit that the GPU lacks for nets of so many units; null where it runs them. */
export function lackingFor(
  hidden: number,
  { limits, adapter }: Pick<Gpu, 'limits' | 'adapter'>,
): string | null {
  if (hidden <= MOST_REGISTER_UNITS) return null;
  const bytes = streamedBytes(hidden);
  const threads = streamedThreads(hidden);
  if (bytes <= limits.maxComputeWorkgroupStorageSize && threads <= mostThreads(limits)) return null;
  return (
    `a net of ${hidden} hidden units takes ${bytes} bytes of workgroup memory and ${threads} threads, ` +
    `${adapter.hardware} has ${limits.maxComputeWorkgroupStorageSize} bytes and ${mostThreads(limits)} threads`
  );
}

export async function forwardPass(
  programs: Programs,
  shape: KernelShape,
  mode: ForwardMode,
): Promise<PassPrograms> {
  if (mode === 'evaluation' && fitsLanes(shape)) {
    const program = await programs.compile(forwardLanesKernel(shape), shape);
    return { program, sequences: LANE_THREADS, transpose: null };
  }
  if (shape.hidden <= MOST_REGISTER_UNITS) {
    return {
      program: await programs.compile(forwardKernel(shape, mode), shape),
      sequences: 1,
      transpose: null,
    };
  }
  const [program, transpose] = await Promise.all([
    programs.compile(forwardStreamedKernel(shape, mode, programs.mostThreads), shape),
    programs.compile(transposeKernel(), shape),
  ]);
  return { program, sequences: STREAMED_SEQUENCES, transpose };
}

/**
 * Backward pass.
 * @param watched ‖d‖ of every row is kept as well
 */
export async function backwardPass(
  programs: Programs,
  shape: KernelShape,
  watched: boolean,
): Promise<PassPrograms> {
  if (shape.hidden <= MOST_REGISTER_UNITS) {
    return {
      program: await programs.compile(backwardKernel(shape, watched), shape),
      sequences: 1,
      transpose: null,
    };
  }
  const program = await programs.compile(backwardStreamedKernel(shape, watched), shape);
  return { program, sequences: STREAMED_SEQUENCES, transpose: null };
}

/** Encodes the pass over a job's sequences in so many slots. */
export function encodePass(
  pool: BufferPool,
  encoder: GPUComputePassEncoder,
  { program, sequences, transpose }: PassPrograms,
  { hidden }: KernelShape,
  job: number,
  count: number,
  slots: number,
): void {
  if (transpose !== null)
    pool.dispatch(encoder, transpose, job, Math.ceil(hidden ** 2 / transpose.threads), slots);
  pool.dispatch(encoder, program, job, Math.ceil(count / sequences), slots);
}
