/**
 * Forward pass of populations: a workgroup runs a tile of sequences through all steps of one genome, as a product of
 * matrices a step. W_rec, W_in and b lie in workgroup memory, as do the states of the tile; a thread has the sums of
 * four units for four sequences in its registers, so that each number it reads serves four multiply-and-adds.
 *
 * Each sum is b, then the inputs, then the units in their order, whatever the tile: its size changes no bit.
 */
import { powerFrom } from '../../../numeric/powers.ts';
import type { GpuLimits } from '../gpu/gpu.ts';
import { unitFourValue } from './elementary.ts';
import { type KernelShape, type KernelSource, lines } from './kernel.ts';
import { batchAccess, rowLength } from './prelude.ts';
import { mostThreads } from './programs.ts';
import { PARTS } from './streamed.ts';

/** Most sequences of a tile. */
const MOST_SEQUENCES = 64;

/** Rows of weights that stand for the inputs: a symbol picks one of them, dense inputs are multiplied. */
type TileShape = Pick<KernelShape, 'hidden' | 'inputs' | 'symbolBits'>;

export const tileThreads = ({ hidden }: Pick<TileShape, 'hidden'>, sequences: number): number =>
  Math.ceil(hidden / 4) * (sequences / 4);

/** Bytes of workgroup memory that a tile of so many sequences takes. */
export function tileBytes({ hidden, inputs, symbolBits }: TileShape, sequences: number): number {
  const weights = Math.ceil(hidden / 4) * (hidden + inputs + 1);
  const rows = hidden + (symbolBits === null ? inputs : 0);
  // With the states: symbols, next answers and their steps, of every sequence; and two lengths.
  return 16 * weights + 4 * sequences * (rows + 3) + 16;
}

/**
 * Number of sequences of the largest tile that the GPU's limits allow, a power of two; null where none does.
 * @param sequences of the batch: a tile has no more than the next power of two
 */
export function tileFor(shape: TileShape, limits: GpuLimits, sequences: number): number | null {
  const most = mostThreads(limits);
  let tile = Math.max(4, Math.min(MOST_SEQUENCES, powerFrom(sequences)));
  while (tileBytes(shape, tile) > limits.maxComputeWorkgroupStorageSize || tileThreads(shape, tile) > most) {
    if (tile === 4) return null;
    tile /= 2;
  }
  return tile;
}

export function forwardTilesKernel(shape: KernelShape, sequences: number): KernelSource {
  const { hidden, inputs, symbolBits } = shape;
  const threads = tileThreads(shape, sequences);
  /** Vectors of four: units of a column of weights, sequences of the tile. */
  const column = Math.ceil(hidden / 4);
  const across = sequences / 4;
  const isDense = symbolBits === null;
  const rows = hidden + (isDense ? inputs : 0);
  const four = (line: (part: string, index: number) => string): string => PARTS.map(line).join('\n');
  const row = (k: string) => `{
      let w = weights[(${k}) * ${column}u + ${isDense ? 0 : inputs * column}u + ownUnits];
      let h = state[(${k}) * ${across}u + own];
${four((part, unit) => `      a${unit} += w.${part} * h;`)}
    }`;
  const whole = rows - (rows % UNROLLED);
  return {
    name: `forward, a tile of ${sequences} sequences`,
    reads: ['data', 'assignments', 'theta'],
    writes: ['states'],
    vectors: ['states'],
    threads,
    code: /* wgsl */ `
${batchAccess(shape)}
${unitFourValue(shape.unit)}

/// Columns of W_in and of W_rec, then b, as vectors of four units; 0 beyond H.
var<workgroup> weights: array<vec4f, ${column * (hidden + inputs + 1)}>;
/// Rows of ${isDense ? 'inputs and of ' : ''}units, as vectors of four sequences.
var<workgroup> state: array<vec4f, ${rows * across}>;
${isDense ? '' : `var<workgroup> symbols: array<vec4u, ${across}>;`}
/// Of every sequence its next answer and the step of it; NEVER where there is none.
var<workgroup> answers: array<vec4u, ${across}>;
var<workgroup> answerSteps: array<vec4u, ${across}>;
const NEVER = 0xffffffffu;
/// Length of the longest sequence; the second is the same, as a number on which all threads agree.
var<workgroup> greatestLength: atomic<u32>;
var<workgroup> longestLength: u32;

fn weightAt(at: u32, unitIndex: u32, stride: u32) -> f32 {
  return select(0.0, theta[at + min(unitIndex, H - 1u) * stride], unitIndex < H);
}

fn fourAt(at: u32, firstUnit: u32, stride: u32) -> vec4f {
  return vec4f(weightAt(at, firstUnit, stride), weightAt(at, firstUnit + 1u, stride),
    weightAt(at, firstUnit + 2u, stride), weightAt(at, firstUnit + 3u, stride));
}

/// Step of an answer, which is one of the sequence at \`row\`.
fn stepOf(record: Record, answer: u32, end: u32, row: u32) -> u32 {
  return select(NEVER, data[record.answersAt + min(answer, max(end, 1u) - 1u)] - row, answer < end);
}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let slot = group.y;
  let assignment = assignments[job.assignments + slot];
  let record = recordAt(assignment.record);
  let parameters = assignment.lane * P;
  let firstOfAll = data[record.answerStartsAt + job.sequenceFirst];
  let firstLocal = group.x * ${sequences}u;
  let lastLocal = job.sequences - 1u;
  for (var index = thread; index < ${column * (hidden + inputs + 1)}u; index += ${threads}u) {
    // Neighbours read neighbours, along the rows of the matrices.
    let source = index % ${hidden + inputs + 1}u;
    let four = index / ${hidden + inputs + 1}u;
    let to = source * ${column}u + four;
    if (source < I) { weights[to] = fourAt(parameters + W_IN + source, 4u * four, I); }
    else if (source < I + H) { weights[to] = fourAt(parameters + W_REC + source - I, 4u * four, H); }
    else { weights[to] = fourAt(parameters + BIAS, 4u * four, 1u); }
  }
  for (var index = thread; index < ${rows * across}u; index += ${threads}u) { state[index] = vec4f(0.0); }
  if (thread == 0u) { atomicStore(&greatestLength, 0u); }
  workgroupBarrier();
  for (var four = thread; four < ${across}u; four += ${threads}u) {
    var next = vec4u(0u);
    var steps = vec4u(NEVER);
    for (var k = 0u; k < 4u; k++) {
      let local = firstLocal + 4u * four + k;
      if (local > lastLocal) { continue; }
      let sequence = job.sequenceFirst + local;
      atomicMax(&greatestLength, data[record.lengthsAt + sequence]);
      next[k] = data[record.answerStartsAt + sequence];
      steps[k] = stepOf(record, next[k], data[record.answerStartsAt + sequence + 1u], sequence * record.steps);
    }
    answers[four] = next;
    answerSteps[four] = steps;
  }
  let own = thread % ${across}u;
  let ownUnits = thread / ${across}u;
  workgroupBarrier();
  if (thread == 0u) { longestLength = atomicLoad(&greatestLength); }
  // States beyond a sequence's end are computed and not kept.
  let longest = workgroupUniformLoad(&longestLength);
  let b = weights[${(hidden + inputs) * column}u + ownUnits];
  for (var step = 0u; step < longest; step++) {
${
  isDense
    ? ''
    : `    for (var four = thread; four < ${across}u; four += ${threads}u) {
      var at = vec4u(0u);
      for (var k = 0u; k < 4u; k++) {
        let sequence = job.sequenceFirst + min(firstLocal + 4u * four + k, lastLocal);
        at[k] = symbolAt(record.inputsAt, sequence * record.steps + step) * ${column}u;
      }
      symbols[four] = at;
    }`
}
${
  isDense
    ? `    for (var index = thread; index < ${inputs * across}u; index += ${threads}u) {
      let first = firstLocal + 4u * (index % ${across}u);
      let at = record.inputsAt + index / ${across}u;
      state[index] = vec4f(${lines(4, (k) => `floatAt(at + ((job.sequenceFirst + min(first + ${k}u, lastLocal)) * record.steps + step) * I)${k < 3 ? ',' : ''}`)});
    }`
    : ''
}
    workgroupBarrier();
    // Answers of the step before have been kept: on to the next ones.
    for (var four = thread; four < ${across}u; four += ${threads}u) {
      if (all(answerSteps[four] >= vec4u(step))) { continue; }
      var next = answers[four];
      var steps = answerSteps[four];
      for (var k = 0u; k < 4u; k++) {
        if (steps[k] >= step) { continue; }
        let sequence = job.sequenceFirst + firstLocal + 4u * four + k;
        next[k]++;
        steps[k] = stepOf(record, next[k], data[record.answerStartsAt + sequence + 1u], sequence * record.steps);
      }
      answers[four] = next;
      answerSteps[four] = steps;
    }
${
  isDense
    ? four((part, unit) => `    var a${unit} = vec4f(b.${part});`)
    : `    let symbol = symbols[own];
${four((part, k) => `    let in${k} = b + weights[symbol.${part} + ownUnits];`)}
${four((part, unit) => `    var a${unit} = vec4f(in0.${part}, in1.${part}, in2.${part}, in3.${part});`)}`
}
    for (var k = 0u; k < ${whole}u; k += ${UNROLLED}u) {
${lines(UNROLLED, (k) => `    ${row(`k + ${k}u`)}`)}
    }
${lines(rows - whole, (k) => `    ${row(`${whole + k}u`)}`)}
${four((_, unit) => `    a${unit} = unitFour(a${unit});`)}
    workgroupBarrier();
${four(
  (_, unit) =>
    `    if (4u * ownUnits + ${unit}u < H) { state[(${isDense ? 'I + ' : ''}4u * ownUnits + ${unit}u) * ${across}u + own] = a${unit}; }`,
)}
    let scored = answerSteps[own] == vec4u(step);
    if (any(scored)) {
      let at = (vec4u(slot * job.answerCapacity - firstOfAll) + answers[own]) * ${rowLength(hidden) / 4}u + ownUnits;
${four((part) => `      if (scored.${part}) { states[at.${part}] = vec4f(a0.${part}, a1.${part}, a2.${part}, a3.${part}); }`)}
    }
  }
}`,
  };
}

/** Number of rows that one pass of the innermost loop multiplies. */
const UNROLLED = 2;
