/**
 * Overlap of validation and test with training: the number of sequences that occur in both. A net can know such
 * sequences by heart, so right answers to them do not show that it generalises.
 */
import { monotonicSeconds } from '../clock.ts';
import type { Batch } from '../engine/batch.ts';
import { drawBatch, evaluationBatches } from './batches.ts';
import { sequenceOf } from './checks/digest.ts';
import type { Part, Task } from './define-task.ts';
import type { TaskOptions } from './task-call.ts';

export interface Overlap {
  /** Number of different training sequences that were compared. */
  readonly training: number;
  readonly validation: PartOverlap;
  readonly test: PartOverlap;
}

export interface PartOverlap {
  /** Number of different sequences that were compared. */
  readonly sequences: number;
  /** Number of them that occur among these training sequences. */
  readonly inTraining: number;
}

export interface OverlapLimits {
  /** Most training sequences to compare, and most of validation and of test each. */
  readonly training: number;
  readonly examined: number;
  readonly seconds: number;
}

/** Most numbers of input and output a part, roughly; of long sequences fewer are compared. */
const MOST_NUMBERS = 2 ** 21;
const BATCH = 20;
const PATH = ['overlap'] as const;

/**
 * Compares the first sequences of every part: cases one after another where the task has them, else drawn ones.
 * @returns null where drawing them takes longer than the limit
 * @throws UserError as `drawBatch`
 */
export function overlapOf(task: Task, options: TaskOptions, limits: OverlapLimits): Overlap | null {
  const deadline = monotonicSeconds() + limits.seconds;
  const most = (first: Batch, limit: number): number => Math.min(limit, fitting(first));
  const training = new Set<string>();
  const hasCases = task.cases?.(options, { part: 'training' }) !== undefined;
  const batches = hasCases ? inOrder(task, options, 'training', limits.training) : drawn(task, options);
  for (const [before, batch] of counted(batches)) {
    if (monotonicSeconds() > deadline) return null;
    for (let b = 0; b < batch.sequences; b++) training.add(sequenceOf(batch, b));
    if (before + batch.sequences >= most(batch, limits.training)) break;
  }
  const examine = (part: Part): PartOverlap | null => {
    const seen = new Set<string>();
    for (const [before, batch] of counted(inOrder(task, options, part, limits.examined))) {
      if (monotonicSeconds() > deadline) return null;
      for (let b = 0; b < batch.sequences; b++) seen.add(sequenceOf(batch, b));
      if (before + batch.sequences >= most(batch, limits.examined)) break;
    }
    const inTraining = [...seen].filter((sequence) => training.has(sequence)).length;
    return { sequences: seen.size, inTraining };
  };
  const validation = examine('validation');
  const test = examine('test');
  if (validation === null || test === null) return null;
  return { training: training.size, validation, test };
}

/**
 * Short sequences come twice where they are drawn, and a collection may hold a piece twice; from these shares of
 * validation or test on it is more than that.
 */
const MUCH = { drawn: 0.5, cases: 0.1 } as const;

export const sharesMuch = ({ validation, test }: Overlap, kind: keyof typeof MUCH): boolean =>
  [validation, test].some(({ sequences, inTraining }) => inTraining >= MUCH[kind] * sequences);

function* drawn(task: Task, options: TaskOptions): Generator<Batch> {
  for (let index = 0; ; index++) yield drawBatch(task, options, [...PATH, task.name], index, BATCH);
}

const inOrder = (task: Task, options: TaskOptions, part: Part, sequences: number): Iterable<Batch> =>
  evaluationBatches(task, options, [...PATH, task.name, part], sequences, BATCH, part);

/** Batches, each with the number of sequences before it. */
function* counted(batches: Iterable<Batch>): Generator<readonly [number, Batch]> {
  let before = 0;
  for (const batch of batches) {
    yield [before, batch];
    before += batch.sequences;
  }
}

const fitting = ({ steps, inputs, outputs, symbols }: Batch): number =>
  Math.max(BATCH, Math.floor(MOST_NUMBERS / (steps * ((symbols === null ? inputs : 1) + outputs))));
