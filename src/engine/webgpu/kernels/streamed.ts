/**
 * Forward and backward pass of large nets, whose weights fit neither registers nor workgroup memory: they come from
 * the GPU's caches at every step, each for four sequences at a time, which lie in the parts of a vector. A thread has
 * every so-many-th unit.
 */
import { powersBelow, powerUpTo } from '../powers.ts';
import { unitSlope, unitValue } from './elementary.ts';
import { type ForwardMode, inputTerm } from './forward.ts';
import { type KernelShape, type KernelSource, lines } from './kernel.ts';
import { batchAccess, rowLength } from './prelude.ts';

/** Sequences of a workgroup. */
export const STREAMED_SEQUENCES = 4;
const PARTS = ['x', 'y', 'z', 'w'] as const;

/** Threads of a workgroup: a power of two, as many as there are units, 256 at most. */
export function streamedThreads(hidden: number): number {
  return Math.min(256, powerUpTo(Math.max(4, hidden)));
}

/** Bytes of workgroup memory that the passes take: two states, or one signal and two sums a thread. */
export function streamedBytes(hidden: number): number {
  return Math.max(2 * 16 * hidden, 16 * hidden + 2 * 16 * streamedThreads(hidden));
}

/** The four sequences of a workgroup, with lengths 0 for those that there are not. */
const fourSequences = lines(
  STREAMED_SEQUENCES,
  (k) => `  let local${k} = 4u * group.x + ${k}u;
  let exists${k} = local${k} < job.sequences;
  let sequence${k} = job.sequenceFirst + min(local${k}, job.sequences - 1u);
  let length${k} = select(0u, data[record.lengthsAt + sequence${k}], exists${k});
  let row${k} = sequence${k} * record.steps;
  let place${k} = place * job.rowCapacity + min(local${k}, job.sequences - 1u) * record.steps;`,
);

export function forwardStreamedKernel(shape: KernelShape, mode: ForwardMode): KernelSource {
  const { hidden } = shape;
  const threads = streamedThreads(hidden);
  const units = Math.ceil(rowLength(hidden) / threads);
  const isEvaluation = mode === 'evaluation';
  return {
    name: `forward, streamed, ${mode}`,
    reads: ['data', 'assignments', 'theta', 'transposed'],
    writes: ['states'],
    threads,
    code: /* wgsl */ `
${batchAccess(shape)}
${unitValue(shape.unit)}
${inputTerm(shape)}
var<workgroup> state: array<vec4f, ${2 * hidden}>;

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let place = group.y;
  let assignment = assignments[job.assignments + place];
  let record = recordAt(assignment.record);
  let parameters = assignment.lane * P;
  let recurrent = place * H * H;
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
    for (var j = 0u; j < H; j++) {
      let h = state[half + j];
${lines(units, (r) => `      a${r} += transposed[recurrent + j * H + unit${r}] * h;`)}
    }
${lines(
  units,
  (
    r,
  ) => `    let h${r} = select(vec4f(0.0), vec4f(${PARTS.map((part) => `unit(a${r}.${part})`).join(', ')}), lives);
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
  if (!isEvaluation) return `if (exists${k}) { states[(place${k} + step) * S + at${r}] = ${value}; }`;
  return `if (exists${k} && answerRow${k} == row${k} + step) { states[(place * job.answerCapacity + answer${k} - firstOfAll) * S + at${r}] = ${value}; }`;
}

/** @param watched ‖d‖ is kept as well */
export function backwardStreamedKernel(shape: KernelShape, watched: boolean): KernelSource {
  const { hidden } = shape;
  const threads = streamedThreads(hidden);
  const units = Math.ceil(rowLength(hidden) / threads);
  const halves = powersBelow(threads);
  return {
    name: watched ? 'backward, streamed, watched' : 'backward, streamed',
    reads: ['data', 'assignments', 'theta', 'states'],
    writes: ['signals', 'squaredSignals', 'factors', ...(watched ? (['rowNorms'] as const) : [])],
    threads,
    code: /* wgsl */ `
${batchAccess(shape)}
${unitSlope(shape.unit)}
var<workgroup> signal: array<vec4f, ${hidden}>;
var<workgroup> squares: array<vec4f, ${2 * threads}>;

/// Adds up what the threads have put there, into the first of each half.
fn addUp(thread: u32) {
${halves
  .map(
    (half) => `  workgroupBarrier();
  if (thread < ${half}u) {
    squares[thread] += squares[thread + ${half}u];
    squares[${threads}u + thread] += squares[${threads}u + thread + ${half}u];
  }`,
  )
  .join('\n')}
  workgroupBarrier();
}
${watched ? greatest(halves) : ''}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let place = group.y;
  let assignment = assignments[job.assignments + place];
  let record = recordAt(assignment.record);
  let recurrent = assignment.lane * P + W_REC;
${fourSequences}
${lines(
  STREAMED_SEQUENCES,
  (k) => `  let firstAnswer${k} = data[record.answerStartsAt + sequence${k}];
  var answers${k} = data[record.answerStartsAt + sequence${k} + 1u];`,
)}
${lines(
  units,
  (r) => `  let unit${r} = min(thread + ${r * threads}u, H - 1u);
  let counts${r} = thread + ${r * threads}u < H;
  var v${r} = vec4f(0.0);`,
)}
  for (var left = record.steps; left > 0u; left--) {
    let step = left - 1u;
${lines(
  STREAMED_SEQUENCES,
  (
    k,
  ) => `    let scored${k} = exists${k} && answers${k} > firstAnswer${k} && data[record.answersAt + max(answers${k}, 1u) - 1u] == row${k} + step;
    let at${k} = (place${k} + step) * S;`,
)}
    var ofD = vec4f(0.0);
    var ofV = vec4f(0.0);
${lines(
  units,
  (r) => `    let d${r} = v${r} + vec4f(${lines(
    STREAMED_SEQUENCES,
    (k) => `select(0.0, signals[at${k} + unit${r}], scored${k})${k < 3 ? ',' : ''}`,
  )});
    let s${r} = d${r} * vec4f(${lines(
      STREAMED_SEQUENCES,
      (k) => `unitSlope(states[at${k} + unit${r}])${k < 3 ? ',' : ''}`,
    )});
    if (counts${r}) {
      signal[unit${r}] = s${r};
      ofD += d${r} * d${r};
      ofV += v${r} * v${r};
${lines(
  STREAMED_SEQUENCES,
  (k) =>
    `      if (exists${k}) { signals[at${k} + unit${r}] = select(0.0, s${r}.${PARTS[k]}, step < length${k}); }`,
)}
    }`,
)}
${watched ? rowNorms(threads, units) : ''}
    squares[thread] = ofD;
    squares[${threads}u + thread] = ofV;
    addUp(thread);
    if (thread == 0u) {
${lines(
  STREAMED_SEQUENCES,
  (k) => `      if (exists${k}) {
        squaredSignals[place${k} + step] = squares[0].${PARTS[k]};
        if (left < record.steps) { factors[place${k} + left] = squares[${threads}u].${PARTS[k]}; }
      }`,
)}
    }
${lines(STREAMED_SEQUENCES, (k) => `    if (scored${k}) { answers${k} -= 1u; }`)}
${lines(units, (r) => `    v${r} = vec4f(0.0);`)}
    for (var j = 0u; j < H; j++) {
      let s = signal[j];
${lines(units, (r) => `      v${r} += theta[recurrent + j * H + unit${r}] * s;`)}
    }
    workgroupBarrier();
  }
  var ofV = vec4f(0.0);
${lines(units, (r) => `  if (counts${r}) { ofV += v${r} * v${r}; }`)}
  squares[thread] = vec4f(0.0);
  squares[${threads}u + thread] = ofV;
  addUp(thread);
  if (thread == 0u) {
${lines(
  STREAMED_SEQUENCES,
  (k) => `    if (exists${k}) { factors[place${k}] = squares[${threads}u].${PARTS[k]}; }`,
)}
  }
}`,
  };
}

/** `greatest(thread)`: brings the greatest of the first half of `squares` into its first. */
const greatest = (halves: readonly number[]): string => /* wgsl */ `
fn greatest(thread: u32) {
${halves
  .map(
    (half) => `  workgroupBarrier();
  if (thread < ${half}u) { squares[thread] = max(squares[thread], squares[thread + ${half}u]); }`,
  )
  .join('\n')}
  workgroupBarrier();
}
`;

/** ‖d‖ of the four sequences, scaled by the greatest |d|, so that squares neither vanish nor overflow. */
const rowNorms = (threads: number, units: number): string => /* wgsl */ `
    var most = vec4f(0.0);
${lines(units, (r) => `    if (counts${r}) { most = max(most, abs(d${r})); }`)}
    squares[thread] = most;
    greatest(thread);
    let scale = squares[0];
    let divisor = select(scale, vec4f(1.0), scale == vec4f(0.0));
    workgroupBarrier();
    var scaled = vec4f(0.0);
${lines(units, (r) => `    if (counts${r}) { scaled += (d${r} / divisor) * (d${r} / divisor); }`)}
    squares[thread] = scaled;
    squares[${threads}u + thread] = vec4f(0.0);
    addUp(thread);
    let norms = scale * sqrt(squares[0]);
    workgroupBarrier();
    if (thread == 0u) {
${lines(
  STREAMED_SEQUENCES,
  (k) => `      if (exists${k}) { rowNorms[place${k} + step] = norms.${PARTS[k]}; }`,
)}
    }`;

/** W_recᵀ, so that the threads of the forward pass read neighbours; a thread is an entry. */
export function transposeKernel(): KernelSource {
  return {
    name: 'transpose',
    reads: ['assignments', 'theta'],
    writes: ['transposed'],
    threads: 64,
    code: /* wgsl */ `
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let place = id.y;
  if (id.x >= H * H) { return; }
  let lane = assignments[job.assignments + place].lane;
  transposed[place * H * H + id.x] = theta[lane * P + W_REC + (id.x % H) * H + id.x / H];
}`,
  };
}
