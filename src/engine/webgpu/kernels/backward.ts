/**
 * Kernel of error signals back through time, for nets whose columns of W_rec fit into registers: d_t = v_{t+1} plus the
 * answers' part, s_t = d_t ∘ f', v_t = W_recᵀ s_t. A workgroup is a sequence, a thread a unit; two further threads
 * compute ‖d‖² and ‖v‖² for Ω with the same instructions, of other operands. One barrier a step.
 */
import { unitSlope } from './elementary.ts';
import { type KernelShape, type KernelSource, lines } from './kernel.ts';
import { batchAccess } from './prelude.ts';

/**
 * Kernel of the pass.
 * @param watched ‖d‖ is kept as well
 */
export function backwardKernel(shape: KernelShape, watched: boolean): KernelSource {
  const { hidden } = shape;
  const vectors = Math.ceil(hidden / 4);
  const padded = 4 * vectors;
  const threads = 4 * Math.ceil((hidden + 2) / 4);
  const parts = [0, 1, 2, 3];
  const weight = (from: number) => (from < hidden ? `theta[weights + ${from * hidden}u]` : '0.0');
  const vector = (index: number) => `vec4f(${parts.map((part) => weight(4 * index + part)).join(', ')})`;
  const loaded = (index: number) =>
    `vec4f(${parts.map((part) => `exchange[at + ${4 * index + part}u]`).join(', ')})`;
  // Two halves by turns; each has s, d and v.
  const half = 3 * padded;
  return {
    name: watched ? 'backward, watched' : 'backward',
    reads: ['data', 'assignments', 'theta', 'states'],
    writes: ['signals', 'squaredSignals', 'factors', ...(watched ? (['rowNorms'] as const) : [])],
    threads,
    code: /* wgsl */ `
${batchAccess(shape)}
${unitSlope(shape.unit)}
var<workgroup> exchange: array<f32, ${2 * half}>;
${shrunkSquare}
${watched ? normAt : ''}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let slot = group.y;
  let assignment = assignments[job.assignments + slot];
  let record = recordAt(assignment.record);
  let sequence = job.sequenceFirst + group.x;
  let length = data[record.lengthsAt + sequence];
  let j = min(thread, H - 1u);
  let isUnit = thread < H;
  let isSquare = !isUnit;
  let source = select(min(thread - H + 1u, 2u) * ${padded}u, 0u, isUnit);
  let weights = assignment.lane * P + W_REC + j;
${lines(vectors, (index) => `  let w${index} = ${vector(index)};`)}
  let firstAnswer = data[record.answerStartsAt + sequence];
  var answers = data[record.answerStartsAt + sequence + 1u];
  var answerRow = data[record.answersAt + answers - 1u];
  let row = sequence * record.steps;
  let firstRow = slot * job.rowCapacity + group.x * record.steps;
  for (var index = thread; index < ${2 * half}u; index += ${threads}u) { exchange[index] = 0.0; }
  workgroupBarrier();
  for (var step = length; step < record.steps; step++) {
    if (thread < S) { signals[(firstRow + step) * S + thread] = 0.0; }
  }
  var v = 0.0;
  // What a step reads is loaded in the step before it, while that is busy.
  var h = states[(firstRow + length - 1u) * S + j];
  var sent = 0.0;
  if (answerRow == row + length - 1u) {
    sent = signals[(firstRow + length - 1u) * S + j];
    answers -= 1u;
    answerRow = data[record.answersAt + max(answers, firstAnswer + 1u) - 1u];
  }
  for (var left = length; left > 0u; left--) {
    let step = left - 1u;
    let at0 = (step & 1u) * ${half}u;
    let d = v + sent;
    let s = d * unitSlope(h);
    let before = max(step, 1u) - 1u;
    h = states[(firstRow + before) * S + j];
    sent = 0.0;
    if (answers > firstAnswer && answerRow == row + before) {
      sent = signals[(firstRow + before) * S + j];
      answers -= 1u;
      answerRow = data[record.answersAt + max(answers, firstAnswer + 1u) - 1u];
    }
    if (thread < S) { signals[(firstRow + step) * S + thread] = select(0.0, s, isUnit); }
    if (isUnit) {
      exchange[at0 + thread] = s;
      exchange[at0 + ${padded}u + thread] = d;
      exchange[at0 + ${2 * padded}u + thread] = v;
    }
    workgroupBarrier();
    let at = at0 + source;
    var even = vec4f(0.0);
    var odd = vec4f(0.0);
${lines(vectors, (index) => {
  const sum = index % 2 === 0 ? 'even' : 'odd';
  return `    let x${index} = ${loaded(index)};
    ${sum} += select(w${index}, x${index}, isSquare) * x${index};`;
})}
    let all = even + odd;
    v = (all.x + all.y) + (all.z + all.w);
    if (isSquare && isBeyond(v)) { v = -shrunkSquare(at); }
    if (thread == H) { squaredSignals[firstRow + step] = v; }
${watched ? `    if (thread == H) { rowNorms[firstRow + step] = normAt(at0 + ${padded}u); }` : ''}
    // The v of this step is squared in the next one.
    if (thread == H + 1u && left < length) { factors[firstRow + left] = v; }
  }
  // That of the first step, by one thread, from the half that nobody reads any more.
  if (isUnit) { exchange[${half}u + thread] = v; }
  workgroupBarrier();
  if (thread == 0u) {
    var total = 0.0;
    for (var index = ${half}u; index < ${half}u + H; index++) { total += exchange[index] * exchange[index]; }
    if (isBeyond(total)) { total = -shrunkSquare(${half}u); }
    factors[firstRow] = total;
  }
}`,
  };
}

/** Code of the sum of squares of H numbers in `exchange`, each shrunk: for those whose squares are beyond float32. */
const shrunkSquare = /* wgsl */ `
fn isBeyond(square: f32) -> bool { return !isFinite(square) && !isNan(square); }
fn shrunkSquare(at: u32) -> f32 {
  var total = 0.0;
  for (var k = at; k < at + H; k++) {
    let x = exchange[k] * SHRINK;
    total += x * x;
  }
  return total;
}
`;

/** Code of the norm of H numbers in `exchange`, scaled by the greatest, so that squares neither vanish nor overflow. */
const normAt = /* wgsl */ `
fn normAt(at: u32) -> f32 {
  var most = 0.0;
  for (var k = at; k < at + H; k++) { most = max(most, abs(exchange[k])); }
  let divisor = select(most, 1.0, most == 0.0);
  var total = 0.0;
  for (var k = at; k < at + H; k++) {
    let x = exchange[k] / divisor;
    total += x * x;
  }
  return most * sqrt(total);
}
`;
