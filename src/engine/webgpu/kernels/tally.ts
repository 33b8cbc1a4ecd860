/** Kernel of the losses of sequences, each the weighted sum of its answers' in their order, and of E, their mean. */
import type { KernelShape, KernelSource } from './kernel.ts';
import { batchAccess } from './prelude.ts';
import { treeMax, treeSum } from './tree.ts';

const THREADS = 64;

/**
 * Kernel; one workgroup a slot. E is there after the last of a batch's sequences.
 * @param ofGenomes E of parameters that are not all finite is NaN, as no sequence need use all of them
 */
export function tallyKernel(shape: KernelShape, ofGenomes = false): KernelSource {
  return {
    name: ofGenomes ? 'tally, of genomes' : 'tally',
    reads: ['data', 'assignments', 'answerLosses', ...(ofGenomes ? (['theta'] as const) : [])],
    writes: ['losses', 'tallies'],
    threads: THREADS,
    code: /* wgsl */ `
${batchAccess(shape)}
${treeSum(THREADS)}
${ofGenomes ? treeMax(THREADS) : ''}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let slot = group.y;
  let record = recordAt(assignments[job.assignments + slot].record);
  let first = data[record.answerStartsAt + job.sequenceFirst];
  for (var local = thread; local < job.sequences; local += ${THREADS}u) {
    let sequence = job.sequenceFirst + local;
    let end = data[record.answerStartsAt + sequence + 1u];
    var total = 0.0;
    for (var answer = data[record.answerStartsAt + sequence]; answer < end; answer++) {
      total += answerLosses[slot * job.answerCapacity + answer - first];
    }
    losses[slot * job.batchCapacity + sequence] = total * floatAt(record.weightsAt + sequence);
  }
  if (job.sequenceFirst + job.sequences < record.sequences) { return; }
  storageBarrier();
  var total = 0.0;
  for (var sequence = thread; sequence < record.sequences; sequence += ${THREADS}u) {
    total += losses[slot * job.batchCapacity + sequence];
  }
  let all = treeSum(thread, total);
${
  ofGenomes
    ? `  let parameters = assignments[job.assignments + slot].lane * P;
  var unsound = 0.0;
  for (var index = thread; index < P; index += ${THREADS}u) {
    unsound = select(1.0, unsound, isFinite(theta[parameters + index]));
  }
  let isSound = treeMax(thread, unsound) == 0.0;
  if (thread == 0u) { tallies[slot].loss = select(nan(), all / f32(record.sequences), isSound); }`
    : '  if (thread == 0u) { tallies[slot].loss = all / f32(record.sequences); }'
}
}`,
  };
}
