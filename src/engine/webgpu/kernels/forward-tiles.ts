/**
 * Forward pass of populations: a workgroup runs a tile of sequences through all steps of one genome, as a product of
 * matrices a step. W_rec, W_in and b lie in workgroup memory, as do the states of the tile; a thread has the sums of
 * some units for some sequences in its registers, so that each number it reads serves several multiply-and-adds.
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

/** Tile of one workgroup: its sequences, and the units and sequences of one thread, multiples of four. */
export interface Tile {
  readonly units: number;
  readonly each: number;
  readonly sequences: number;
}

/** Rows of weights that stand for the inputs: a symbol picks one of them, dense inputs are multiplied. */
type TileShape = Pick<KernelShape, 'hidden' | 'inputs' | 'symbolBits'>;

const groupsOf = ({ hidden }: Pick<TileShape, 'hidden'>, { units }: Tile): number =>
  Math.ceil(hidden / units);

export const tileThreads = (shape: Pick<TileShape, 'hidden'>, tile: Tile): number =>
  groupsOf(shape, tile) * (tile.sequences / tile.each);

/** Bytes of workgroup memory. */
export function tileBytes(shape: TileShape, tile: Tile): number {
  const { hidden, inputs, symbolBits } = shape;
  const weights = (groupsOf(shape, tile) * tile.units * (hidden + inputs + 1)) / 4;
  const rows = hidden + (symbolBits === null ? inputs : 0);
  // With the states: symbols, next answers and their steps, of every sequence; and two lengths.
  return 16 * weights + 4 * tile.sequences * (rows + 3) + 16;
}

/**
 * Largest tile of at most so many sequences that the GPU's limits allow; null where none does.
 * @param wanted units and sequences of a thread, and most sequences of a tile
 * @param sequences of the batch: a tile has no more than the next power of two
 */
export function tileFor(shape: TileShape, limits: GpuLimits, wanted: Tile, sequences: number): Tile | null {
  const most = mostThreads(limits);
  let tile: Tile = {
    ...wanted,
    sequences: Math.max(wanted.each, Math.min(wanted.sequences, powerFrom(sequences))),
  };
  while (tileBytes(shape, tile) > limits.maxComputeWorkgroupStorageSize || tileThreads(shape, tile) > most) {
    if (tile.sequences === wanted.each) return null;
    tile = { ...tile, sequences: tile.sequences / 2 };
  }
  return tile;
}

export function forwardTilesKernel(shape: KernelShape, tile: Tile): KernelSource {
  const { hidden, inputs, symbolBits } = shape;
  const threads = tileThreads(shape, tile);
  /** Vectors of four: units of a column of weights and of a thread, sequences of the tile and of a thread. */
  const column = (groupsOf(shape, tile) * tile.units) / 4;
  const unitVectors = tile.units / 4;
  const across = tile.sequences / 4;
  const vectors = tile.each / 4;
  const groups = tile.sequences / tile.each;
  const isDense = symbolBits === null;
  const rows = hidden + (isDense ? inputs : 0);
  const each = (line: (unit: number, vector: number) => string): string =>
    lines(tile.units, (unit) => lines(vectors, (vector) => line(unit, vector)));
  const weightOf = (unit: number) => `w${Math.floor(unit / 4)}.${PARTS[unit % 4]!}`;
  const row = (k: string) => `{
${lines(unitVectors, (index) => `      let w${index} = weights[(${k}) * ${column}u + ${isDense ? 0 : inputs * column}u + ownUnits + ${index}u];`)}
${lines(vectors, (vector) => `      let h${vector} = state[(${k}) * ${across}u + own + ${vector * groups}u];`)}
${each((unit, vector) => `      a${unit}_${vector} += ${weightOf(unit)} * h${vector};`)}
    }`;
  const whole = rows - (rows % UNROLLED);
  return {
    name: `forward, a tile of ${tile.sequences} sequences`,
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
  let firstLocal = group.x * ${tile.sequences}u;
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
  let own = thread % ${groups}u;
  let ownUnits = thread / ${groups}u * ${unitVectors}u;
  workgroupBarrier();
  if (thread == 0u) { longestLength = atomicLoad(&greatestLength); }
  // States beyond a sequence's end are computed and not kept.
  let longest = workgroupUniformLoad(&longestLength);
${lines(unitVectors, (index) => `  let b${index} = weights[${(hidden + inputs) * column}u + ownUnits + ${index}u];`)}
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
    ? each(
        (unit, vector) => `    var a${unit}_${vector} = vec4f(b${Math.floor(unit / 4)}.${PARTS[unit % 4]!});`,
      )
    : lines(
        vectors,
        (vector) => `    let symbols${vector} = symbols[own + ${vector * groups}u];
${lines(4, (k) =>
  lines(
    unitVectors,
    (index) =>
      `    let in${vector}_${k}_${index} = b${index} + weights[symbols${vector}.${PARTS[k]!} + ownUnits + ${index}u];`,
  ),
)}
${lines(
  tile.units,
  (unit) =>
    `    var a${unit}_${vector} = vec4f(${lines(4, (k) => `in${vector}_${k}_${Math.floor(unit / 4)}.${PARTS[unit % 4]!}${k < 3 ? ',' : ''}`)});`,
)}`,
      )
}
    for (var k = 0u; k < ${whole}u; k += ${UNROLLED}u) {
${lines(UNROLLED, (k) => `    ${row(`k + ${k}u`)}`)}
    }
${lines(rows - whole, (k) => `    ${row(`${whole + k}u`)}`)}
${each((unit, vector) => `    a${unit}_${vector} = unitFour(a${unit}_${vector});`)}
    workgroupBarrier();
${each(
  (unit, vector) =>
    `    if (4u * ownUnits + ${unit}u < H) { state[(${isDense ? 'I + ' : ''}4u * ownUnits + ${unit}u) * ${across}u + own + ${vector * groups}u] = a${unit}_${vector}; }`,
)}
${lines(
  vectors,
  (vector) => `    {
      let scored = answerSteps[own + ${vector * groups}u] == vec4u(step);
      if (any(scored)) {
        let at = (vec4u(slot * job.answerCapacity - firstOfAll) + answers[own + ${vector * groups}u]) * ${rowLength(hidden) / 4}u + ownUnits;
${lines(4, (k) =>
  lines(
    unitVectors,
    (index) =>
      `        if (scored.${PARTS[k]!} && ownUnits + ${index}u < ${rowLength(hidden) / 4}u) { states[at.${PARTS[k]!} + ${index}u] = vec4f(${PARTS.map((_, part) => `a${4 * index + part}_${vector}.${PARTS[k]!}`).join(', ')}); }`,
  ),
)}
      }
    }`,
)}
  }
}`,
  };
}

/** Number of rows that one pass of the innermost loop multiplies. */
const UNROLLED = 2;
