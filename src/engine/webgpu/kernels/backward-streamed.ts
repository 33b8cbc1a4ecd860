/** Error signals back through time in large nets, as in `backward.ts`; see `streamed.ts`. */
import { powersBelow } from '../../../numeric/powers.ts';
import { unitSlope } from './elementary.ts';
import { type KernelShape, type KernelSource, lines } from './kernel.ts';
import { batchAccess, rowLength } from './prelude.ts';
import { fourSequences, PARTS, STREAMED_SEQUENCES, streamedSums, streamedThreads } from './streamed.ts';

/**
 * Kernel of the pass.
 * @param watched ‖d‖ is kept as well
 */
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
/// From a norm of 2^50 on they are shrunk, which leaves them 2^14 to grow in a single step before a square overflows.
fn shrinkAfter(squares: vec4f, shrink: vec4f) -> vec4f {
  let most = select(vec4f(8.673617379884035e-19), vec4f(1.2676506002282294e30), shrink == vec4f(1.0));
  return select(vec4f(1.0), vec4f(SHRINK), squares > most);
}
/// Squares of what was shrunk have a minus.
fn signed(squares: vec4f, shrink: vec4f) -> vec4f { return select(-squares, squares, shrink == vec4f(1.0)); }
${watched ? greatest(halves) : ''}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let slot = group.y;
  let assignment = assignments[job.assignments + slot];
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
  // What d and v are multiplied by before they are squared, by what their squares were in the step before.
  var shrink = vec4f(1.0);
  for (var left = record.steps; left > 0u; left--) {
    let step = left - 1u;
${lines(
  STREAMED_SEQUENCES,
  (
    k,
  ) => `    let scored${k} = exists${k} && answers${k} > firstAnswer${k} && data[record.answersAt + max(answers${k}, 1u) - 1u] == row${k} + step;
    let at${k} = (slot${k} + step) * S;`,
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
      ofD += (d${r} * shrink) * (d${r} * shrink);
      ofV += (v${r} * shrink) * (v${r} * shrink);
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
        squaredSignals[slot${k} + step] = signed(squares[0], shrink).${PARTS[k]};
        if (left < record.steps) { factors[slot${k} + left] = signed(squares[${threads}u], shrink).${PARTS[k]}; }
      }`,
)}
    }
    shrink = shrinkAfter(max(squares[0], squares[${threads}u]), shrink);
${lines(STREAMED_SEQUENCES, (k) => `    if (scored${k}) { answers${k} -= 1u; }`)}
${lines(units, (r) => `    v${r} = vec4f(0.0);`)}
${streamedSums(
  { hidden, units },
  (r, j) => `theta[recurrent + ${j} * H + unit${r}]`,
  (j) => `signal[${j}]`,
  (r) => `v${r}`,
)}
    workgroupBarrier();
  }
  var ofV = vec4f(0.0);
${lines(units, (r) => `  if (counts${r}) { ofV += (v${r} * shrink) * (v${r} * shrink); }`)}
  squares[thread] = vec4f(0.0);
  squares[${threads}u + thread] = ofV;
  addUp(thread);
  if (thread == 0u) {
${lines(
  STREAMED_SEQUENCES,
  (k) => `    if (exists${k}) { factors[slot${k}] = signed(squares[${threads}u], shrink).${PARTS[k]}; }`,
)}
  }
}`,
  };
}

/** Code of `greatest(thread)`: brings the greatest of the first half of `squares` into its first. */
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

/** Code of ‖d‖ of the four sequences, scaled by the greatest |d|, so that squares neither vanish nor overflow. */
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
  (k) => `      if (exists${k}) { rowNorms[slot${k} + step] = norms.${PARTS[k]}; }`,
)}
    }`;
