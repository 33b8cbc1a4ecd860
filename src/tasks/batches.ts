/**
 * Batches of a task: the training stream, and the validation and test sets. Every batch comes from a stream of its own
 * name, so none depends on which others were drawn.
 */
import type { Batch } from '../engine/batch.ts';
import { UserError } from '../errors.ts';
import { type Random, randomStream } from '../random/random.ts';
import { buildBatch } from './build-batch.ts';
import { checkShape, show } from './check-shape.ts';
import type { Part, Sequence, Task, TaskShape } from './define-task.ts';
import { remoteOf } from './remote-task.ts';
import type { StreamPath } from './stream-path.ts';
import { calling, type TaskOptions } from './task-call.ts';
import { trainingOrder } from './training-order.ts';

export type { BatchJudgement } from './batch-judgement.ts';
export { buildBatch } from './build-batch.ts';
export { judgeBatch } from './judge.ts';
export type { TaskOptions } from './task-call.ts';

/**
 * Draws training batch number `index` of the stream that `path` names. Values of `shared` are drawn once. A batch of
 * more sequences begins with those of a smaller one of the same number, unless training goes in epochs. Where the task
 * has `cases`, a batch goes through them in a random order, and through all of them before any comes again; where they
 * continue, sequence b of batch k + 1 is the case after that of batch k.
 * @throws UserError as `buildBatch`, and when a function of the task throws
 */
export function drawBatch(
  task: Task,
  options: TaskOptions,
  path: StreamPath,
  index: number,
  sequences: number,
): Batch {
  const remote = remoteOf(task);
  if (remote !== null) return remote.drawBatch(options, path, index, sequences);
  const random = randomStream(...path, index);
  const cases = caseCount(task, options, 'training');
  const shape = shapeOf(task, options);
  const drawn = drawSequences(
    task,
    options,
    'training',
    random,
    sequences,
    trainingOrder(task, shape, cases, { path, index, sequences, random }),
  );
  return buildBatch(shape, drawn, sampled(task));
}

/** Shape of a task under these options. @throws UserError when `shape` throws, or gives none */
export function shapeOf(task: Task, options: TaskOptions): TaskShape {
  const remote = remoteOf(task);
  if (remote !== null) return remote.shape(options);
  const shape = calling(task, 'shape', () => task.shape(options));
  checkShape(shape, `task ${task.name}`);
  return shape;
}

/** Beginning of messages about sequences. */
const sampled = (task: Task): string => `task ${task.name}: sample`;

/** Validation or test set, in chunks, which are drawn when they are asked for. */
export interface EvaluationSet extends Iterable<Batch> {
  /** Number of sequences in the whole set. */
  readonly sequences: number;
  readonly chunks: number;
  /** Chunk 0 to chunks - 1, the same at every call; each call draws it anew. */
  chunk(index: number): Batch;
}

/** Most cases of a task: validation goes through all of them, and its time is in no budget. */
export const MOST_CASES = 10_000_000;

/**
 * Number of sequences of an evaluation set that make a minibatch, which has values of the task's `shared` in common.
 */
const MINIBATCH = 100;
/** Most sequences of a chunk, and (roughly) most numbers of input and output. */
const CHUNK_SEQUENCES = 1000;
const CHUNK_NUMBERS = 2 ** 22;

/**
 * Set of that many sequences of a part that `path` names, or all `cases` of that part once, where the task has them.
 * The set does not depend on the size of its chunks.
 * @param chunk sequences a chunk. Default: as many as fit a moderate memory, at most 1000, and one minibatch where the
 * task's minibatches share something, their length for instance.
 * @throws UserError as `drawBatch`
 */
export function evaluationBatches(
  task: Task,
  options: TaskOptions,
  path: StreamPath,
  sequences: number,
  chunk?: number,
  part: Part = 'test',
): EvaluationSet {
  const remote = remoteOf(task);
  if (remote !== null) return iterable(remote.evaluationBatches(options, path, sequences, chunk, part));
  const shape = shapeOf(task, options);
  const total = caseCount(task, options, part) ?? sequences;
  const draw = (first: number, last: number): Sequence[] => {
    const drawn: Sequence[] = [];
    for (let group = Math.floor(first / MINIBATCH); group * MINIBATCH <= last; group++) {
      const start = group * MINIBATCH;
      const count = Math.min(MINIBATCH, last + 1 - start);
      const random = randomStream(...path, group);
      const minibatch = drawSequences(task, options, part, random, count, (b) => start + b);
      drawn.push(...minibatch.slice(Math.max(0, first - start)));
    }
    return drawn;
  };
  const size =
    chunk ??
    (sharesSomething(task, options, path, part) ? MINIBATCH : largestChunk(shape, draw(0, 0)[0]!, task));
  const chunks = Math.ceil(total / size);
  return iterable({
    sequences: total,
    chunks,
    chunk: (index) =>
      buildBatch(shape, draw(index * size, Math.min(total, (index + 1) * size) - 1), sampled(task)),
  });
}

const iterable = (set: Pick<EvaluationSet, 'sequences' | 'chunks' | 'chunk'>): EvaluationSet => ({
  ...set,
  *[Symbol.iterator]() {
    for (let index = 0; index < set.chunks; index++) yield set.chunk(index);
  },
});

function sharesSomething(task: Task, options: TaskOptions, path: StreamPath, part: Part): boolean {
  const shared = () => task.shared?.(randomStream(...path, 0), options, { part });
  return calling(task, 'shared', shared) !== undefined;
}

function largestChunk(shape: TaskShape, first: Sequence, task: Task): number {
  const steps = buildBatch(shape, [first], sampled(task)).steps;
  const inputs = shape.inputs.kind === 'symbols' ? 1 : shape.inputs.size;
  const outputs = shape.scored === 'last' ? 1 : shape.outputs;
  const fitting = Math.floor(CHUNK_NUMBERS / (steps * (inputs + outputs)));
  return Math.max(1, Math.min(CHUNK_SEQUENCES, fitting));
}

function drawSequences(
  task: Task,
  options: TaskOptions,
  part: Part,
  random: Random,
  count: number,
  indexOf: (b: number) => number,
): Sequence[] {
  const shared = calling(task, 'shared', () => task.shared?.(random, options, { part }));
  const drawn: Sequence[] = [];
  return calling(
    task,
    () => `sample of sequence ${drawn.length}`,
    () => {
      for (let b = 0; b < count; b++) {
        drawn.push(task.sample(random, options, { index: indexOf(b), part, shared }));
      }
      return drawn;
    },
  );
}

/**
 * Number of cases that a part of the task has; undefined where it draws without end.
 * @throws UserError on no whole number from 1
 */
export function caseCount(task: Task, options: TaskOptions, part: Part): number | undefined {
  const remote = remoteOf(task);
  if (remote !== null) return remote.cases(options, part);
  const cases = calling(task, 'cases', () => task.cases?.(options, { part }));
  if (cases !== undefined && !(Number.isSafeInteger(cases) && cases >= 1)) {
    throw new UserError(`task ${task.name}: cases gave ${show(cases)}, it must give a whole number from 1`);
  }
  if (cases !== undefined && cases > MOST_CASES) {
    const most = `at most ${MOST_CASES} are gone through`;
    throw new UserError(
      `task ${task.name}: cases gave ${cases}, ${most}; leave cases out, and sequences are drawn`,
    );
  }
  return cases;
}
