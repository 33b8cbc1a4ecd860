/**
 * Error signals back through time in nets with gates: a workgroup runs four sequences through all steps backwards, cell
 * and product in one kernel. From d_t = ∂E/∂h_t and the derivative by the memory the cell makes ∂E/∂sums, which go
 * through workgroup memory, two halves by turns, for W_recᵀ ∂E/∂sums. A thread has units as in `gated-forward.ts`.
 *
 * ∂E/∂sums take the place of the kept values, and are 0 beyond a sequence's end; where state norms are wanted, d takes
 * that of the answers' signals. The gradient of the cell's own block is a sum in registers.
 */
import type { GpuLimits } from '../gpu/gpu.ts';
import { gpuCells } from './cells/index.ts';
import {
  bytesOfFew,
  type GatedShape,
  ownColumn,
  PART_OF_GROUP,
  recurrentGroupsOf,
  streamedGates,
  unrolled,
} from './gated-weights.ts';
import { GROUPS, type KernelSource, lines } from './kernel.ts';
import { batchAccess, rowLength } from './prelude.ts';
import { mostThreads } from './programs.ts';
import { fourSequences, PARTS, STREAMED_SEQUENCES } from './streamed.ts';

/** Number of weights that a thread loads at a time. */
const LOADS = 16;

interface Division {
  readonly threads: number;
  /** Units of a thread. */
  readonly units: number;
  /** True where W_rec lies in workgroup memory. */
  readonly isShared: boolean;
  /** Groups of sums whose signals are exchanged at a time. */
  readonly together: number;
}

function divisionOf({ hidden, gates }: GatedShape, limits: GpuLimits): Division {
  const row = rowLength(hidden);
  const exchanged = (groups: number) => 2 * 16 * groups * hidden;
  const isShared =
    row <= mostThreads(limits) && 16 * row * hidden + exchanged(gates.recurrentGroups) <= bytesOfFew(limits);
  const { threads, units } = isShared ? { threads: row, units: 1 } : streamedGates(hidden, limits);
  const together = exchanged(gates.recurrentGroups) <= bytesOfFew(limits) ? gates.recurrentGroups : 1;
  return { threads, units, isShared, together };
}

/** Kernel of the pass. */
export function gatedBackwardKernel(shape: GatedShape, limits: GpuLimits): KernelSource {
  const { hidden, gates } = shape;
  const { kept, own } = gates;
  const cell = gpuCells[gates.cell]!;
  const { threads, units, isShared, together } = divisionOf(shape, limits);
  const row = rowLength(hidden);
  const recurrent = recurrentGroupsOf(gates);
  const phases = recurrent.length / together;
  const ofEachUnit = (line: (r: number) => string) => lines(units, line);
  const ofEachSequence = (line: (k: number) => string) => lines(STREAMED_SEQUENCES, line);
  const four = (part: (k: number) => string) => `vec4f(${[0, 1, 2, 3].map(part).join(', ')})`;
  const ownRows = own === null ? 0 : own.rows;

  /** Loads what step `step` needs, and moves on to the answer before. */
  const load = `
${ofEachSequence(
  (
    k,
  ) => `    let scored${k} = exists${k} && answers${k} > firstAnswer${k} && data[record.answersAt + max(answers${k}, 1u) - 1u] == row${k} + step;
    if (scored${k}) { answers${k} -= 1u; }
    let at${k} = (slot${k} + step) * S;
    let base${k} = (slot${k} + step) * ${kept}u * S;
    let previous${k} = slot${k} + max(step, 1u) - 1u;`,
)}
${ofEachUnit(
  (r) => `    sent${r} = ${four((k) => `select(0.0, signals[at${k} + unit${r}], scored${k})`)};
${lines(kept, (index) => `    kept${r}_${index} = ${four((k) => `gates[base${k} + ${index}u * S + unit${r}]`)};`)}
    earlier${r} = select(vec4f(0.0), ${four((k) =>
      cell.readsState
        ? `states[previous${k} * S + unit${r}]`
        : `gates[(previous${k} * ${kept}u + ${GROUPS}u) * S + unit${r}]`,
    )}, step > 0u);`,
)}`;

  const exchange = (phase: number) => {
    const groups = recurrent.slice(phase * together, (phase + 1) * together);
    const half = phases === 1 ? 'now' : `(now * ${phases}u + ${phase}u)`;
    const depth = Math.max(1, Math.floor(LOADS / groups.length / units));
    const weight = (r: number, k: number, i: string) =>
      isShared
        ? `      let w${r}_${k} = weights[${i} * S + unit${r}];`
        : groups
            .map(
              (group) =>
                `      let w${r}_${k}_${group} = theta[recurrent + (${group - recurrent[0]!}u * H + ${i}) * H + unit${r}];`,
            )
            .join('\n');
    const named = (r: number, k: number, group: number) =>
      isShared ? `w${r}_${k}.${PART_OF_GROUP[group]}` : `w${r}_${k}_${group}`;
    return `    {
    let half${phase} = (${half} & 1u) * ${together * hidden}u;
${ofEachUnit(
  (r) => `    if (counts${r}) {
${groups.map((group, at) => `      signal[half${phase} + ${at * hidden}u + unit${r}] = s${r}_${group};`).join('\n')}
    }`,
)}
    workgroupBarrier();
${unrolled(hidden, depth, (i, k) => {
  const read = ofEachUnit((r) => weight(r, k, i));
  const signals = groups
    .map((group, at) => `      let x${k}_${group} = signal[half${phase} + ${at * hidden}u + ${i}];`)
    .join('\n');
  const sums = ofEachUnit((r) =>
    groups.map((group) => `      v${r}_${group} += ${named(r, k, group)} * x${k}_${group};`).join('\n'),
  );
  return `${read}\n${signals}\n${sums}`;
})}
    }`;
  };

  return {
    name: `backward, gates${isShared ? '' : ', streamed'}`,
    reads: ['data', 'assignments', 'theta', ...(cell.readsState ? (['states'] as const) : [])],
    writes: ['signals', 'gates', ...(own === null ? [] : (['ownPartials'] as const))],
    threads,
    code: /* wgsl */ `
${batchAccess(shape)}
${cell.backward(gates)}
var<workgroup> signal: array<vec4f, ${2 * together * hidden}>;
${isShared ? `/// Of unit i, the source of an error signal, and j, where it goes: the weights of the groups.\nvar<workgroup> weights: array<vec4f, ${hidden * row}>;` : ''}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let slot = group.y;
  let assignment = assignments[job.assignments + slot];
  let record = recordAt(assignment.record);
  let parameters = assignment.lane * P;
  let recurrent = parameters + W_REC;
${fourSequences}
  let longest = max(max(length0, length1), max(length2, length3));
${ofEachSequence(
  (k) => `  let firstAnswer${k} = data[record.answerStartsAt + sequence${k}];
  var answers${k} = data[record.answerStartsAt + sequence${k} + 1u];`,
)}
${ofEachUnit(
  (r) => `  let place${r} = thread + ${r * threads}u;
  let unit${r} = min(place${r}, H - 1u);
  let counts${r} = place${r} < H;
${ownColumn(shape, `own${r}`, `unit${r}`)}
${lines(ownRows, (index) => `  var ofOwn${r}_${index} = vec4f(0.0);`)}
  var v${r} = vec4f(0.0);
  var dMemory${r} = vec4f(0.0);
  var sent${r}: vec4f;
${lines(kept, (index) => `  var kept${r}_${index}: vec4f;`)}
  var earlier${r}: vec4f;`,
)}
${
  isShared
    ? `  for (var index = thread; index < ${hidden * row}u; index += ${threads}u) {
    let to = index % S;
    let at = recurrent + (index / S) * H + min(to, H - 1u);
    weights[index] = select(vec4f(0.0), vec4f(${Array.from({ length: GROUPS }, (_, group) =>
      recurrent.includes(group) ? `theta[at + ${group - recurrent[0]!}u * H * H]` : '0.0',
    ).join(', ')}), to < H);
  }
  workgroupBarrier();`
    : ''
}
  for (var step = longest; step < record.steps; step++) {
${ofEachUnit((r) =>
  ofEachSequence(
    (k) =>
      `    if (exists${k} && counts${r}) { let at = (slot${k} + step) * ${kept}u * S + unit${r}; ${[0, 1, 2, 3].map((g) => `gates[at + ${g}u * S] = 0.0;`).join(' ')} }`,
  ),
)}
  }
  {
    let step = longest - 1u;
${load}
  }
  for (var left = longest; left > 0u; left--) {
    let now = left - 1u;
    let lives = vec4<bool>(${[0, 1, 2, 3].map((k) => `now < length${k}`).join(', ')});
${ofEachUnit(
  (r) => `    let d${r} = v${r} + sent${r};
    let pulled${r} = pulled(d${r}, dMemory${r}, ${Array.from({ length: GROUPS }, (_, index) => `kept${r}_${index}`).join(', ')}, ${kept > GROUPS ? `kept${r}_${GROUPS}` : 'vec4f(0.0)'}, earlier${r}, own${r});
${lines(GROUPS, (group) => `    let s${r}_${group} = select(vec4f(0.0), pulled${r}.sum${group}, lives);`)}
    dMemory${r} = select(vec4f(0.0), pulled${r}.memory, lives);
${lines(ownRows, (index) => `    ofOwn${r}_${index} += select(vec4f(0.0), pulled${r}.own${index}, lives);`)}
    if (counts${r}) {
${ofEachSequence(
  (k) => `      if (exists${k}) {
        let at = (slot${k} + now) * ${kept}u * S + unit${r};
${lines(GROUPS, (group) => `        gates[at + ${group}u * S] = s${r}_${group}.${PARTS[k]};`)}
        if (assignment.watched == 1u) { signals[(slot${k} + now) * S + unit${r}] = d${r}.${PARTS[k]}; }
      }`,
)}
    }`,
)}
    // What the step before reads is loaded now, while the products keep the threads busy.
    let step = max(now, 1u) - 1u;
    if (now > 0u) {
${load}
    }
${ofEachUnit((r) => recurrent.map((group) => `    var v${r}_${group} = vec4f(0.0);`).join('\n'))}
${lines(phases, exchange)}
${ofEachUnit(
  (r) =>
    `    v${r} = select(vec4f(0.0), pulled${r}.direct, lives) + (${recurrent.map((group) => `v${r}_${group}`).join(' + ')});`,
)}
  }
${
  own === null
    ? ''
    : `  let ownAt = (slot * ((job.batchCapacity + 3u) / 4u) + group.x) * ${own.rows}u * S;
${ofEachUnit((r) =>
  lines(
    own.rows,
    (index) =>
      `  if (counts${r}) { ownPartials[ownAt + ${index}u * S + unit${r}] = (ofOwn${r}_${index}.x + ofOwn${r}_${index}.y) + (ofOwn${r}_${index}.z + ofOwn${r}_${index}.w); }`,
  ),
)}`
}
}`,
  };
}
