/**
 * Weight gradients as products over all rows at once, after the backward sweep: Σ over rows of a signal times what
 * it met. The sum is cut into splits, each a workgroup's for one block of 32 × 32 entries; `gather.ts` adds them up
 * in their order. How it is cut depends on the net and the batch alone, so nobody's company changes a bit.
 */
import type { BufferName, KernelShape, KernelSource } from './kernel.ts';
import { lines } from './kernel.ts';
import { batchAccess } from './prelude.ts';

/** Σ s (u, h_{t-1}, 1)ᵀ; Σ c s sᵀ for Ω; Σ ∂E/∂y (h, 1)ᵀ over answers. */
export type ProductName = 'weights' | 'gram' | 'output';

/** Side of a block, threads of a workgroup, and rows that go through workgroup memory at a time. */
const BLOCK = 32;
const THREADS = 64;
const DEPTH = 16;
const LEAST_ROWS = 128;
/** Workgroups that one lane's product should make, so that a large GPU is busy with a single net. */
const WORKGROUPS = 512;
const MOST_SPLITS = 64;

interface ProductExtent {
  readonly rows: number;
  readonly columns: number;
}

/** Rows and columns of the result. */
export function productExtent(
  name: ProductName,
  { inputs, hidden, outputs }: Pick<KernelShape, 'inputs' | 'hidden' | 'outputs'>,
): ProductExtent {
  if (name === 'weights') return { rows: hidden, columns: inputs + hidden + 1 };
  return name === 'gram' ? { rows: hidden, columns: hidden } : { rows: outputs, columns: hidden + 1 };
}

export function productBlocks({ rows, columns }: ProductExtent): number {
  return Math.ceil(rows / BLOCK) * Math.ceil(columns / BLOCK);
}

/** Splits at most for an extent: few where its blocks alone are many. */
function mostSplits(extent: ProductExtent): number {
  return Math.min(MOST_SPLITS, Math.max(4, Math.ceil(WORKGROUPS / productBlocks(extent))));
}

/** Splits at most of a sum over at most so many rows. */
export function splitCapacity(extent: ProductExtent, rows: number): number {
  return Math.max(1, Math.min(mostSplits(extent), Math.ceil(rows / LEAST_ROWS)));
}

/** `rowsPerSplit(rows)` in WGSL. */
export function splitting(extent: ProductExtent): string {
  const most = mostSplits(extent);
  return /* wgsl */ `
fn rowsPerSplit(rows: u32) -> u32 {
  let even = (rows + ${most - 1}u) / ${most}u;
  return max(${LEAST_ROWS}u, ${DEPTH}u * ((even + ${DEPTH - 1}u) / ${DEPTH}u));
}
`;
}

/** How many rows the sum of an assignment has. */
export const productRows: Readonly<Record<ProductName, string>> = {
  weights: 'job.sequences * record.steps',
  gram: 'job.sequences * record.steps',
  output:
    '(data[record.answerStartsAt + job.sequenceFirst + job.sequences] - data[record.answerStartsAt + job.sequenceFirst])',
};

const buffersOf: Readonly<
  Record<ProductName, { reads: readonly BufferName[]; write: BufferName; capacity: string }>
> = {
  weights: { reads: ['theta', 'signals', 'states'], write: 'partials', capacity: 'splitCapacity' },
  gram: { reads: ['signals', 'factors'], write: 'gramPartials', capacity: 'splitCapacity' },
  output: { reads: ['errors', 'states'], write: 'outputPartials', capacity: 'answerSplitCapacity' },
};

/** `leftAt(row, r)` and `rightAt(row, c)`, both in range. */
const operands: Readonly<Record<ProductName, (shape: KernelShape) => string>> = {
  weights: ({ symbolBits }) => /* wgsl */ `
fn leftAt(place: u32, record: Record, row: u32, r: u32) -> f32 {
  return signals[(place * job.rowCapacity + row) * H + r];
}
fn rightAt(place: u32, record: Record, row: u32, c: u32) -> f32 {
  let inBatch = job.sequenceFirst * record.steps + row;
  if (c < I) {
    return ${
      symbolBits === null
        ? 'floatAt(record.inputsAt + inBatch * I + c)'
        : 'select(0.0, 1.0, symbolAt(record.inputsAt, inBatch) == c)'
    };
  }
  if (c == I + H) { return 1.0; }
  if (row % record.steps == 0u) { return 0.0; }
  return states[(place * job.rowCapacity + row - 1u) * H + c - I];
}`,
  gram: () => /* wgsl */ `
fn leftAt(place: u32, record: Record, row: u32, r: u32) -> f32 {
  return signals[(place * job.rowCapacity + row) * H + r];
}
fn rightAt(place: u32, record: Record, row: u32, c: u32) -> f32 {
  let at = place * job.rowCapacity + row;
  return factors[at] * signals[at * H + c];
}`,
  output: () => /* wgsl */ `
fn leftAt(place: u32, record: Record, row: u32, r: u32) -> f32 {
  return errors[(place * job.answerCapacity + row) * O + r];
}
fn rightAt(place: u32, record: Record, row: u32, c: u32) -> f32 {
  if (c == H) { return 1.0; }
  let answer = data[record.answerStartsAt + job.sequenceFirst] + row;
  let inJob = data[record.answersAt + answer] - job.sequenceFirst * record.steps;
  return states[(place * job.rowCapacity + inJob) * H + c];
}`,
};

/** Grid: blocks × splits × places. */
export function productKernel(name: ProductName, shape: KernelShape): KernelSource {
  const extent = productExtent(name, shape);
  const { rows, columns } = extent;
  const across = Math.ceil(columns / BLOCK);
  const { reads, write, capacity } = buffersOf[name];
  const four = [0, 1, 2, 3];
  return {
    name: `product, ${name}`,
    reads: ['data', 'assignments', ...reads.filter((read) => read !== 'theta')],
    writes: [write],
    threads: THREADS,
    code: /* wgsl */ `
${batchAccess(shape)}
${splitting(extent)}
${operands[name](shape)}
var<workgroup> left: array<vec4f, ${(DEPTH * BLOCK) / 4}>;
var<workgroup> right: array<vec4f, ${(DEPTH * BLOCK) / 4}>;

fn leftOrZero(place: u32, record: Record, row: u32, end: u32, r: u32) -> f32 {
  if (row >= end || r >= ${rows}u) { return 0.0; }
  return leftAt(place, record, row, r);
}
fn rightOrZero(place: u32, record: Record, row: u32, end: u32, c: u32) -> f32 {
  if (row >= end || c >= ${columns}u) { return 0.0; }
  return rightAt(place, record, row, c);
}

@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let place = group.z;
  let record = recordAt(assignments[job.assignments + place].record);
  let rows = ${productRows[name]};
  let each = rowsPerSplit(rows);
  let begin = group.y * each;
  if (begin >= rows) { return; }
  let end = min(begin + each, rows);
  let r0 = (group.x / ${across}u) * ${BLOCK}u;
  let c0 = (group.x % ${across}u) * ${BLOCK}u;
  // This thread's 4 × 4 entries.
  let tr = thread / 8u;
  let tc = thread % 8u;
${lines(4, (k) => `  var sum${k} = vec4f(0.0);`)}
  for (var row0 = begin; row0 < end; row0 += ${DEPTH}u) {
    for (var index = thread; index < ${(DEPTH * BLOCK) / 4}u; index += ${THREADS}u) {
      let row = row0 + index / 8u;
      let at = 4u * (index % 8u);
      left[index] = vec4f(${four.map((k) => `leftOrZero(place, record, row, end, r0 + at + ${k}u)`).join(', ')});
      right[index] = vec4f(${four.map((k) => `rightOrZero(place, record, row, end, c0 + at + ${k}u)`).join(', ')});
    }
    workgroupBarrier();
    for (var depth = 0u; depth < ${DEPTH}u; depth++) {
      let l = left[depth * 8u + tr];
      let r = right[depth * 8u + tc];
${four.map((k) => `      sum${k} = fma(vec4f(l.${'xyzw'[k]}), r, sum${k});`).join('\n')}
    }
    workgroupBarrier();
  }
  let to = (place * job.${capacity} + group.y) * ${rows * columns}u;
${four
  .map((k) =>
    four
      .map(
        (m) => `  if (r0 + 4u * tr + ${k}u < ${rows}u && c0 + 4u * tc + ${m}u < ${columns}u) {
    ${write}[to + (r0 + 4u * tr + ${k}u) * ${columns}u + c0 + 4u * tc + ${m}u] = sum${k}.${'xyzw'[m]};
  }`,
      )
      .join('\n'),
  )
  .join('\n')}
}`,
  };
}
