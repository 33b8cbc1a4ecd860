/**
 * Kernels that add up the splits of the products, in their order: into the gradient, laid out as a parameter vector is,
 * and into Σ c s sᵀ. From the second job of a batch on, they add to the present values.
 */
import { type GateLayout, GROUPS, type KernelShape, type KernelSource } from './kernel.ts';
import { batchAccess } from './prelude.ts';
import { productExtent, productRows, splitting } from './products.ts';

export const GATHER_THREADS = 64;

/** Kernel of the gradient; a thread is a parameter. */
export function gatherKernel(shape: KernelShape): KernelSource {
  const weights = productExtent('weights', shape);
  const output = productExtent('output', shape);
  const own = shape.gates?.own ?? null;
  const size = ({ rows, columns }: { rows: number; columns: number }) => rows * columns;
  return {
    name: 'gather',
    reads: [
      'data',
      'assignments',
      'partials',
      'outputPartials',
      ...(own === null ? [] : (['ownPartials'] as const)),
    ],
    writes: ['gradients'],
    threads: GATHER_THREADS,
    code: /* wgsl */ `
${batchAccess(shape)}
${splitting(weights)}
${splitting(output).replace('rowsPerSplit', 'answersPerSplit')}
${rowsCode(shape.gates)}
${own === null ? '' : ownCode(own.rows)}
fn ofWeights(slot: u32, record: Record, entry: u32) -> f32 {
  let rows = ${productRows.weights};
  let each = rowsPerSplit(rows);
  let splits = (rows + each - 1u) / each;
  var total = 0.0;
  for (var split = 0u; split < splits; split++) {
    total += partials[(slot * job.splitCapacity + split) * ${size(weights)}u + entry];
  }
  return total;
}

fn ofOutput(slot: u32, record: Record, entry: u32) -> f32 {
  let rows = ${productRows.output};
  let each = answersPerSplit(rows);
  let splits = (rows + each - 1u) / each;
  var total = 0.0;
  for (var split = 0u; split < splits; split++) {
    total += outputPartials[(slot * job.answerSplitCapacity + split) * ${size(output)}u + entry];
  }
  return total;
}

@compute @workgroup_size(${GATHER_THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let slot = id.y;
  let parameter = id.x;
  if (parameter >= P) { return; }
  let record = recordAt(assignments[job.assignments + slot].record);
  let columns = ${weights.columns}u;
  // Blocks lie in any order. Below a block's first parameter the difference wraps round, to beyond every size.
  let ofInput = parameter - W_IN;
  let ofRecurrent = parameter - W_REC;
  let ofAnswers = parameter - W_OUT;
  let ofBias = parameter - BIAS;
  var total = 0.0;
  if (ofInput < INPUT_ROWS * I) {
    total = ofWeights(slot, record, rowOf(ofInput / I) * columns + S + ofInput % I);
  } else if (ofRecurrent < W_REC_SIZE) {
    total = ofWeights(slot, record, rowOf(FIRST_RECURRENT + ofRecurrent / H) * columns + ofRecurrent % H);
  } else if (ofBias < SUMS) {
    total = ofWeights(slot, record, rowOf(ofBias) * columns + S + I);
${
  own === null
    ? ''
    : `  } else if (parameter - ${own.offset}u < ${own.rows}u * H) {
    total = ofOwn(slot, parameter - ${own.offset}u);`
}
  } else if (ofAnswers < O * H) {
    total = ofOutput(slot, record, (ofAnswers / H) * ${output.columns}u + ofAnswers % H);
  } else {
    total = ofOutput(slot, record, (parameter - OUT_BIAS) * ${output.columns}u + H);
  }
  let at = slot * P + parameter;
  gradients[at] = total + select(gradients[at], 0.0, job.fresh == 1u);
}`,
  };
}

/**
 * Code of the rows of the weights' product: `rowOf` a sum of a step, of which there are SUMS; W_in has the first
 * INPUT_ROWS of them, and W_rec those from FIRST_RECURRENT on.
 */
function rowsCode(gates: GateLayout | null): string {
  const { inputGroups = 1, recurrentGroups = 1 } = gates ?? {};
  const groups = gates === null ? 1 : GROUPS;
  return /* wgsl */ `
const SUMS = ${groups}u * H;
const INPUT_ROWS = ${inputGroups}u * H;
const FIRST_RECURRENT = ${groups - recurrentGroups}u * H;
fn rowOf(sum: u32) -> u32 { return ${gates === null ? 'sum' : '(sum / H) * S + sum % H'}; }`;
}

/** Code of the gradient of the cell's own block, over the fours of sequences in their order. */
const ownCode = (rows: number): string => /* wgsl */ `
fn ofOwn(slot: u32, entry: u32) -> f32 {
  var total = 0.0;
  for (var quad = 0u; quad < (job.sequences + 3u) / 4u; quad++) {
    let at = (slot * ((job.batchCapacity + 3u) / 4u) + quad) * ${rows}u * S;
    total += ownPartials[at + (entry / H) * S + entry % H];
  }
  return total;
}`;

/** Kernel of Σ c s sᵀ; a thread is an entry. */
export function gatherGramKernel(shape: KernelShape): KernelSource {
  const gram = productExtent('gram', shape);
  return {
    name: 'gather, gram',
    reads: ['data', 'assignments', 'gramPartials'],
    writes: ['grams'],
    threads: GATHER_THREADS,
    code: /* wgsl */ `
${batchAccess(shape)}
${splitting(gram)}
@compute @workgroup_size(${GATHER_THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let slot = id.y;
  if (id.x >= H * H) { return; }
  let record = recordAt(assignments[job.assignments + slot].record);
  let rows = ${productRows.gram};
  let each = rowsPerSplit(rows);
  let splits = (rows + each - 1u) / each;
  var total = 0.0;
  for (var split = 0u; split < splits; split++) {
    total += gramPartials[(slot * job.splitCapacity + split) * (H * S) + (id.x / H) * S + id.x % H];
  }
  let at = slot * H * H + id.x;
  grams[at] = total + select(grams[at], 0.0, job.fresh == 1u);
}`,
  };
}

/** Kernel of ∂⁺Ω/∂W_rec = (Σ c s sᵀ) W_rec / N, which adds α times that to the gradient; a thread is an entry. */
export function regulariseKernel(): KernelSource {
  return {
    name: 'regularise',
    reads: ['assignments', 'theta', 'lanes', 'grams', 'tallies'],
    writes: ['omegaGradients', 'gradients'],
    threads: GATHER_THREADS,
    code: /* wgsl */ `
@compute @workgroup_size(${GATHER_THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let slot = id.y;
  if (id.x >= H * H) { return; }
  let assignment = assignments[job.assignments + slot];
  let lane = assignment.lane;
  let i = id.x / H;
  let j = id.x % H;
  var total = 0.0;
  for (var k = 0u; k < H; k++) {
    total += grams[(slot * H + i) * H + k] * theta[lane * P + W_REC + k * H + j];
  }
  let valid = tallies[slot].valid;
  let derivative = select(total / f32(valid), 0.0, valid == 0u);
  omegaGradients[slot * H * H + id.x] = derivative;
  let at = slot * P + W_REC + id.x;
  gradients[at] += lanes[lane].alpha * assignment.alphaFactor * derivative;
}`,
  };
}
