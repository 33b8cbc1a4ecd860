/**
 * Packed weights of nets with gates, in the order of their forward pass: a vector of the four groups' weights for each
 * source and unit, `[I + H + 1][H]`. Sources are the inputs, the units of the state before, and 1 for the biases. The
 * vectors lie in workgroup memory if it has room for them, else in a buffer, from which the passes stream them.
 */
import type { GpuLimits } from '../gpu/gpu.ts';
import { type GateLayout, GROUPS, type KernelShape, type KernelSource, lines } from './kernel.ts';
import { rowLength } from './prelude.ts';
import { mostThreads } from './programs.ts';

/** Shape of a net with gates. */
export interface GatedShape extends KernelShape {
  readonly gates: GateLayout;
}

export const isGated = (shape: KernelShape): shape is GatedShape => shape.gates !== null;

/**
 * Bytes of workgroup memory of a workgroup on four sequences: as many as every adapter has, so that a processor of a GPU
 * has room for several.
 */
const LEAST_BYTES = 16_384;

export const bytesOfFew = ({ maxComputeWorkgroupStorageSize }: GpuLimits): number =>
  Math.min(LEAST_BYTES, maxComputeWorkgroupStorageSize);

/** Most threads of a workgroup where the weights are streamed. */
const MOST_THREADS = 256;
const PACKING_THREADS = 64;

export const PART_OF_GROUP = ['x', 'y', 'z', 'w'] as const;

/** Number of sources. */
export const sourcesOf = ({ inputs, hidden }: Pick<KernelShape, 'inputs' | 'hidden'>): number =>
  inputs + hidden + 1;

/** Numbers of the packed weights of one net. */
export const packedWeights = (shape: Pick<KernelShape, 'inputs' | 'hidden'>): number =>
  GROUPS * sourcesOf(shape) * shape.hidden;

/** Threads of a workgroup on four sequences with streamed weights: a unit each, where there are not too many. */
export function streamedGates(hidden: number, limits: GpuLimits): { threads: number; units: number } {
  const row = rowLength(hidden);
  const units = Math.ceil(row / Math.min(MOST_THREADS, mostThreads(limits)));
  return { threads: Math.ceil(row / units), units };
}

/** Bytes of workgroup memory that a net of so many units takes at least: two states, or two groups of signals. */
export const gatedBytes = (hidden: number): number => 2 * 16 * hidden;

/** Code of `groupsOf(parameters, source, unitIndex)`: the vector of a source and a unit, read from θ. */
export function groupsOfCode({ gates }: GatedShape): string {
  const { inputGroups, recurrentGroups } = gates;
  const first = GROUPS - recurrentGroups;
  const vector = (part: (group: number) => string) =>
    `vec4f(${Array.from({ length: GROUPS }, (_, group) => part(group)).join(', ')})`;
  return /* wgsl */ `
fn groupsOf(parameters: u32, source: u32, unitIndex: u32) -> vec4f {
  if (source < I) {
    let at = parameters + W_IN + unitIndex * I + source;
    return ${vector((group) => (group < inputGroups ? `theta[at + ${group}u * H * I]` : '0.0'))};
  }
  if (source < I + H) {
    let at = parameters + W_REC + unitIndex * H + source - I;
    return ${vector((group) => (group < first ? '0.0' : `theta[at + ${group - first}u * H * H]`))};
  }
  let at = parameters + BIAS + unitIndex;
  return ${vector((group) => `theta[at + ${group}u * H]`)};
}`;
}

/** Kernel that packs the weights for streaming; a thread is a vector. */
export function packWeightsKernel(shape: GatedShape): KernelSource {
  return {
    name: 'pack weights',
    reads: ['assignments', 'theta'],
    writes: ['transposed'],
    vectors: ['transposed'],
    threads: PACKING_THREADS,
    code: /* wgsl */ `
${groupsOfCode(shape)}
@compute @workgroup_size(${PACKING_THREADS})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let slot = id.y;
  let parameters = assignments[job.assignments + slot].lane * P;
  for (var index = id.x; index < ${sourcesOf(shape)}u * H; index += groups.x * ${PACKING_THREADS}u) {
    transposed[slot * ${sourcesOf(shape)}u * H + index] = groupsOf(parameters, index / H, index % H);
  }
}`,
  };
}

/** Code of the unit's column of the cell's own block, in a variable of that name. */
export function ownColumn({ gates: { own } }: GatedShape, name: string, unitIndex: string): string {
  if (own === null) return `  let ${name} = vec3f(0.0);`;
  const at = (row: number) => `theta[parameters + ${own.offset}u + ${row}u * H + ${unitIndex}]`;
  return `  let ${name} = vec3f(${Array.from({ length: own.rows }, (_, row) => at(row)).join(', ')});`;
}

/** Groups of sums that have a part of W_in u, and of W_rec h. */
export const inputGroupsOf = ({ inputGroups }: GateLayout): readonly number[] =>
  Array.from({ length: inputGroups }, (_, group) => group);
export const recurrentGroupsOf = ({ recurrentGroups }: GateLayout): readonly number[] =>
  Array.from({ length: recurrentGroups }, (_, index) => GROUPS - recurrentGroups + index);

/** Lines that go through `count` sources or units in their order, some at a time. */
export function unrolled(count: number, depth: number, body: (index: string, k: number) => string): string {
  const whole = count - (count % depth);
  const loop =
    whole === 0
      ? ''
      : `    for (var j = 0u; j < ${whole}u; j += ${depth}u) {
${lines(depth, (k) => body(`(j + ${k}u)`, k))}
    }`;
  return `${loop}
${lines(count - whole, (k) => `    {\n${body(`${whole + k}u`, k)}\n    }`)}`;
}
