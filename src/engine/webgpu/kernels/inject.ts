/** Kernel that sends errors from the answers back to the states, W_outᵀ ∂E/∂y: a thread is a unit at an answer. */
import type { KernelShape, KernelSource } from './kernel.ts';
import { batchAccess } from './prelude.ts';

export const INJECT_THREADS = 64;

export function injectKernel(shape: KernelShape): KernelSource {
  return {
    name: 'inject',
    reads: ['data', 'assignments', 'theta', 'errors'],
    writes: ['signals'],
    threads: INJECT_THREADS,
    code: /* wgsl */ `
${batchAccess(shape)}
@compute @workgroup_size(${INJECT_THREADS})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let slot = id.y;
  let assignment = assignments[job.assignments + slot];
  let record = recordAt(assignment.record);
  let weights = assignment.lane * P + W_OUT;
  let first = data[record.answerStartsAt + job.sequenceFirst];
  let answers = data[record.answerStartsAt + job.sequenceFirst + job.sequences] - first;
  let firstRow = job.sequenceFirst * record.steps;
  for (var index = id.x; index < answers * H; index += groups.x * ${INJECT_THREADS}u) {
    let answer = index / H;
    let j = index % H;
    let errorsAt = (slot * job.answerCapacity + answer) * O;
    var total = 0.0;
    for (var o = 0u; o < O; o++) { total += errors[errorsAt + o] * theta[weights + o * H + j]; }
    let row = data[record.answersAt + first + answer] - firstRow;
    signals[(slot * job.rowCapacity + row) * S + j] = total;
  }
}`,
  };
}
