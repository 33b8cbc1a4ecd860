/** Evaluation pass: forward, answers and losses of many parameter vectors on one batch, for whole nets and populations. */
import type { Batch } from '../../batch.ts';
import type { Gpu } from '../gpu/gpu.ts';
import { answersKernel } from '../kernels/answers.ts';
import type { KernelShape } from '../kernels/kernel.ts';
import { rowLength } from '../kernels/prelude.ts';
import type { Program, Programs } from '../kernels/programs.ts';
import { ASSIGNMENT_WORDS, TALLY_WORDS } from '../kernels/record-words.ts';
import { tallyKernel } from '../kernels/tally.ts';
import { groupsFor } from '../kernels/workgroups.ts';
import type { BufferPool } from '../memory/buffer-pool.ts';
import type { ResidentBatches } from '../memory/resident.ts';
import { jobOf, largest, type Range } from '../memory/sizes.ts';
import { encodePass, type PassPrograms } from './pass.ts';

export interface EvaluationPrograms {
  readonly forward: PassPrograms;
  readonly answers: Program;
  readonly tally: Program;
}

export async function evaluationPrograms(
  programs: Programs,
  shape: KernelShape,
  passing: Promise<PassPrograms>,
  ofGenomes: boolean,
): Promise<EvaluationPrograms> {
  const [forward, answers, tally] = await Promise.all([
    passing,
    programs.compile(answersKernel(shape, 'evaluation'), shape),
    programs.compile(tallyKernel(shape, ofGenomes), shape),
  ]);
  return { forward, answers, tally };
}

export interface EvaluationWork {
  readonly shape: KernelShape;
  readonly programs: EvaluationPrograms;
  readonly batch: Batch;
  /** Runs of its sequences. */
  readonly ranges: readonly Range[];
  /** Parameter vectors, `[slots][parameters]`. */
  readonly theta: Float32Array;
  readonly slots: number;
}

/** Makes room, writes the parameters and encodes the passes over all runs. */
export async function encodeEvaluation(
  gpu: Gpu,
  pool: BufferPool,
  resident: ResidentBatches,
  { shape, programs, batch, ranges, theta, slots }: EvaluationWork,
): Promise<GPUCommandEncoder> {
  const { forward, answers, tally } = programs;
  const { hidden, outputs } = shape;
  const most = gpu.limits.maxComputeWorkgroupsPerDimension;
  const size = largest(
    ranges.map((range) => ({
      rows: 0,
      answers: range.answers,
      sequences: batch.sequences,
      steps: batch.steps,
    })),
  );
  pool.lend('data', await resident.bufferOf(batch));
  await pool.require('theta', theta.byteLength);
  await pool.require('states', 4 * slots * size.answers * rowLength(hidden));
  await pool.require('outputs', 4 * slots * size.answers * outputs);
  await pool.require('answerLosses', 4 * slots * size.answers);
  await pool.require('losses', 4 * slots * batch.sequences);
  await pool.require('tallies', 4 * TALLY_WORDS * slots);
  if (forward.transpose !== null) await pool.require('transposed', 4 * slots * forward.transpose.words);
  // Every slot works on the one batch of the buffer, whose record is at its beginning.
  if (await pool.require('assignments', 4 * ASSIGNMENT_WORDS * slots)) {
    const records = new Uint32Array(pool.buffer('assignments').size / 4);
    for (let slot = 0; ASSIGNMENT_WORDS * slot + 1 < records.length; slot++) {
      records[ASSIGNMENT_WORDS * slot + 1] = slot;
    }
    pool.write('assignments', records);
  }
  await pool.writeJobs(ranges.map((range) => jobOf(shape, size, range, 0)));
  pool.write('theta', theta);
  const encoder = gpu.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  for (const [job, range] of ranges.entries()) {
    encodePass(pool, pass, forward, job, range.count, slots);
    pool.dispatch(pass, answers, job, groupsFor(range.answers, answers.threads, most), slots);
    pool.dispatch(pass, tally, job, 1, slots);
  }
  pass.end();
  return encoder;
}
