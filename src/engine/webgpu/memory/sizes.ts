/** Buffer sizes of work, and the division of work to fit into the GPU's limits. */
import { RunError } from '../../../errors.ts';
import type { Batch } from '../../batch.ts';
import { type Gpu, type GpuLimits, inMebibytes } from '../gpu/gpu.ts';
import { isGated, packedWeights } from '../kernels/gated-weights.ts';
import type { KernelShape } from '../kernels/kernel.ts';
import { rowLength } from '../kernels/prelude.ts';
import { productEntries, productExtent, splitCapacity } from '../kernels/products.ts';
import type { Job } from './job.ts';

/** Largest buffer that is made without need: several hold states side by side. */
const BUFFER_BYTES = 2 ** 28;

/** Size of a slot. */
export interface SlotSize {
  readonly rows: number;
  readonly answers: number;
  readonly sequences: number;
  readonly steps: number;
}

/** Bytes of the largest buffer that is made without need. */
export function bufferBytes(limits: GpuLimits): number {
  return Math.min(BUFFER_BYTES, mostBytes(limits));
}

/** Bytes that one buffer may have. */
const mostBytes = ({ maxBufferSize, maxStorageBufferBindingSize }: GpuLimits): number =>
  Math.min(maxBufferSize, maxStorageBufferBindingSize);

export const largest = (sizes: readonly SlotSize[]): SlotSize => ({
  rows: Math.max(...sizes.map(({ rows }) => rows)),
  answers: Math.max(...sizes.map(({ answers }) => answers)),
  sequences: Math.max(...sizes.map(({ sequences }) => sequences)),
  steps: Math.max(...sizes.map(({ steps }) => steps)),
});

/** Numbers of splits of a slot: of sums over rows, and over answers. */
export function splitsOf(shape: KernelShape, { rows, answers }: SlotSize) {
  const ofRows = Math.max(
    splitCapacity(productExtent('weights', shape), rows),
    // Nets with gates have no Ω.
    isGated(shape) ? 0 : splitCapacity(productExtent('gram', shape), rows),
  );
  const ofAnswers = splitCapacity(productExtent('output', shape), answers);
  return { weights: ofRows, gram: ofRows, output: ofAnswers };
}

/** Bytes of the largest buffer of a slot. */
function slotBytes(shape: KernelShape, size: SlotSize, mode: 'training' | 'evaluation'): number {
  const { hidden, outputs } = shape;
  if (mode === 'evaluation')
    return 4 * Math.max(size.answers * Math.max(rowLength(hidden), outputs), size.sequences);
  const splits = splitsOf(shape, size);
  return (
    4 *
    Math.max(
      size.rows * rowLength(hidden) * (shape.gates?.kept ?? 1),
      size.answers * outputs,
      splits.weights * productEntries('weights', shape),
      splits.output * productEntries('output', shape),
    )
  );
}

/** Number of slots side by side that fit, at least one. */
export function slotsFitting(
  gpu: Gpu,
  shape: KernelShape,
  size: SlotSize,
  mode: 'training' | 'evaluation',
): number {
  const { limits } = gpu;
  // A slot has parameters of its own too, or their gradient, and may have weights laid out anew.
  const ownWords = Math.max(shape.offsets.parameters, isGated(shape) ? packedWeights(shape) : 0);
  const bytes = Math.max(slotBytes(shape, size, mode), 4 * ownWords);
  const fitting = Math.floor(bufferBytes(limits) / bytes);
  return Math.max(1, Math.min(fitting, limits.maxComputeWorkgroupsPerDimension));
}

/** Run of a batch's sequences. */
export interface Range {
  readonly first: number;
  readonly count: number;
  readonly answers: number;
}

/**
 * Cuts a batch into runs of sequences that each fit into one slot. The cut depends on batch, net and GPU alone.
 * @throws RunError where a single sequence does not fit
 */
export function cutSequences(
  gpu: Gpu,
  shape: KernelShape,
  batch: Batch,
  mode: 'training' | 'evaluation',
): readonly Range[] {
  const most = bufferBytes(gpu.limits);
  const mostForOne = mostBytes(gpu.limits);
  const mostSequences = gpu.limits.maxComputeWorkgroupsPerDimension;
  const { sequences, steps, scoredSteps } = batch;
  const bytesOf = (count: number, some: number) =>
    slotBytes(shape, { rows: count * steps, answers: some, sequences: 0, steps }, mode);
  // Shortcut for nearly every batch, at every update.
  if (sequences <= mostSequences && bytesOf(sequences, scoredSteps) <= most) {
    return [{ first: 0, count: sequences, answers: scoredSteps }];
  }
  const answersOf = answersBySequence(batch);
  const ranges: Range[] = [];
  let first = 0;
  let answers = 0;
  for (let sequence = 0; sequence < sequences; sequence++) {
    const some = answersOf[sequence]!;
    if (bytesOf(1, some) > mostForOne) throw tooLong(gpu, shape, batch, bytesOf(1, some), mostForOne);
    const count = sequence - first;
    if (count > 0 && (count === mostSequences || bytesOf(count + 1, answers + some) > most)) {
      ranges.push({ first, count, answers });
      first = sequence;
      answers = 0;
    }
    answers += some;
  }
  ranges.push({ first, count: sequences - first, answers });
  return ranges;
}

function answersBySequence({ mask, sequences }: Batch): Int32Array {
  const counts = new Int32Array(sequences);
  for (let index = 0; index < mask.length; index++) counts[index % sequences]! += mask[index]!;
  return counts;
}

function tooLong(gpu: Gpu, { hidden }: KernelShape, { steps }: Batch, bytes: number, most: number): RunError {
  return new RunError(
    `webgpu: one sequence of ${steps} steps through ${hidden} units takes ${inMebibytes(bytes)} in one buffer, ` +
      `${gpu.adapter.hardware} allows ${inMebibytes(most)}; use shorter sequences or fewer units`,
  );
}

/** Job of some slots on a run of sequences. */
export function jobOf(
  shape: KernelShape,
  size: SlotSize,
  range: Pick<Range, 'first' | 'count'>,
  assignments: number,
): Job {
  const splits = splitsOf(shape, size);
  return {
    assignments,
    sequenceFirst: range.first,
    sequences: range.count,
    rowCapacity: size.rows,
    answerCapacity: size.answers,
    batchCapacity: size.sequences,
    stepCapacity: size.steps,
    splitCapacity: splits.weights,
    answerSplitCapacity: splits.output,
    fresh: range.first === 0 ? 1 : 0,
  };
}
