/**
 * Forward pass of small nets in evaluations: a thread runs one sequence through all its steps with the whole state in
 * registers, and no barrier. The weights lie in workgroup memory, where the threads of a workgroup, all sequences of
 * one genome, read the same ones.
 */
import { unitValue } from './elementary.ts';
import { type KernelShape, type KernelSource, lines } from './kernel.ts';
import { batchAccess } from './prelude.ts';

/** Number of threads, and so of sequences, of a workgroup. */
export const LANE_THREADS = 64;
const MOST_UNITS = 32;
/** Bytes of workgroup memory that every adapter has. */
const BYTES = 16_384;

/** True where a state fits into registers and the weights into workgroup memory. */
export function fitsLanes({ hidden, inputs }: KernelShape): boolean {
  const vectors = Math.ceil(hidden / 4);
  return hidden <= MOST_UNITS && 16 * vectors * (hidden + inputs + 1) <= BYTES;
}

export function forwardLanesKernel(shape: KernelShape): KernelSource {
  const { hidden, inputs, symbolBits } = shape;
  const vectors = Math.ceil(hidden / 4);
  const recurrent = hidden * vectors;
  const component = (unit: number) => `h${Math.floor(unit / 4)}.${'xyzw'[unit % 4]}`;
  // a = W_in u + b lies in vectors of four units, as the columns of W_in do in `inputColumns`.
  const inputColumns = (index: number) =>
    symbolBits === null
      ? /* wgsl */ `
    var a${index} = weights[${recurrent + inputs * vectors + index}u];
    for (var input = 0u; input < I; input++) {
      a${index} += weights[${recurrent + index}u + input * ${vectors}u] * vec4f(floatAt(at + input));
    }`
      : `    var a${index} = weights[${recurrent + inputs * vectors + index}u] + weights[${recurrent + index}u + at * ${vectors}u];`;
  return {
    name: 'forward, a thread a sequence',
    reads: ['data', 'assignments', 'theta'],
    writes: ['states'],
    vectors: ['states'],
    threads: LANE_THREADS,
    code: /* wgsl */ `
${batchAccess(shape)}
${unitValue(shape.unit)}

/// \`[from][H/4]\` columns of W_rec, \`[input][H/4]\` columns of W_in, \`[H/4]\` b; 0 beyond H.
var<workgroup> weights: array<vec4f, ${vectors * (hidden + inputs + 1)}>;

fn weightAt(at: u32, unitIndex: u32, stride: u32) -> f32 {
  return select(0.0, theta[at + min(unitIndex, H - 1u) * stride], unitIndex < H);
}

fn fourAt(at: u32, firstUnit: u32, stride: u32) -> vec4f {
  return vec4f(weightAt(at, firstUnit, stride), weightAt(at, firstUnit + 1u, stride),
    weightAt(at, firstUnit + 2u, stride), weightAt(at, firstUnit + 3u, stride));
}

@compute @workgroup_size(${LANE_THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let slot = group.y;
  let assignment = assignments[job.assignments + slot];
  let record = recordAt(assignment.record);
  let parameters = assignment.lane * P;
  for (var index = thread; index < ${vectors * (hidden + inputs + 1)}u; index += ${LANE_THREADS}u) {
    let column = index / ${vectors}u;
    let firstUnit = 4u * (index % ${vectors}u);
    if (column < H) { weights[index] = fourAt(parameters + W_REC + column, firstUnit, H); }
    else if (column < H + I) { weights[index] = fourAt(parameters + W_IN + column - H, firstUnit, I); }
    else { weights[index] = fourAt(parameters + BIAS, firstUnit, 1u); }
  }
  workgroupBarrier();
  let local = group.x * ${LANE_THREADS}u + thread;
  if (local >= job.sequences) { return; }
  let sequence = job.sequenceFirst + local;
  let length = data[record.lengthsAt + sequence];
  let row = sequence * record.steps;
  var answer = data[record.answerStartsAt + sequence];
  let lastAnswer = data[record.answerStartsAt + sequence + 1u] - 1u;
  let firstOfAll = data[record.answerStartsAt + job.sequenceFirst];
  var answerRow = data[record.answersAt + answer];
${lines(vectors, (index) => `  var h${index} = vec4f(0.0);`)}
  for (var step = 0u; step < length; step++) {
    let at = ${symbolBits === null ? 'record.inputsAt + (row + step) * I' : 'symbolAt(record.inputsAt, row + step)'};
${lines(vectors, inputColumns)}
${lines(hidden, (from) =>
  lines(
    vectors,
    (index) => `    a${index} += weights[${from * vectors + index}u] * vec4f(${component(from)});`,
  ),
)}
${lines(
  vectors,
  (index) =>
    `    h${index} = vec4f(unit(a${index}.x), unit(a${index}.y), unit(a${index}.z), unit(a${index}.w));`,
)}
    if (answerRow == row + step) {
      let to = (slot * job.answerCapacity + answer - firstOfAll) * ${vectors}u;
${lines(vectors, (index) => `      states[to + ${index}u] = h${index};`)}
      answer = min(answer + 1u, lastAnswer);
      answerRow = data[record.answersAt + answer];
    }
  }
}`,
  };
}
