/** Σ ‖∂E/∂h_t‖² over the sequences of a batch, for every step t; a thread is a step. */
import type { KernelShape, KernelSource } from './kernel.ts';
import { batchAccess } from './prelude.ts';

export const STATE_NORM_THREADS = 64;

export function stateNormsKernel(shape: KernelShape): KernelSource {
  return {
    name: 'state norms',
    reads: ['data', 'assignments', 'squaredSignals'],
    writes: ['squaredStateNorms'],
    threads: STATE_NORM_THREADS,
    code: /* wgsl */ `
${batchAccess(shape)}
@compute @workgroup_size(${STATE_NORM_THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let place = id.y;
  let step = id.x;
  if (step >= job.stepCapacity) { return; }
  let record = recordAt(assignments[job.assignments + place].record);
  var total = 0.0;
  for (var sequence = 0u; sequence < job.sequences; sequence++) {
    if (step < data[record.lengthsAt + job.sequenceFirst + sequence]) {
      total += squaredSignals[place * job.rowCapacity + sequence * record.steps + step];
    }
  }
  let at = place * job.stepCapacity + step;
  squaredStateNorms[at] = total + select(squaredStateNorms[at], 0.0, job.fresh == 1u);
}`,
  };
}
