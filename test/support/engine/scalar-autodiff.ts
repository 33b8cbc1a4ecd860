/**
 * Reverse-mode automatic differentiation of scalars in float64, and the nets written down on it as their papers have
 * them, gate by gate: a second implementation that shares no line with any device.
 */
import type { Batch } from '../../../src/engine/batch.ts';
import type { Net } from '../../../src/nets/net.ts';

/** A number that remembers what it was made of. */
class Scalar {
  adjoint = 0;
  readonly value: number;
  readonly parents: readonly (readonly [of: Scalar, partial: number])[];

  constructor(value: number, parents: readonly (readonly [Scalar, number])[] = []) {
    this.value = value;
    this.parents = parents;
    tape.push(this);
  }
}

/** Scalars in the order in which they were made. */
let tape: Scalar[] = [];

const constant = (value: number): Scalar => new Scalar(value);
const add = (...terms: Scalar[]): Scalar =>
  new Scalar(
    terms.reduce((sum, { value }) => sum + value, 0),
    terms.map((term) => [term, 1]),
  );
const times = (a: Scalar, b: Scalar): Scalar =>
  new Scalar(a.value * b.value, [
    [a, b.value],
    [b, a.value],
  ]);
const scaled = (a: Scalar, factor: number): Scalar => new Scalar(a.value * factor, [[a, factor]]);
const exp = (a: Scalar): Scalar => new Scalar(Math.exp(a.value), [[a, Math.exp(a.value)]]);
const log = (a: Scalar): Scalar => new Scalar(Math.log(a.value), [[a, 1 / a.value]]);
const inverse = (a: Scalar): Scalar => new Scalar(1 / a.value, [[a, -1 / a.value ** 2]]);
const sigma = (a: Scalar): Scalar => inverse(add(constant(1), exp(scaled(a, -1))));
/** tanh a = 2 σ(2a) - 1 */
const tanh = (a: Scalar): Scalar => add(scaled(sigma(scaled(a, 2)), 2), constant(-1));
const dot = (a: readonly Scalar[], b: readonly Scalar[]): Scalar =>
  add(...a.map((one, index) => times(one, b[index]!)));

/** Rows of a block, each an array. */
type Rows = readonly (readonly Scalar[])[];

interface State {
  readonly h: readonly Scalar[];
  readonly c: readonly Scalar[];
}

type Step = (weights: (name: string) => Rows, u: readonly Scalar[], before: State, hidden: number) => State;

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Greff et al. (2015), section 2.1, with the rows of i, f, z and o in this order. */
const lstm: Step = (weights, u, { h, c }, hidden) => {
  const [W, R, b] = [weights('W_in'), weights('W_rec'), weights('b')[0]!];
  const peepholes = weights('p');
  const sum = (gate: number, unit: number) => {
    const row = gate * hidden + unit;
    return add(dot(W[row]!, u), dot(R[row]!, h), b[row]!);
  };
  const peep = (row: number, unit: number, cell: Scalar) =>
    peepholes.length === 0 ? constant(0) : times(peepholes[row]![unit]!, cell);
  const cells = range(hidden).map((unit) => {
    const i = sigma(add(sum(0, unit), peep(0, unit, c[unit]!)));
    const f = sigma(add(sum(1, unit), peep(1, unit, c[unit]!)));
    const z = tanh(sum(2, unit));
    return add(times(i, z), times(f, c[unit]!));
  });
  const outputs = cells.map((cell, unit) => {
    const o = sigma(add(sum(3, unit), peep(2, unit, cell)));
    return times(o, tanh(cell));
  });
  return { h: outputs, c: cells };
};

/** cuDNN's form, with the rows of W in the order n, r, z, of R in the order r, z, n, and biases b_n, b_r, b_z, b_m. */
const gru: Step = (weights, u, { h }, hidden) => {
  const [W, R, b] = [weights('W_in'), weights('W_rec'), weights('b')[0]!];
  const next = range(hidden).map((unit) => {
    const reset = hidden + unit;
    const update = 2 * hidden + unit;
    const r = sigma(add(dot(W[reset]!, u), dot(R[unit]!, h), b[reset]!));
    const z = sigma(add(dot(W[update]!, u), dot(R[reset]!, h), b[update]!));
    const inner = add(dot(R[update]!, h), b[3 * hidden + unit]!);
    const n = tanh(add(dot(W[unit]!, u), b[unit]!, times(r, inner)));
    return add(times(add(constant(1), scaled(z, -1)), n), times(z, h[unit]!));
  });
  return { h: next, c: [] };
};

const elman: Step = (weights, u, { h }) => {
  const [W, R, b] = [weights('W_in'), weights('W_rec'), weights('b')[0]!];
  return { h: W.map((row, unit) => tanh(add(dot(row, u), dot(R[unit]!, h), b[unit]!))), c: [] };
};

const steps: Readonly<Record<string, Step>> = { lstm, gru, elman };

export interface ScalarResult {
  /** E */
  readonly loss: number;
  /** `[parameters]` */
  readonly gradient: Float64Array;
  /** `[T]` ‖∂E/∂h_t‖ */
  readonly stateNorms: Float64Array;
}

/** E, its gradient and the norms of ∂E/∂h_t: of lstm, gru, and of elman with tanh units. */
export function differentiateScalars(net: Net, parameters: Float64Array, batch: Batch): ScalarResult {
  tape = [];
  const theta = [...parameters].map(constant);
  const hidden = net.blocks.find(({ name }) => name === 'W_rec')!.shape[1]!;
  const rows = new Map<string, Rows>(
    net.blocks.map(({ name, shape, offset }) => {
      const [count, width] = shape.length === 1 ? [1, shape[0]!] : [shape[0]!, shape[1]!];
      return [name, range(count).map((row) => theta.slice(offset + row * width, offset + (row + 1) * width))];
    }),
  );
  const weights = (name: string): Rows => rows.get(name) ?? [];
  const states: (readonly Scalar[])[][] = range(batch.steps).map(() => []);
  const shares: Scalar[] = [];
  const zeros = range(hidden).map(() => constant(0));
  for (let sequence = 0; sequence < batch.sequences; sequence++) {
    let state: State = { h: zeros, c: zeros };
    for (let step = 0; step < batch.lengths[sequence]!; step++) {
      state = steps[net.architecture]!(weights, inputOf(batch, step, sequence), state, hidden);
      states[step]!.push(state.h);
      if (batch.mask[step * batch.sequences + sequence] === 0) continue;
      const y = weights('W_out').map((row, output) => add(dot(row, state.h), weights('b_out')[0]![output]!));
      shares.push(scaled(lossOf(batch, step, sequence, y), batch.weights[sequence]! / batch.sequences));
    }
  }
  const loss = add(...shares);
  loss.adjoint = 1;
  for (const one of tape.toReversed()) {
    for (const [parent, partial] of one.parents) parent.adjoint += one.adjoint * partial;
  }
  return {
    loss: loss.value,
    gradient: Float64Array.from(theta, ({ adjoint }) => adjoint),
    stateNorms: Float64Array.from(states, (some) => Math.hypot(...some.flat().map(({ adjoint }) => adjoint))),
  };
}

function inputOf(batch: Batch, step: number, sequence: number): Scalar[] {
  return range(batch.inputs).map((input) =>
    constant(
      batch.symbols
        ? Number(batch.symbols[step * batch.sequences + sequence] === input)
        : batch.dense![(step * batch.inputs + input) * batch.sequences + sequence]!,
    ),
  );
}

/** As the devices define it: softmax -ln p(class), squared Σ (y - t)², bernoulli -Σ (t ln p + (1 - t) ln(1 - p)). */
function lossOf(batch: Batch, step: number, sequence: number, y: readonly Scalar[]): Scalar {
  if (batch.loss === 'softmax') {
    const target = batch.classes![step * batch.sequences + sequence]!;
    return add(log(add(...y.map(exp))), scaled(y[target]!, -1));
  }
  const terms = y.map((value, output) => {
    const target = batch.values![(step * batch.outputs + output) * batch.sequences + sequence]!;
    if (batch.loss === 'squared') {
      const error = add(value, constant(-target));
      return times(error, error);
    }
    const [right, wrong] = [log(sigma(value)), log(sigma(scaled(value, -1)))];
    return scaled(add(scaled(right, target), scaled(wrong, 1 - target)), -1);
  });
  return add(...terms);
}
