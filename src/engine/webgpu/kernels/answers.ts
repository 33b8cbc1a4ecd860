/**
 * Kernel of a net's outputs at the answer steps: y = W_out h + b_out, the outputs of it, its loss, and, in training,
 * ∂E/∂y; a thread is an answer. Losses are those of `src/engine/device.ts`.
 */
import type { LossKind } from '../../batch.ts';
import { elementary } from './elementary.ts';
import type { ForwardMode } from './forward.ts';
import { type KernelShape, type KernelSource, lines } from './kernel.ts';
import { batchAccess } from './prelude.ts';
import { PARTS } from './streamed.ts';

export const ANSWER_THREADS = 64;

export function answersKernel(shape: KernelShape, mode: ForwardMode): KernelSource {
  const isTraining = mode === 'training';
  return {
    name: `answers, ${mode}`,
    reads: ['data', 'assignments', 'theta', 'states'],
    writes: ['outputs', 'answerLosses', ...(isTraining ? (['errors'] as const) : [])],
    vectors: ['states'],
    threads: ANSWER_THREADS,
    code: /* wgsl */ `
${batchAccess(shape)}
${elementary}
@compute @workgroup_size(${ANSWER_THREADS})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let slot = id.y;
  let assignment = assignments[job.assignments + slot];
  let record = recordAt(assignment.record);
  let theWeights = assignment.lane * P;
  let first = data[record.answerStartsAt + job.sequenceFirst];
  let end = data[record.answerStartsAt + job.sequenceFirst + job.sequences];
  let firstRow = job.sequenceFirst * record.steps;
  for (var answer = first + id.x; answer < end; answer += groups.x * ${ANSWER_THREADS}u) {
    let row = data[record.answersAt + answer];
    let to = (slot * job.answerCapacity + answer - first) * O;
    let state = ${
      isTraining
        ? '(slot * job.rowCapacity + row - firstRow) * (S / 4u)'
        : '(slot * job.answerCapacity + answer - first) * (S / 4u)'
    };
    var isSound = true;
    for (var o = 0u; o < O; o++) {
      var y = theta[theWeights + OUT_BIAS + o];
      let weights = theWeights + W_OUT + o * H;
      for (var four = 0u; four < H / 4u; four++) {
        let h = states[state + four];
${lines(4, (part) => `        y += theta[weights + 4u * four + ${part}u] * h.${PARTS[part]!};`)}
      }
${lines(shape.hidden % 4, (part) => `      y += theta[weights + ${shape.hidden - (shape.hidden % 4) + part}u] * states[state + H / 4u].${PARTS[part]!};`)}
      outputs[to + o] = y;
      isSound = isSound && isFinite(y);
    }
    ${isTraining ? 'let share = floatAt(record.weightsAt + row / record.steps) / f32(record.sequences);' : ''}
    var loss = 0.0;
${losses[shape.loss](isTraining)}
    answerLosses[slot * job.answerCapacity + answer - first] = select(nan(), loss, isSound);
  }
}`,
  };
}

const send = (isTraining: boolean, slope: string) =>
  isTraining ? `errors[to + o] = share * (${slope});` : '';

/** Code of the losses. Each turns `outputs[to…]` from y into outputs, and adds to `loss`. */
const losses: Readonly<Record<LossKind, (isTraining: boolean) => string>> = {
  softmax: (isTraining) => `
    let wanted = data[record.targetsAt + answer];
    var greatest = outputs[to];
    for (var o = 1u; o < O; o++) { greatest = max(greatest, outputs[to + o]); }
    var total = 0.0;
    for (var o = 0u; o < O; o++) { total += exponential(outputs[to + o] - greatest); }
    loss = logarithm(total) + greatest - outputs[to + wanted];
    for (var o = 0u; o < O; o++) {
      let p = exponential(outputs[to + o] - greatest) / total;
      outputs[to + o] = p;
      ${send(isTraining, 'p - select(0.0, 1.0, o == wanted)')}
    }`,
  squared: (isTraining) => `
    for (var o = 0u; o < O; o++) {
      let error = outputs[to + o] - floatAt(record.targetsAt + answer * O + o);
      loss += error * error;
      ${send(isTraining, '2.0 * error')}
    }`,
  bernoulli: (isTraining) => `
    for (var o = 0u; o < O; o++) {
      let y = outputs[to + o];
      let wanted = floatAt(record.targetsAt + answer * O + o);
      let p = logistic(y);
      loss += max(y, 0.0) + logarithm1p(exponential(-abs(y))) - wanted * y;
      outputs[to + o] = p;
      ${send(isTraining, 'p - wanted')}
    }`,
};
