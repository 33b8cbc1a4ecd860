/** Pass over sequences: its programs, and how they are dispatched. */
import type { Program } from '../kernels/programs.ts';
import type { BufferPool } from '../memory/buffer-pool.ts';

export interface PassPrograms {
  readonly program: Program;
  /** Number of sequences of a workgroup. */
  readonly sequences: number;
  /** Program that lays out the weights anew before, where the pass reads them so. */
  readonly transpose: Transpose | null;
}

/** Program that writes the buffer `transposed`. */
export interface Transpose {
  readonly program: Program;
  /** Number of workgroups a slot, and of words. */
  readonly groups: number;
  readonly words: number;
}

/** Encodes the pass over a job's sequences in so many slots. */
export function encodePass(
  pool: BufferPool,
  encoder: GPUComputePassEncoder,
  { program, sequences, transpose }: PassPrograms,
  job: number,
  count: number,
  slots: number,
): void {
  if (transpose !== null) pool.dispatch(encoder, transpose.program, job, transpose.groups, slots);
  pool.dispatch(encoder, program, job, Math.ceil(count / sequences), slots);
}
