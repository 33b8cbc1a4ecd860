/**
 * Kernel of ‖d‖ of every row of signals, scaled by the greatest |d|, so that squares neither vanish nor overflow. A
 * thread is a row.
 */
import type { KernelShape, KernelSource } from './kernel.ts';
import { batchAccess } from './prelude.ts';

export const ROW_NORM_THREADS = 64;

export function rowNormsKernel(shape: KernelShape): KernelSource {
  return {
    name: 'row norms',
    reads: ['data', 'assignments', 'signals'],
    writes: ['rowNorms'],
    threads: ROW_NORM_THREADS,
    code: /* wgsl */ `
${batchAccess(shape)}
@compute @workgroup_size(${ROW_NORM_THREADS})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let slot = id.y;
  let record = recordAt(assignments[job.assignments + slot].record);
  for (var row = id.x; row < job.sequences * record.steps; row += groups.x * ${ROW_NORM_THREADS}u) {
    let at = (slot * job.rowCapacity + row) * S;
    var most = 0.0;
    for (var k = at; k < at + H; k++) { most = max(most, abs(signals[k])); }
    let divisor = select(most, 1.0, most == 0.0);
    var total = 0.0;
    for (var k = at; k < at + H; k++) {
      let x = signals[k] / divisor;
      total += x * x;
    }
    rowNorms[slot * job.rowCapacity + row] = most * sqrt(total);
  }
}`,
  };
}
