/**
 * Kernel of Ω of Pascanu, Mikolov & Bengio (2013), eq. 9 and 10, from ‖d‖² and ‖v‖² of every step of every sequence, as
 * in ../../reference/omega.ts: its sum, its number of valid pairs, and for each pair the factor c = 2 slope(r) / ‖d‖²
 * with which ∂⁺Ω/∂W_rec = Σ c s vᵀ / N. As v = W_recᵀ s, that is (Σ c s sᵀ) W_rec / N: one product of the signals with
 * themselves (`products.ts`), and no v is kept. Where a square is beyond float32, c is that of a shrunk d, and s must
 * be shrunk as well, by the factor that then stands in place of ‖d‖².
 */
import type { KernelShape, KernelSource } from './kernel.ts';
import { batchAccess } from './prelude.ts';
import { treeSum } from './tree.ts';

const THREADS = 256;

/** Kernel; one workgroup a slot. */
export function omegaKernel(shape: KernelShape): KernelSource {
  return {
    name: 'omega',
    reads: ['data', 'assignments', 'lanes'],
    writes: ['squaredSignals', 'factors', 'tallies'],
    threads: THREADS,
    code: /* wgsl */ `
${batchAccess(shape)}
${treeSum(THREADS)}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let slot = group.y;
  let assignment = assignments[job.assignments + slot];
  let record = recordAt(assignment.record);
  let isSquared = lanes[assignment.lane].form == 0u;
  var total = 0.0;
  var valid = 0.0;
  for (var row = thread; row < job.sequences * record.steps; row += ${THREADS}u) {
    let at = slot * job.rowCapacity + row;
    var c = 0.0;
    var shrink = 1.0;
    if (row % record.steps < data[record.lengthsAt + job.sequenceFirst + row / record.steps]) {
      var d = squaredSignals[at];
      var v = factors[at];
      // A minus stands for a square of what was shrunk; r is that of both shrunk, and so is c.
      if (d < 0.0 || v < 0.0) {
        d = select(d * SHRINK * SHRINK, -d, d < 0.0);
        v = select(v * SHRINK * SHRINK, -v, v < 0.0);
        shrink = SHRINK;
      }
      if (d >= 1e-20) {
        let r = v / d;
        let root = sqrt(r);
        let distance = select(root - 1.0, r - 1.0, isSquared);
        let slope = select(select(1.0 - 1.0 / root, 0.0, r == 0.0), 2.0 * (r - 1.0), isSquared);
        total += distance * distance;
        valid += 1.0;
        c = 2.0 * slope / d;
      }
    }
    factors[at] = c;
    squaredSignals[at] = shrink;
  }
  let allTotal = treeSum(thread, total);
  let allValid = treeSum(thread, valid);
  if (thread == 0u) {
    let isFresh = job.fresh == 1u;
    tallies[slot].omega = allTotal + select(tallies[slot].omega, 0.0, isFresh);
    tallies[slot].valid = u32(allValid) + select(tallies[slot].valid, 0u, isFresh);
  }
}`,
  };
}
