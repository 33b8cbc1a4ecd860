/**
 * Passes of a gradient, encoded for many slots at once: forward, answers, injection of their errors, backward, Ω, and
 * the products. A batch that does not fit into one slot goes through in runs of sequences, whose sums add up.
 */

import type { Gpu } from '../gpu/gpu.ts';
import { answersKernel } from '../kernels/answers.ts';
import { gatherGramKernel, gatherKernel, regulariseKernel } from '../kernels/gather.ts';
import { injectKernel } from '../kernels/inject.ts';
import type { BufferName, KernelShape } from '../kernels/kernel.ts';
import { omegaKernel } from '../kernels/omega.ts';
import { rowLength } from '../kernels/prelude.ts';
import {
  type ProductName,
  productBlocks,
  productEntries,
  productExtent,
  productKernel,
} from '../kernels/products.ts';
import type { Program, Programs } from '../kernels/programs.ts';
import { TALLY_WORDS } from '../kernels/record-words.ts';
import { stateNormsKernel } from '../kernels/state-norms.ts';
import { tallyKernel } from '../kernels/tally.ts';
import { groupsFor } from '../kernels/workgroups.ts';
import type { BufferPool } from '../memory/buffer-pool.ts';
import { type SlotSize, splitsOf } from '../memory/sizes.ts';
import { backwardPass, encodePass, forwardPass, type PassPrograms } from './index.ts';

export interface TrainingPrograms {
  readonly forward: PassPrograms;
  /** Backward pass, and the one that keeps ‖d‖ as well, where state norms are wanted. */
  readonly backward: PassPrograms;
  readonly watchedBackward: PassPrograms;
  readonly answers: Program;
  readonly tally: Program;
  readonly inject: Program;
  readonly stateNorms: Program;
  readonly omega: Program;
  readonly products: Readonly<Record<ProductName, Program>>;
  readonly gather: Program;
  readonly gatherGram: Program;
  readonly regularise: Program;
}

export async function trainingPrograms(programs: Programs, shape: KernelShape): Promise<TrainingPrograms> {
  const compile = programs.compile.bind(programs);
  const [forward, backward, watchedBackward, answers, tally, inject, stateNorms, omega] = await Promise.all([
    forwardPass(programs, shape, 'training'),
    backwardPass(programs, shape, false),
    backwardPass(programs, shape, true),
    compile(answersKernel(shape, 'training'), shape),
    compile(tallyKernel(shape), shape),
    compile(injectKernel(shape), shape),
    compile(stateNormsKernel(shape), shape),
    compile(omegaKernel(shape), shape),
  ]);
  const [weights, gram, output, gather, gatherGram, regularise] = await Promise.all([
    compile(productKernel('weights', shape), shape),
    compile(productKernel('gram', shape), shape),
    compile(productKernel('output', shape), shape),
    compile(gatherKernel(shape), shape),
    compile(gatherGramKernel(shape), shape),
    compile(regulariseKernel(), shape),
  ]);
  const products = { weights, gram, output };
  return {
    forward,
    backward,
    watchedBackward,
    answers,
    tally,
    inject,
    stateNorms,
    omega,
    products,
    gather,
    gatherGram,
    regularise,
  };
}

/** Slots side by side, of one size. */
export interface Slots {
  readonly size: SlotSize;
  readonly slots: number;
}

/** Makes the pool's scratch buffers large enough for each of these. */
export async function requireScratch(
  pool: BufferPool,
  shape: KernelShape,
  works: readonly Slots[],
  isStreamed: boolean,
): Promise<void> {
  const most = new Map<BufferName, number>();
  for (const { size, slots } of works) {
    for (const [name, words] of scratchWords(shape, size, isStreamed)) {
      most.set(name, Math.max(most.get(name) ?? 0, slots * words));
    }
  }
  for (const [name, words] of most) await pool.require(name, 4 * words);
}

/** Words of a slot. */
function scratchWords(
  shape: KernelShape,
  size: SlotSize,
  isStreamed: boolean,
): readonly (readonly [BufferName, number])[] {
  const { hidden, outputs } = shape;
  const splits = splitsOf(shape, size);
  return [
    ['states', size.rows * rowLength(hidden)],
    ['signals', size.rows * rowLength(hidden)],
    ['outputs', size.answers * outputs],
    ['errors', size.answers * outputs],
    ['answerLosses', size.answers],
    ['losses', size.sequences],
    ['tallies', TALLY_WORDS],
    ['squaredSignals', size.rows],
    ['factors', size.rows],
    ['partials', splits.weights * productEntries('weights', shape)],
    ['gramPartials', splits.gram * productEntries('gram', shape)],
    ['outputPartials', splits.output * productEntries('output', shape)],
    ['gradients', shape.offsets.parameters],
    ['grams', hidden * hidden],
    ['omegaGradients', hidden * hidden],
    ['rowNorms', size.rows],
    ['stateNorms', size.steps],
    ['transposed', isStreamed ? hidden * hidden : 0],
  ];
}

export interface TrainingPass extends Slots {
  readonly job: number;
  /** Number of the first slots that are regularised by Ω. */
  readonly omegaSlots: number;
  /** Most sequences and answers of the run. */
  readonly sequences: number;
  readonly answers: number;
  readonly watched: boolean;
}

/** Encodes everything up to the sums over the run's sequences. */
export function encodeRun(
  gpu: Gpu,
  pool: BufferPool,
  pass: GPUComputePassEncoder,
  programs: TrainingPrograms,
  shape: KernelShape,
  { job, slots, omegaSlots, size, sequences, answers, watched }: TrainingPass,
): void {
  const { hidden } = shape;
  const splits = splitsOf(shape, size);
  const parameters = shape.offsets.parameters;
  const most = gpu.limits.maxComputeWorkgroupsPerDimension;
  const product = (name: ProductName, some: number) =>
    pool.dispatch(
      pass,
      programs.products[name],
      job,
      productBlocks(productExtent(name, shape)),
      splits[name],
      some,
    );
  encodePass(pool, pass, programs.forward, shape, job, sequences, slots);
  pool.dispatch(pass, programs.answers, job, groupsFor(answers, programs.answers.threads, most), slots);
  pool.dispatch(pass, programs.tally, job, 1, slots);
  pool.dispatch(
    pass,
    programs.inject,
    job,
    groupsFor(answers * hidden, programs.inject.threads, most),
    slots,
  );
  const backward = watched ? programs.watchedBackward : programs.backward;
  encodePass(pool, pass, backward, shape, job, sequences, slots);
  if (watched) {
    pool.dispatch(pass, programs.stateNorms, job, Math.ceil(size.steps / programs.stateNorms.threads), slots);
  }
  product('weights', slots);
  product('output', slots);
  pool.dispatch(pass, programs.gather, job, Math.ceil(parameters / programs.gather.threads), slots);
  if (omegaSlots === 0) return;
  pool.dispatch(pass, programs.omega, job, 1, omegaSlots);
  product('gram', omegaSlots);
  pool.dispatch(
    pass,
    programs.gatherGram,
    job,
    Math.ceil(hidden ** 2 / programs.gatherGram.threads),
    omegaSlots,
  );
}

/** Encodes the end after the last run: Ω's derivative onto the gradient. */
export function encodeRegularising(
  pool: BufferPool,
  pass: GPUComputePassEncoder,
  { regularise }: TrainingPrograms,
  { hidden }: KernelShape,
  { job, omegaSlots }: Pick<TrainingPass, 'job' | 'omegaSlots'>,
): void {
  if (omegaSlots === 0) return;
  pool.dispatch(pass, regularise, job, Math.ceil(hidden ** 2 / regularise.threads), omegaSlots);
}
