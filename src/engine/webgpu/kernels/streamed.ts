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

/** Threads of the forward pass: one a unit in whole groups of 32, where the GPU allows so many. */
export function forwardThreads(hidden: number, most: number): number {
  const whole = 32 * Math.ceil(hidden / 32);
  return whole <= most ? whole : streamedThreads(hidden);
}

/** Number of weights that a thread loads at a time: a cache answers many as late as one. */
const LOADS = 16;

/**
 * Code of Σ over j of a weight of each of the thread's units times `vector` at j, in the order of j.
 * @param weight of unit r at j
 * @param sum name of unit r's
 */
export function streamedSums(
  { hidden, units }: { readonly hidden: number; readonly units: number },
  weight: (r: number, j: string) => string,
  vector: (j: string) => string,
  sum: (r: number) => string,
): string {
  const depth = Math.max(1, Math.floor(LOADS / units));
  const some = (count: number, at: (k: number) => string) =>
    [
      lines(count, (k) => lines(units, (r) => `      let w${r}_${k} = ${weight(r, at(k))};`)),
      lines(count, (k) => `      let x${k} = ${vector(at(k))};`),
      lines(count, (k) => lines(units, (r) => `      ${sum(r)} += w${r}_${k} * x${k};`)),
    ].join('\n');
  const whole = hidden - (hidden % depth);
  return `    for (var j = 0u; j < ${whole}u; j += ${depth}u) {
${some(depth, (k) => `(j + ${k}u)`)}
    }
    {
${some(hidden - whole, (k) => `${whole + k}u`)}
    }`;
}

/** Bytes of workgroup memory that the passes take: two states, or one signal and two sums a thread. */
export function streamedBytes(hidden: number): number {
  return Math.max(2 * 16 * hidden, 16 * hidden + 2 * 16 * streamedThreads(hidden));
}

/** Code of four sequences, with length 0 for missing ones. @param quad index of the four among those of the job */
export const sequencesOf = (quad: string): string =>
  lines(
    STREAMED_SEQUENCES,
    (k) => `  let local${k} = 4u * ${quad} + ${k}u;
  let exists${k} = local${k} < job.sequences;
  let sequence${k} = job.sequenceFirst + min(local${k}, job.sequences - 1u);
  let length${k} = select(0u, data[record.lengthsAt + sequence${k}], exists${k});
  let row${k} = sequence${k} * record.steps;
  let slot${k} = slot * job.rowCapacity + min(local${k}, job.sequences - 1u) * record.steps;`,
  );

/** Code of the four sequences of a workgroup. */
export const fourSequences = sequencesOf('group.x');
