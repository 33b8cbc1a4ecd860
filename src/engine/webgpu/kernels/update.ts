/**
 * The step of a descent: Algorithm 1 of Pascanu, Mikolov & Bengio (2013) clips g, then θ ← θ - η g. An update whose
 * loss, norm or new parameters are not finite leaves θ as it was and ends the lane's descent. One workgroup a place.
 */
import { parameterCount } from '../offsets.ts';
import type { KernelShape, KernelSource } from './kernel.ts';
import { threadsFor, treeMax, treeSum } from './tree.ts';

export function updateKernel(shape: KernelShape): KernelSource {
  const threads = threadsFor(parameterCount(shape));
  return {
    name: 'update',
    reads: ['assignments', 'tallies', 'gradients', 'stateNorms'],
    writes: ['theta', 'lanes', 'log', 'keptStateNorms'],
    threads,
    code: /* wgsl */ `
${treeSum(threads)}
${treeMax(threads)}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let place = group.y;
  let index = job.assignments + place;
  let assignment = assignments[index];
  let lane = assignment.lane;
  let tally = tallies[place];
  let own = place * P;
  let to = lane * P;
  // The norm of g / max |g|, whose squares neither overflow nor vanish. A NaN is counted, for max may lose it.
  var greatest = 0.0;
  var unsound = 0.0;
  for (var k = thread; k < P; k += ${threads}u) {
    let g = gradients[own + k];
    if (isFinite(g)) { greatest = max(greatest, abs(g)); } else { unsound = 1.0; }
  }
  let most = treeMax(thread, greatest);
  let isUnsound = treeMax(thread, unsound) > 0.0;
  // By very small and very large numbers a GPU need not divide rightly.
  let scale = clamp(most, 1e-30, 1e37);
  var squares = 0.0;
  for (var k = thread; k < P; k += ${threads}u) {
    let g = gradients[own + k] / scale;
    squares += g * g;
  }
  let norm = select(scale * sqrt(treeSum(thread, squares)), nan(), isUnsound);
  let isClipped = lanes[lane].threshold > 0.0 && norm >= lanes[lane].threshold;
  let rate = lanes[lane].rate * select(1.0, lanes[lane].threshold / norm, isClipped);
  var unbounded = 0.0;
  for (var k = thread; k < P; k += ${threads}u) {
    if (!isFinite(theta[to + k] - rate * gradients[own + k])) { unbounded = 1.0; }
  }
  let isUnbounded = treeMax(thread, unbounded) > 0.0;
  let loss = tally.loss;
  var fault = 0u;
  if (isUnbounded) { fault = 3u; }
  if (!isFinite(norm)) { fault = 2u; }
  if (!isFinite(loss)) { fault = 1u; }
  // Every thread must have read the status before one of them writes it.
  if (lanes[lane].fault != 0u) { fault = 4u; }
  workgroupBarrier();
  if (fault == 0u) {
    for (var k = thread; k < P; k += ${threads}u) { theta[to + k] -= rate * gradients[own + k]; }
    if (assignment.watched == 1u) {
      for (var step = thread; step < job.stepCapacity; step += ${threads}u) {
        keptStateNorms[lane * job.stepCapacity + step] = stateNorms[place * job.stepCapacity + step];
      }
    }
  }
  if (thread == 0u) {
    log[index] = LogEntry(loss, norm, select(tally.omega / f32(tally.valid), 0.0, tally.valid == 0u), fault);
    if (fault != 0u && fault != 4u) { lanes[lane].fault = fault; }
  }
}`,
  };
}
