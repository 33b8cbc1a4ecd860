/**
 * Kernel of a descent's step: Algorithm 1 of Pascanu, Mikolov & Bengio (2013) clips g, then the update rule moves θ and
 * its own vectors. An update whose loss, norm, new parameters or new moments are not finite leaves them unchanged and
 * ends the lane's descent. One workgroup a slot.
 */
import type { KernelShape, KernelSource } from './kernel.ts';
import type { GpuRule } from './rules/gpu-rule.ts';
import { threadsFor, treeMax, treeSum } from './tree.ts';

export function updateKernel(shape: KernelShape, rule: GpuRule): KernelSource {
  const threads = threadsFor(shape.offsets.parameters);
  return {
    name: 'update',
    reads: ['assignments', 'tallies', 'gradients', 'stateNorms'],
    writes: ['theta', 'lanes', 'log', 'keptStateNorms'],
    threads,
    code: /* wgsl */ `
${treeSum(threads)}
${treeMax(threads)}
/// One update: a lane, its first parameter and that of its gradient; clipped, g is clip times along times the gradient;
/// rate is η times clip; the factors of the rule's moments.
struct Move {
  lane: u32,
  to: u32,
  own: u32,
  eta: f32,
  clip: f32,
  rate: f32,
  along: f32,
  isRescued: bool,
  first: f32,
  second: f32,
}
fn isRecurrent(k: u32) -> bool { return k >= W_REC && k < W_REC + W_REC_SIZE; }
${rule.code}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let slot = group.y;
  let index = job.assignments + slot;
  let assignment = assignments[index];
  let lane = assignment.lane;
  let tally = tallies[slot];
  let own = slot * P;
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
  let ratio = select(sqrt(treeSum(thread, squares)), nan(), isUnsound);
  let norm = scale * ratio;
  let isClipped = lanes[lane].threshold > 0.0 && norm >= lanes[lane].threshold;
  // A norm near the end of float32 or beyond has no quotient of use: g / scale is then what θ descends along.
  let isFar = isClipped && norm > 1e36;
  let along = select(1.0, 1.0 / scale, isFar);
  let eta = lanes[lane].rate * assignment.rateFactor;
  let clip = select(select(1.0, lanes[lane].threshold / norm, isClipped), lanes[lane].threshold / ratio, isFar);
  let loss = tally.loss;
  let isRescued = lanes[lane].rescue == 1u && (isUnsound || !isFinite(loss));
  let by = Move(lane, to, own, eta, clip, eta * clip, along, isRescued, assignment.first, assignment.second);
  // 1: a moment is not finite; 2: a parameter.
  var unbounded = 0.0;
  for (var k = thread; k < P; k += ${threads}u) {
    let next = moved(by, k);
    if (!isFinite(next.parameter)) { unbounded = 2.0; }
    else if (!areMomentsFinite(next)) { unbounded = max(unbounded, 1.0); }
  }
  let worst = treeMax(thread, unbounded);
  var fault = 0u;
  if (worst == 1.0) { fault = 4u; }
  if (worst == 2.0) { fault = 3u; }
  if (isUnsound && !isRescued) { fault = 2u; }
  if (!isFinite(loss) && !isRescued) { fault = 1u; }
  // Every thread must have read the status before one of them writes it.
  if (lanes[lane].fault != 0u) { fault = 5u; }
  workgroupBarrier();
  if (fault == 0u) {
    for (var k = thread; k < P; k += ${threads}u) { write(by, k, moved(by, k)); }
    if (assignment.watched == 1u) {
      for (var step = thread; step < job.stepCapacity; step += ${threads}u) {
        keptStateNorms[lane * job.stepCapacity + step] = stateNorms[slot * job.stepCapacity + step];
      }
    }
  }
  if (thread == 0u) {
    log[index] = LogEntry(loss, scale, ratio, select(tally.omega / f32(tally.valid), 0.0, tally.valid == 0u), fault);
    if (fault != 0u && fault != 5u) { lanes[lane].fault = fault; }
  }
}`,
  };
}
