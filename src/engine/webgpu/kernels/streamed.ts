/**
 * Common parts of the streamed passes of large nets, whose weights fit neither registers nor workgroup memory: they
 * come from the GPU's caches at every step, each for four sequences at a time, which lie in the parts of a vector.
 * Units are dealt to the threads in turn.
 */
import { powerUpTo } from '../../../numeric/powers.ts';
import { lines } from './kernel.ts';

/** Number of sequences of a workgroup. */
export const STREAMED_SEQUENCES = 4;
export const PARTS = ['x', 'y', 'z', 'w'] as const;

/** Number of threads of a workgroup: a power of two, as many as there are units, 256 at most. */
export function streamedThreads(hidden: number): number {
  return Math.min(256, powerUpTo(Math.max(4, hidden)));
}

/** Bytes of workgroup memory that the passes take: two states, or one signal and two sums a thread. */
export function streamedBytes(hidden: number): number {
  return Math.max(2 * 16 * hidden, 16 * hidden + 2 * 16 * streamedThreads(hidden));
}

/** Code of the four sequences of a workgroup, with length 0 for missing ones. */
export const fourSequences = lines(
  STREAMED_SEQUENCES,
  (k) => `  let local${k} = 4u * group.x + ${k}u;
  let exists${k} = local${k} < job.sequences;
  let sequence${k} = job.sequenceFirst + min(local${k}, job.sequences - 1u);
  let length${k} = select(0u, data[record.lengthsAt + sequence${k}], exists${k});
  let row${k} = sequence${k} * record.steps;
  let slot${k} = slot * job.rowCapacity + min(local${k}, job.sequences - 1u) * record.steps;`,
);
