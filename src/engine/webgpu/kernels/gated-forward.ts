/**
 * Forward pass of nets with gates: a workgroup runs some sequences of one net through all their steps, product and cell
 * in one kernel. A thread has the four sums of its units for four sequences in registers, and the cells' memory too, so
 * that a step takes one barrier: h alone goes through workgroup memory, its two halves by turns. Each weight that is
 * read serves four sequences.
 *
 * Each sum is b, then the inputs, then the units in their order, wherever the weights lie and however many sequences a
 * workgroup has.
 */
import type { GpuLimits } from '../gpu/gpu.ts';
import { gpuCells } from './cells/index.ts';
import type { ForwardMode } from './forward.ts';
import {
  bytesOfFew,
  type GatedShape,
  groupsOfCode,
  inputGroupsOf,
  ownColumn,
  PART_OF_GROUP,
  recurrentGroupsOf,
  sourcesOf,
  streamedGates,
  unrolled,
} from './gated-weights.ts';
import { GROUPS, type KernelSource, lines } from './kernel.ts';
import { batchAccess, rowLength } from './prelude.ts';
import { mostThreads } from './programs.ts';
import { PARTS, STREAMED_SEQUENCES, sequencesOf } from './streamed.ts';

/** Most sequences of a workgroup, in fours. */
const MOST_QUADS = 16;

/** Division of the work among workgroups. */
export interface GatedTile {
  /** Number of fours of sequences of a workgroup. */
  readonly quads: number;
  /** True where the weights lie in workgroup memory. */
  readonly isShared: boolean;
}

/** Bytes of workgroup memory of a tile that has the weights. */
export function gatedTileBytes(shape: Pick<GatedShape, 'inputs' | 'hidden'>, quads: number): number {
  const { hidden } = shape;
  return 16 * (sourcesOf(shape) * rowLength(hidden) + 2 * quads * hidden);
}

/** Tile of a single net: many small workgroups, which are busy together. */
export function tileOfNet(shape: GatedShape, limits: GpuLimits): GatedTile {
  const isShared =
    rowLength(shape.hidden) <= mostThreads(limits) && gatedTileBytes(shape, 1) <= bytesOfFew(limits);
  return { quads: 1, isShared };
}

/**
 * Tile of a population, whose workgroups are many: as many sequences as the GPU's limits allow, where the weights fit.
 * @param sequences of the batch: a tile has no more than the next power of two
 */
export function tileOfPopulation(shape: GatedShape, limits: GpuLimits, sequences: number): GatedTile {
  const { maxComputeWorkgroupStorageSize: bytes } = limits;
  const row = rowLength(shape.hidden);
  const fits = (quads: number) => gatedTileBytes(shape, quads) <= bytes && row * quads <= mostThreads(limits);
  if (!fits(1)) return tileOfNet(shape, limits);
  let quads = 1;
  while (2 * quads <= MOST_QUADS && STREAMED_SEQUENCES * quads < sequences && fits(2 * quads)) quads *= 2;
  return { quads, isShared: true };
}

export function gatedForwardKernel(
  shape: GatedShape,
  mode: ForwardMode,
  { quads, isShared }: GatedTile,
  limits: GpuLimits,
): KernelSource {
  const { hidden, symbolBits, gates } = shape;
  const cell = gpuCells[gates.cell]!;
  const row = rowLength(hidden);
  const { threads, units } = isShared ? { threads: row * quads, units: 1 } : streamedGates(hidden, limits);
  const sources = sourcesOf(shape);
  const isTraining = mode === 'training';
  const depth = Math.max(1, Math.floor(4 / units));
  const ofEachUnit = (line: (r: number) => string) => lines(units, line);
  const ofEachSequence = (line: (k: number) => string) => lines(STREAMED_SEQUENCES, line);
  const four = (part: (k: number) => string) => `vec4f(${[0, 1, 2, 3].map(part).join(', ')})`;
  const add = (groups: readonly number[], r: number, w: string, x: string) =>
    groups.map((group) => `      a${r}_${group} += ${w}.${PART_OF_GROUP[group]} * ${x};`).join('\n');
  return {
    name: `forward, gates, ${mode}, ${4 * quads} sequences${isShared ? '' : ', streamed'}`,
    reads: ['data', 'assignments', 'theta', ...(isShared ? [] : (['transposed'] as const))],
    writes: ['states', ...(isTraining ? (['gates'] as const) : [])],
    vectors: ['transposed'],
    threads,
    code: /* wgsl */ `
${batchAccess(shape)}
${cell.forward(gates)}
/// States of the fours of sequences, in two halves.
var<workgroup> state: array<vec4f, ${2 * quads * hidden}>;
${isShared ? sharedWeights(shape, sources * row) : streamedWeights(sources)}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let slot = group.y;
  let assignment = assignments[job.assignments + slot];
  let record = recordAt(assignment.record);
  let parameters = assignment.lane * P;
${
  isShared
    ? `  for (var index = thread; index < ${sources * row}u; index += ${threads}u) {
    // Neighbours read neighbours, along the rows of the matrices.
    let source = index % ${sources}u;
    let to = index / ${sources}u;
    weights[source * S + to] = select(vec4f(0.0), groupsOf(parameters, source, min(to, H - 1u)), to < H);
  }`
    : ''
}
  let quad = ${quads === 1 ? '0u' : 'thread / S'};
${sequencesOf(quads === 1 ? 'group.x' : `(group.x * ${quads}u + quad)`)}
  var longest = 0u;
  for (var local = group.x * ${4 * quads}u; local < min((group.x + 1u) * ${4 * quads}u, job.sequences); local++) {
    longest = max(longest, data[record.lengthsAt + job.sequenceFirst + local]);
  }
${isTraining ? '' : answersBegin}
${ofEachUnit(
  (r) => `  let at${r} = ${quads === 1 ? 'thread' : 'thread % S'} + ${r * threads}u;
  let unit${r} = min(at${r}, H - 1u);
${ownColumn(shape, `own${r}`, `unit${r}`)}
  var memory${r} = vec4f(0.0);`,
)}
  for (var index = thread; index < ${2 * quads * hidden}u; index += ${threads}u) { state[index] = vec4f(0.0); }
  workgroupBarrier();
${ofEachUnit((r) => `  let b${r} = weightsAt(slot, ${sources - 1}u, ${isShared ? `at${r}` : `unit${r}`});`)}
  for (var step = 0u; step < longest; step++) {
    let half = (step & 1u) * ${quads * hidden}u;
    let current = half + quad * H;
    let next = ${quads * hidden}u - half + quad * H;
    let lives = vec4<bool>(${[0, 1, 2, 3].map((k) => `step < length${k}`).join(', ')});
${ofEachSequence((k) => `    let inputRow${k} = row${k} + min(step, max(length${k}, 1u) - 1u);`)}
${ofEachUnit((r) => lines(GROUPS, (group) => `    var a${r}_${group} = vec4f(b${r}.${PART_OF_GROUP[group]});`))}
${
  symbolBits === null
    ? `    for (var input = 0u; input < I; input++) {
      let x = ${four((k) => `floatAt(record.inputsAt + inputRow${k} * I + input)`)};
${ofEachUnit(
  (r) => `      let w${r} = weightsAt(slot, input, ${isShared ? `at${r}` : `unit${r}`});
${add(inputGroupsOf(gates), r, `w${r}`, 'x')}`,
)}
    }`
    : `${ofEachSequence((k) => `    let symbol${k} = symbolAt(record.inputsAt, inputRow${k});`)}
${ofEachUnit(
  (
    r,
  ) => `${ofEachSequence((k) => `    let in${r}_${k} = weightsAt(slot, symbol${k}, ${isShared ? `at${r}` : `unit${r}`});`)}
${inputGroupsOf(gates)
  .map((group) => `    a${r}_${group} += ${four((k) => `in${r}_${k}.${PART_OF_GROUP[group]}`)};`)
  .join('\n')}`,
)}`
}
${unrolled(hidden, depth, (j, k) => {
  const read = ofEachUnit(
    (r) => `      let w${r}_${k} = weightsAt(slot, I + ${j}, ${isShared ? `at${r}` : `unit${r}`});`,
  );
  const sums = ofEachUnit((r) => add(recurrentGroupsOf(gates), r, `w${r}_${k}`, `x${k}`));
  return `${read}\n      let x${k} = state[current + ${j}];\n${sums}`;
})}
${ofEachUnit(
  (r) => `    let before${r} = ${cell.readsState ? `state[current + unit${r}]` : 'vec4f(0.0)'};
    let next${r} = stepped(a${r}_0, a${r}_1, a${r}_2, a${r}_3, before${r}, memory${r}, own${r});
    memory${r} = next${r}.memory;
    let h${r} = select(vec4f(0.0), next${r}.h, lives);
    if (at${r} < H) { state[next + at${r}] = h${r}; }
    if (at${r} < S) {
      let kept${r} = select(vec4f(0.0), h${r}, at${r} < H);
${ofEachSequence((k) => (isTraining ? keep(gates.kept, k, r) : answer(k, r)))}
    }`,
)}
${isTraining ? '' : answersOn}
    workgroupBarrier();
  }
${
  isTraining
    ? `  for (var step = longest; step < record.steps; step++) {
${ofEachUnit((r) => ofEachSequence((k) => `    if (exists${k} && at${r} < S) { states[(slot${k} + step) * S + at${r}] = 0.0; }`))}
  }`
    : ''
}
}`,
  };
}

const sharedWeights = (shape: GatedShape, vectors: number): string => /* wgsl */ `
${groupsOfCode(shape)}
var<workgroup> weights: array<vec4f, ${vectors}>;
fn weightsAt(slot: u32, source: u32, unitIndex: u32) -> vec4f { return weights[source * S + unitIndex]; }`;

const streamedWeights = (sources: number): string => /* wgsl */ `
fn weightsAt(slot: u32, source: u32, unitIndex: u32) -> vec4f {
  return transposed[(slot * ${sources}u + source) * H + unitIndex];
}`;

/** Code that keeps a state, and values for the way back. */
function keep(kept: number, k: number, r: number): string {
  const part = PARTS[k];
  const value = (index: number) =>
    index < GROUPS ? `next${r}.kept${index}.${part}` : `next${r}.memory.${part}`;
  return `      if (exists${k}) { states[(slot${k} + step) * S + at${r}] = kept${r}.${part}; }
      if (lives.${part}) {
        let to${k} = (slot${k} + step) * ${kept}u * S + at${r};
${lines(kept, (index) => `        gates[to${k} + ${index}u * S] = ${value(index)};`)}
      }`;
}

const answer = (k: number, r: number): string =>
  `      if (exists${k} && answerRow${k} == row${k} + step) {
        states[(slot * job.answerCapacity + answer${k} - firstOfAll) * S + at${r}] = kept${r}.${PARTS[k]};
      }`;

const answersBegin = `  let firstOfAll = data[record.answerStartsAt + job.sequenceFirst];
${lines(
  STREAMED_SEQUENCES,
  (k) => `  var answer${k} = data[record.answerStartsAt + sequence${k}];
  let lastAnswer${k} = data[record.answerStartsAt + sequence${k} + 1u] - 1u;
  var answerRow${k} = data[record.answersAt + answer${k}];`,
)}`;

const answersOn = lines(
  STREAMED_SEQUENCES,
  (k) => `    if (answerRow${k} == row${k} + step) {
      answer${k} = min(answer${k} + 1u, lastAnswer${k});
      answerRow${k} = data[record.answersAt + answer${k}];
    }`,
);
