/** Forward pass of large nets; see `streamed.ts`. */
import { unitFourValue } from './elementary.ts';
import { type ForwardMode, inputTerm } from './forward.ts';
import { type KernelShape, type KernelSource, lines } from './kernel.ts';
import { batchAccess, rowLength } from './prelude.ts';
import { forwardThreads, fourSequences, PARTS, STREAMED_SEQUENCES, streamedSums } from './streamed.ts';

/** Kernel of the pass. @param mostThreads that the GPU allows a workgroup */
export function forwardStreamedKernel(
  shape: KernelShape,
  mode: ForwardMode,
  mostThreads: number,
): KernelSource {
  const { hidden } = shape;
  const threads = forwardThreads(hidden, mostThreads);
  const units = Math.ceil(rowLength(hidden) / threads);
  const isEvaluation = mode === 'evaluation';
  return {
    name: `forward, streamed, ${mode}`,
    reads: ['data', 'assignments', 'theta', 'transposed'],
    writes: ['states'],
    threads,
    code: /* wgsl */ `
${batchAccess(shape)}
${unitFourValue(shape.unit)}
${inputTerm(shape)}
var<workgroup> state: array<vec4f, ${2 * hidden}>;

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let slot = group.y;
  let assignment = assignments[job.assignments + slot];
  let record = recordAt(assignment.record);
  let parameters = assignment.lane * P;
  let recurrent = slot * H * H;
${fourSequences}
  let lengths = vec4u(length0, length1, length2, length3);
  let longest = max(max(length0, length1), max(length2, length3));
${
  isEvaluation
    ? `  let firstOfAll = data[record.answerStartsAt + job.sequenceFirst];
${lines(
  STREAMED_SEQUENCES,
  (k) => `  var answer${k} = data[record.answerStartsAt + sequence${k}];
  let lastAnswer${k} = data[record.answerStartsAt + sequence${k} + 1u] - 1u;
  var answerRow${k} = data[record.answersAt + answer${k}];`,
)}`
    : ''
}
  for (var index = thread; index < H; index += ${threads}u) { state[index] = vec4f(0.0); }
  workgroupBarrier();
  for (var step = 0u; step < ${isEvaluation ? 'longest' : 'record.steps'}; step++) {
    let half = (step & 1u) * H;
    let lives = vec4<bool>(${lines(STREAMED_SEQUENCES, (k) => `step < length${k}${k < 3 ? ',' : ''}`)});
${lines(STREAMED_SEQUENCES, (k) => `    let inputRow${k} = row${k} + min(step, max(length${k}, 1u) - 1u);`)}
${lines(units, (r) => `    let unit${r} = min(thread + ${r * threads}u, H - 1u);`)}
${lines(
  units,
  (r) => `    let inputs${r} = parameters + W_IN + unit${r} * I;
    var a${r} = vec4f(theta[parameters + BIAS + unit${r}]) + vec4f(${lines(
      STREAMED_SEQUENCES,
      (k) => `inputTerm(record.inputsAt, inputRow${k}, inputs${r})${k < 3 ? ',' : ''}`,
    )});`,
)}
${streamedSums(
  { hidden, units },
  (r, j) => `transposed[recurrent + ${j} * H + unit${r}]`,
  (j) => `state[half + ${j}]`,
  (r) => `a${r}`,
)}
${lines(
  units,
  (r) => `    let h${r} = select(vec4f(0.0), unitFour(a${r}), lives);
    let at${r} = thread + ${r * threads}u;
    if (at${r} < H) { state[H - half + at${r}] = h${r}; }
    if (at${r} < S) {
      let kept${r} = select(vec4f(0.0), h${r}, at${r} < H);
${lines(STREAMED_SEQUENCES, (k) => `      ${storeState(isEvaluation, k, r)}`)}
    }`,
)}
${
  isEvaluation
    ? lines(
        STREAMED_SEQUENCES,
        (k) => `    if (answerRow${k} == row${k} + step) {
      answer${k} = min(answer${k} + 1u, lastAnswer${k});
      answerRow${k} = data[record.answersAt + answer${k}];
    }`,
      )
    : ''
}
    workgroupBarrier();
  }
}`,
  };
}

function storeState(isEvaluation: boolean, k: number, r: number): string {
  const value = `kept${r}.${PARTS[k]}`;
  if (!isEvaluation) return `if (exists${k}) { states[(slot${k} + step) * S + at${r}] = ${value}; }`;
  return `if (exists${k} && answerRow${k} == row${k} + step) { states[(slot * job.answerCapacity + answer${k} - firstOfAll) * S + at${r}] = ${value}; }`;
}

/** Kernel of W_recᵀ, so that the threads of the forward pass read neighbours; a thread is an entry. */
export function transposeKernel(): KernelSource {
  return {
    name: 'transpose',
    reads: ['assignments', 'theta'],
    writes: ['transposed'],
    threads: 64,
    code: /* wgsl */ `
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let slot = id.y;
  if (id.x >= H * H) { return; }
  let lane = assignments[job.assignments + slot].lane;
  transposed[slot * H * H + id.x] = theta[lane * P + W_REC + (id.x % H) * H + id.x / H];
}`,
  };
}
