/**
 * Passes of a gradient, encoded for many slots at once: forward, answers, injection of their errors, backward, Ω, and
 * the products. A batch that does not fit into one slot goes through in runs of sequences, whose sums add up.
 */

import type { Gpu } from '../gpu/gpu.ts';
import { answersKernel } from '../kernels/answers.ts';
import { type GatedShape, isGated } from '../kernels/gated-weights.ts';
import { gatherGramKernel, gatherKernel, regulariseKernel } from '../kernels/gather.ts';
import { injectKernel } from '../kernels/inject.ts';
import type { BufferName, KernelShape, KernelSource } from '../kernels/kernel.ts';
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
import { rowNormsKernel } from '../kernels/row-norms.ts';
import { stateNormsKernel } from '../kernels/state-norms.ts';
import { STREAMED_SEQUENCES } from '../kernels/streamed.ts';
import { tallyKernel } from '../kernels/tally.ts';
import { groupsFor } from '../kernels/workgroups.ts';
import type { BufferPool } from '../memory/buffer-pool.ts';
import { type SlotSize, splitsOf } from '../memory/sizes.ts';
import { backwardPass, forwardPass } from './index.ts';
import { encodePass, type PassPrograms } from './pass.ts';

export interface TrainingPrograms {
  readonly forward: PassPrograms;
  /** Backward pass, and the one that keeps ‖d‖ as well, where state norms are wanted. */
  readonly backward: PassPrograms;
  readonly watchedBackward: PassPrograms;
  readonly answers: Program;
  readonly tally: Program;
  readonly inject: Program;
  readonly stateNorms: Program;
  /** Program of ‖d‖ of the rows, where the backward pass does not compute it. */
  readonly rowNorms: Program | null;
  readonly products: Readonly<Record<'weights' | 'output', Program>>;
  readonly gather: Program;
  /** Programs of Ω; null for nets with gates, which have none. */
  readonly omega: OmegaPrograms | null;
}

interface OmegaPrograms {
  readonly omega: Program;
  readonly gram: Program;
  readonly gatherGram: Program;
  readonly regularise: Program;
}

export async function trainingPrograms(programs: Programs, shape: KernelShape): Promise<TrainingPrograms> {
  const compile = (source: KernelSource) => programs.compile(source, shape);
  const [forward, backward, watchedBackward, answers, tally, inject, stateNorms, rowNorms] =
    await Promise.all([
      forwardPass(programs, shape, 'training'),
      backwardPass(programs, shape, false),
      backwardPass(programs, shape, true),
      compile(answersKernel(shape, 'training')),
      compile(tallyKernel(shape)),
      compile(injectKernel(shape)),
      compile(stateNormsKernel(shape)),
      isGated(shape) ? compile(rowNormsKernel(shape)) : null,
    ]);
  const [weights, output, gather, omega] = await Promise.all([
    compile(productKernel('weights', shape)),
    compile(productKernel('output', shape)),
    compile(gatherKernel(shape)),
    isGated(shape) ? null : omegaPrograms(programs, shape),
  ]);
  const products = { weights, output };
  return {
    forward,
    backward,
    watchedBackward,
    answers,
    tally,
    inject,
    stateNorms,
    rowNorms,
    products,
    gather,
    omega,
  };
}

async function omegaPrograms(programs: Programs, shape: KernelShape): Promise<OmegaPrograms> {
  const [omega, gram, gatherGram, regularise] = await Promise.all(
    [omegaKernel(shape), productKernel('gram', shape), gatherGramKernel(shape), regulariseKernel()].map(
      (source) => programs.compile(source, shape),
    ),
  );
  return { omega: omega!, gram: gram!, gatherGram: gatherGram!, regularise: regularise! };
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
  { forward }: Pick<TrainingPrograms, 'forward'>,
): Promise<void> {
  const transposed = forward.transpose?.words ?? 0;
  const most = new Map<BufferName, number>();
  for (const { size, slots } of works) {
    for (const [name, words] of scratchWords(shape, size, transposed)) {
      most.set(name, Math.max(most.get(name) ?? 0, slots * words));
    }
  }
  for (const [name, words] of most) await pool.require(name, 4 * words);
}

/** Words of a slot. */
function scratchWords(shape: KernelShape, size: SlotSize, transposed: number): Words {
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
    ['partials', splits.weights * productEntries('weights', shape)],
    ['outputPartials', splits.output * productEntries('output', shape)],
    ['gradients', shape.offsets.parameters],
    ['rowNorms', size.rows],
    ['stateNorms', size.steps],
    ['transposed', transposed],
    ...(isGated(shape) ? gatedWords(shape, size) : omegaWords(shape, size)),
  ];
}

type Words = readonly (readonly [BufferName, number])[];

function omegaWords(shape: KernelShape, size: SlotSize): Words {
  const { hidden } = shape;
  return [
    ['squaredSignals', size.rows],
    ['factors', size.rows],
    ['gramPartials', splitsOf(shape, size).gram * productEntries('gram', shape)],
    ['grams', hidden * hidden],
    ['omegaGradients', hidden * hidden],
  ];
}

function gatedWords({ hidden, gates }: GatedShape, size: SlotSize): Words {
  const { kept, own } = gates;
  const quads = Math.ceil(size.sequences / STREAMED_SEQUENCES);
  return [
    ['gates', size.rows * kept * rowLength(hidden)],
    ['ownPartials', quads * (own?.rows ?? 0) * rowLength(hidden)],
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
  const product = (name: ProductName, program: Program, some: number) =>
    pool.dispatch(pass, program, job, productBlocks(productExtent(name, shape)), splits[name], some);
  encodePass(pool, pass, programs.forward, job, sequences, slots);
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
  encodePass(pool, pass, backward, job, sequences, slots);
  if (watched) {
    if (programs.rowNorms !== null) {
      const groups = groupsFor(size.rows, programs.rowNorms.threads, most);
      pool.dispatch(pass, programs.rowNorms, job, groups, slots);
    }
    pool.dispatch(pass, programs.stateNorms, job, Math.ceil(size.steps / programs.stateNorms.threads), slots);
  }
  product('weights', programs.products.weights, slots);
  product('output', programs.products.output, slots);
  pool.dispatch(pass, programs.gather, job, Math.ceil(parameters / programs.gather.threads), slots);
  if (omegaSlots === 0 || programs.omega === null) return;
  const { omega, gram, gatherGram } = programs.omega;
  pool.dispatch(pass, omega, job, 1, omegaSlots);
  product('gram', gram, omegaSlots);
  pool.dispatch(pass, gatherGram, job, Math.ceil(hidden ** 2 / gatherGram.threads), omegaSlots);
}

/** Encodes the end after the last run: Ω's derivative onto the gradient. */
export function encodeRegularising(
  pool: BufferPool,
  pass: GPUComputePassEncoder,
  { omega }: TrainingPrograms,
  { hidden }: KernelShape,
  { job, omegaSlots }: Pick<TrainingPass, 'job' | 'omegaSlots'>,
): void {
  if (omegaSlots === 0 || omega === null) return;
  const { regularise } = omega;
  pool.dispatch(pass, regularise, job, Math.ceil(hidden ** 2 / regularise.threads), omegaSlots);
}
