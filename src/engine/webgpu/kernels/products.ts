/**
 * Kernels of weight gradients as products over all rows at once, after the backward sweep: Σ over rows of a signal
 * times its operand. The sum is cut into splits; one block of entries over one split is a workgroup's, and a thread's
 * share of the block stays in its registers. `gather.ts` adds the splits up in their order. The cuts of a sum depend on
 * the net and the batch alone, so other lanes change no bit.
 */
import { type BufferName, GROUPS, type KernelShape, type KernelSource, lines } from './kernel.ts';
import { batchAccess, rowLength } from './prelude.ts';

/**
 * Products: Σ s (h_{t-1}, u, 1)ᵀ, with gates of s the four groups of ∂E/∂sums, each S rows on; Σ c s sᵀ for Ω (s shrunk where ‖d‖² is beyond float32); Σ ∂E/∂y (h, 1)ᵀ over answers.
 */
export type ProductName = 'weights' | 'gram' | 'output';

/**
 * Rows and columns of a block, threads of a workgroup (each has four rows and twice four columns of it), and rows of
 * the operands that go through workgroup memory at a time.
 */
const DOWN = 32;
const ACROSS = 64;
const THREADS = 64;
const DEPTH = 16;
const LEAST_ROWS = 128;
/** Number of workgroups that one lane's product should have, so that a large GPU is busy with a single net. */
const WORKGROUPS = 512;
const MOST_SPLITS = 64;

interface ProductExtent {
  readonly rows: number;
  readonly columns: number;
}

/** Part of a shape that the extents of products depend on. */
export type ProductShape = Pick<KernelShape, 'inputs' | 'hidden' | 'outputs' | 'gates'>;

/** Rows and columns of the result; the columns as whole vectors of four. */
export function productExtent(
  name: ProductName,
  { inputs, hidden, outputs, gates }: ProductShape,
): ProductExtent {
  const row = rowLength(hidden);
  if (name === 'weights') {
    return {
      rows: gates === null ? hidden : (GROUPS - 1) * row + hidden,
      columns: row + rowLength(inputs + 1),
    };
  }
  return name === 'gram' ? { rows: hidden, columns: row } : { rows: outputs, columns: rowLength(hidden + 1) };
}

/** Number of entries of the result. */
export const productEntries = (name: ProductName, shape: ProductShape): number => {
  const { rows, columns } = productExtent(name, shape);
  return rows * columns;
};

export function productBlocks({ rows, columns }: ProductExtent): number {
  return Math.ceil(rows / DOWN) * Math.ceil(columns / ACROSS);
}

/** Most splits for an extent: few where its blocks alone are many. */
function mostSplits(extent: ProductExtent): number {
  return Math.min(MOST_SPLITS, Math.max(4, Math.ceil(WORKGROUPS / productBlocks(extent))));
}

/** Most splits of a sum over at most so many rows. */
export function splitCapacity(extent: ProductExtent, rows: number): number {
  return Math.max(1, Math.min(mostSplits(extent), Math.ceil(rows / LEAST_ROWS)));
}

/** Code of `rowsPerSplit(rows)` in WGSL. */
export function splitting(extent: ProductExtent): string {
  const most = mostSplits(extent);
  return /* wgsl */ `
fn rowsPerSplit(rows: u32) -> u32 {
  let even = (rows + ${most - 1}u) / ${most}u;
  return max(${LEAST_ROWS}u, ${DEPTH}u * ((even + ${DEPTH - 1}u) / ${DEPTH}u));
}
`;
}

/** Number of rows in the sum of an assignment. */
export const productRows: Readonly<Record<ProductName, string>> = {
  weights: 'job.sequences * record.steps',
  gram: 'job.sequences * record.steps',
  output:
    '(data[record.answerStartsAt + job.sequenceFirst + job.sequences] - data[record.answerStartsAt + job.sequenceFirst])',
};

interface ProductBuffers {
  readonly reads: readonly BufferName[];
  readonly write: BufferName;
  readonly capacity: string;
}

const buffersOf: Readonly<Record<ProductName, ProductBuffers>> = {
  weights: { reads: ['signals', 'states'], write: 'partials', capacity: 'splitCapacity' },
  gram: { reads: ['signals', 'factors', 'squaredSignals'], write: 'gramPartials', capacity: 'splitCapacity' },
  output: { reads: ['errors', 'states'], write: 'outputPartials', capacity: 'answerSplitCapacity' },
};

/** Buffers of the weights' product with gates. */
const ofGates: ProductBuffers = { ...buffersOf.weights, reads: ['gates', 'states'] };

const isOfGates = (name: ProductName, { gates }: ProductShape): boolean =>
  name === 'weights' && gates !== null;

/**
 * Code of the operands, four neighbours at a time: `leftFour(slot, record, row, r)` and `rightFour(slot, record, row,
 * c)`, 0 out of range.
 */
const operands: Readonly<Record<ProductName, (shape: KernelShape) => string>> = {
  weights: ({ symbolBits, gates }) => /* wgsl */ `
fn leftFour(slot: u32, record: Record, row: u32, r: u32) -> vec4f {
  ${
    gates === null
      ? `if (r >= S) { return vec4f(0.0); }
  return signals[((slot * job.rowCapacity + row) * S + r) / 4u];`
      : `if (r >= ${GROUPS}u * S) { return vec4f(0.0); }
  return gates[((slot * job.rowCapacity + row) * ${gates.kept}u * S + r) / 4u];`
  }
}
fn rightFour(slot: u32, record: Record, row: u32, c: u32) -> vec4f {
  if (c < S) {
    if (row % record.steps == 0u) { return vec4f(0.0); }
    return states[((slot * job.rowCapacity + row - 1u) * S + c) / 4u];
  }
  let inBatch = job.sequenceFirst * record.steps + row;
  let columns = vec4u(c, c + 1u, c + 2u, c + 3u) - vec4u(S);
  var inputs = vec4f(0.0);
${
  symbolBits === null
    ? lines(
        4,
        (k) =>
          `  if (columns[${k}] < I) { inputs[${k}] = floatAt(record.inputsAt + inBatch * I + columns[${k}]); }`,
      )
    : '  inputs = select(vec4f(0.0), vec4f(1.0), columns == vec4u(symbolAt(record.inputsAt, inBatch)));'
}
  return select(inputs, vec4f(1.0), columns == vec4u(I));
}`,
  gram: () => /* wgsl */ `
fn leftFour(slot: u32, record: Record, row: u32, r: u32) -> vec4f {
  if (r >= S) { return vec4f(0.0); }
  return signals[((slot * job.rowCapacity + row) * S + r) / 4u];
}
fn rightFour(slot: u32, record: Record, row: u32, c: u32) -> vec4f {
  let at = slot * job.rowCapacity + row;
  let shrink = squaredSignals[at];
  return factors[at] * (leftFour(slot, record, row, c) * shrink) * shrink;
}`,
  output: () => /* wgsl */ `
fn leftFour(slot: u32, record: Record, row: u32, r: u32) -> vec4f {
  let at = (slot * job.answerCapacity + row) * O + r;
  return vec4f(${[0, 1, 2, 3].map((k) => `errorAt(at, r, ${k}u)`).join(', ')});
}
fn errorAt(at: u32, r: u32, k: u32) -> f32 {
  if (r + k >= O) { return 0.0; }
  return errors[at + k];
}
fn rightFour(slot: u32, record: Record, row: u32, c: u32) -> vec4f {
  let answer = data[record.answerStartsAt + job.sequenceFirst] + row;
  let inJob = data[record.answersAt + answer] - job.sequenceFirst * record.steps;
  var h = vec4f(0.0);
  if (c < S) { h = states[((slot * job.rowCapacity + inJob) * S + c) / 4u]; }
  return select(h, vec4f(1.0), vec4u(c, c + 1u, c + 2u, c + 3u) == vec4u(H));
}`,
};

/** Code that leaves out blocks that are no gradient: of the first groups, which have no part of W_rec h. */
function skipped({ gates }: KernelShape): string {
  const without = GROUPS - gates!.recurrentGroups;
  return without === 0 ? '' : `  if (r0 + ${DOWN}u <= ${without}u * S && c0 + ${ACROSS}u <= S) { return; }`;
}

/** Kernel of a product. Grid: blocks × splits × slots. */
export function productKernel(name: ProductName, shape: KernelShape): KernelSource {
  const extent = productExtent(name, shape);
  const { rows, columns } = extent;
  const blocksAcross = Math.ceil(columns / ACROSS);
  const { reads, write, capacity } = isOfGates(name, shape) ? ofGates : buffersOf[name];
  return {
    name: `product, ${name}`,
    reads: ['data', 'assignments', ...reads],
    writes: [write],
    vectors: ['signals', 'gates', 'states', write],
    threads: THREADS,
    code: /* wgsl */ `
${batchAccess(shape)}
${splitting(extent)}
${operands[name](shape)}
var<workgroup> left: array<vec4f, ${(DEPTH * DOWN) / 4}>;
var<workgroup> right: array<vec4f, ${(DEPTH * ACROSS) / 4}>;

@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let slot = group.z;
  let record = recordAt(assignments[job.assignments + slot].record);
  let rows = ${productRows[name]};
  let each = rowsPerSplit(rows);
  let begin = group.y * each;
  if (begin >= rows) { return; }
  let end = min(begin + each, rows);
  let r0 = (group.x / ${blocksAcross}u) * ${DOWN}u;
  let c0 = (group.x % ${blocksAcross}u) * ${ACROSS}u;
${isOfGates(name, shape) ? skipped(shape) : ''}
  let tr = thread / 8u;
  let tc = thread % 8u;
${lines(4, (row) => `  var low${row} = vec4f(0.0);\n  var high${row} = vec4f(0.0);`)}
  for (var row0 = begin; row0 < end; row0 += ${DEPTH}u) {
    for (var index = thread; index < ${(DEPTH * DOWN) / 4}u; index += ${THREADS}u) {
      let row = row0 + index / ${DOWN / 4}u;
      var four = vec4f(0.0);
      if (row < end) { four = leftFour(slot, record, row, r0 + 4u * (index % ${DOWN / 4}u)); }
      left[index] = four;
    }
    for (var index = thread; index < ${(DEPTH * ACROSS) / 4}u; index += ${THREADS}u) {
      let row = row0 + index / ${ACROSS / 4}u;
      var four = vec4f(0.0);
      if (row < end) { four = rightFour(slot, record, row, c0 + 4u * (index % ${ACROSS / 4}u)); }
      right[index] = four;
    }
    workgroupBarrier();
    for (var depth = 0u; depth < ${DEPTH}u; depth++) {
      let low = right[depth * ${ACROSS / 4}u + tc];
      let high = right[depth * ${ACROSS / 4}u + 8u + tc];
      let l = left[depth * ${DOWN / 4}u + tr];
${lines(
  4,
  (row) => `      low${row} += l.${'xyzw'[row]} * low;
      high${row} += l.${'xyzw'[row]} * high;`,
)}
    }
    workgroupBarrier();
  }
  let c = c0 + 4u * tc;
  let to = ((slot * job.${capacity} + group.y) * ${rows * columns}u + c) / 4u;
${lines(
  4,
  (row) => `  if (r0 + 4u * tr + ${row}u < ${rows}u) {
    let at = to + (r0 + 4u * tr + ${row}u) * ${columns / 4}u;
    if (c < ${columns}u) { ${write}[at] = low${row}; }
    // A thread's other four lie half a block on, so that neighbours read neighbours.
    if (c + 32u < ${columns}u) { ${write}[at + 8u] = high${row}; }
  }`,
)}
}`,
  };
}
