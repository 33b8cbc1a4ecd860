/**
 * Forward pass h_t = f(W_in u_t + W_rec h_{t-1} + b) of small and middling nets: a workgroup runs one sequence through
 * all its steps, a thread is a unit and has its row of W_rec in registers. The state goes through workgroup memory, its
 * two halves by turns, so that a step takes one barrier.
 *
 * In training every state is kept, 0 beyond a sequence's end; in an evaluation those that are scored.
 */
import { unitValue } from './elementary.ts';
import { type KernelShape, type KernelSource, lines } from './kernel.ts';
import { batchAccess } from './prelude.ts';

export type ForwardMode = 'training' | 'evaluation';

/** Most units for which a row of W_rec stays in a thread's registers. */
export const MOST_REGISTER_UNITS = 128;

export function forwardKernel(shape: KernelShape, mode: ForwardMode): KernelSource {
  const { hidden } = shape;
  const vectors = Math.ceil(hidden / 4);
  const padded = 4 * vectors;
  const weight = (column: number) => (column < hidden ? `theta[weights + ${column}u]` : '0.0');
  const vector = (index: number) =>
    `vec4f(${[0, 1, 2, 3].map((part) => weight(4 * index + part)).join(', ')})`;
  const stateVector = (index: number) =>
    `vec4f(${[0, 1, 2, 3].map((part) => `state[half + ${4 * index + part}u]`).join(', ')})`;
  return {
    name: `forward, ${mode}`,
    reads: ['data', 'assignments', 'theta'],
    writes: ['states'],
    threads: padded,
    code: /* wgsl */ `
${batchAccess(shape)}
${unitValue(shape.unit)}
${inputTerm(shape)}

var<workgroup> state: array<f32, ${2 * padded}>;

@compute @workgroup_size(${padded})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) unitIndex: u32) {
  let slot = group.y;
  let assignment = assignments[job.assignments + slot];
  let record = recordAt(assignment.record);
  let sequence = job.sequenceFirst + group.x;
  let length = data[record.lengthsAt + sequence];
  let i = min(unitIndex, H - 1u);
  let isUnit = unitIndex < H;
  let parameters = assignment.lane * P;
  let weights = parameters + W_REC + i * H;
${lines(vectors, (index) => `  let w${index} = ${vector(index)};`)}
  let bias = theta[parameters + BIAS + i];
  let inputWeights = parameters + W_IN + i * I;
  let row = sequence * record.steps;
  state[unitIndex] = 0.0;
  workgroupBarrier();
  var input = inputTerm(record.inputsAt, row, inputWeights);
${mode === 'evaluation' ? evaluationStart : trainingStart}
  for (var step = 0u; step < length; step++) {
    let half = (step & 1u) * ${padded}u;
    var even = vec4f(bias + input, 0.0, 0.0, 0.0);
    var odd = vec4f(0.0);
    input = inputTerm(record.inputsAt, row + min(step + 1u, length - 1u), inputWeights);
${lines(vectors, (index) => {
  const sum = index % 2 === 0 ? 'even' : 'odd';
  return `    ${sum} += w${index} * ${stateVector(index)};`;
})}
    let all = even + odd;
    let h = unit((all.x + all.y) + (all.z + all.w));
    state[${padded}u - half + unitIndex] = select(0.0, h, isUnit);
${mode === 'evaluation' ? evaluationStep : trainingStep}
    workgroupBarrier();
  }
${mode === 'evaluation' ? '' : trainingEnd}
}`,
  };
}

/**
 * Code of `inputTerm(inputs, row, weights)`: the input's part of a unit's sum; the unit's weights of W_in begin at
 * `weights`.
 */
export function inputTerm({ symbolBits }: KernelShape): string {
  if (symbolBits !== null) {
    return /* wgsl */ `
fn inputTerm(inputs: u32, row: u32, weights: u32) -> f32 { return theta[weights + symbolAt(inputs, row)]; }`;
  }
  return /* wgsl */ `
fn inputTerm(inputs: u32, row: u32, weights: u32) -> f32 {
  var total = 0.0;
  for (var input = 0u; input < I; input++) {
    total += theta[weights + input] * floatAt(inputs + row * I + input);
  }
  return total;
}`;
}

const trainingStart = `
  let first = (slot * job.rowCapacity + group.x * record.steps) * S + unitIndex;`;
const trainingStep = `    states[first + step * S] = select(0.0, h, isUnit);`;
const trainingEnd = `
  for (var step = length; step < record.steps; step++) {
    states[first + step * S] = 0.0;
  }`;

/** Code of a sequence's first answer: its answers lie side by side, by step. */
const evaluationStart = `
  var answer = data[record.answerStartsAt + sequence];
  let lastAnswer = data[record.answerStartsAt + sequence + 1u] - 1u;
  let firstOfAll = data[record.answerStartsAt + job.sequenceFirst];
  var answerRow = data[record.answersAt + answer];`;
const evaluationStep = `
    if (answerRow == row + step) {
      states[(slot * job.answerCapacity + answer - firstOfAll) * S + unitIndex] = select(0.0, h, isUnit);
      answer = min(answer + 1u, lastAnswer);
      answerRow = data[record.answersAt + answer];
    }`;
