/**
 * Kernel of ‖∂E/∂h_t‖ for every step t: the root of the sum of squares over the sequences of a batch, scaled by the
 * greatest, for error signals vanish and explode beyond what float32 can square. A thread is a step.
 */
import type { KernelShape, KernelSource } from './kernel.ts';
import { batchAccess } from './prelude.ts';

export const STATE_NORM_THREADS = 64;

export function stateNormsKernel(shape: KernelShape): KernelSource {
  return {
    name: 'state norms',
    reads: ['data', 'assignments', 'rowNorms'],
    writes: ['stateNorms'],
    threads: STATE_NORM_THREADS,
    code: /* wgsl */ `
${batchAccess(shape)}
@compute @workgroup_size(${STATE_NORM_THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let slot = id.y;
  let step = id.x;
  if (step >= job.stepCapacity) { return; }
  let record = recordAt(assignments[job.assignments + slot].record);
  let at = slot * job.stepCapacity + step;
  let before = select(stateNorms[at], 0.0, job.fresh == 1u);
  var most = before;
  for (var sequence = 0u; sequence < job.sequences; sequence++) {
    most = max(most, normOf(record, slot, sequence, step));
  }
  let divisor = select(most, 1.0, most == 0.0);
  var total = (before / divisor) * (before / divisor);
  for (var sequence = 0u; sequence < job.sequences; sequence++) {
    let x = normOf(record, slot, sequence, step) / divisor;
    total += x * x;
  }
  stateNorms[at] = most * sqrt(total);
}

fn normOf(record: Record, slot: u32, sequence: u32, step: u32) -> f32 {
  if (step >= data[record.lengthsAt + job.sequenceFirst + sequence]) { return 0.0; }
  return rowNorms[slot * job.rowCapacity + sequence * record.steps + step];
}`,
  };
}
