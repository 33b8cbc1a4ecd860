/**
 * Back-propagation through time, written out: the error signal alone steps through time; the derivatives of the
 * weights are one product each over all rows, once every signal is there.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { GradientRequest } from '../device.ts';
import { answer, errorsOf, meanLosses, score } from './answers.ts';
import type { CellStep, Passed, RecurrentNet, TensorCell } from './cell.ts';
import { cut, firstRows, forwardSteps, ownRowsOf } from './forward.ts';
import { type Omega, omegaOf } from './omega.ts';
import type { ResidentBatch } from './resident.ts';
import type { Rows } from './rows.ts';
import { columnSums, spread, vectorOf, type Weights, weightsOf, withOnes } from './weights.ts';

/** Gradient on the backend. */
export interface GradientTensors {
  /** E */
  readonly loss: tf.Scalar;
  /** Gradient, `[parameters]`; includes α ∂⁺Ω/∂W_rec where Ω was asked for with a weight. */
  readonly gradient: tf.Tensor1D;
  readonly omega: tf.Scalar | null;
  /** Derivative of Ω, `[H × H]`. */
  readonly omegaGradient: tf.Tensor2D | null;
  /** Norms ‖∂E/∂h_t‖ of every row, `[rows]`. */
  readonly rowNorms: tf.Tensor1D | null;
}

/**
 * Gradient at θ `[parameters]`.
 * @throws RangeError on a request for Ω of a cell that has none: a mistake in the calling code, which asks `lacks`
 */
export function gradientOf<N extends RecurrentNet>(
  cell: TensorCell<N>,
  net: N,
  parameters: tf.Tensor1D,
  resident: ResidentBatch,
  { omega, stateNorms = false }: GradientRequest,
): GradientTensors {
  const { batch, inputs, rows } = resident;
  const lacking = omega ? (cell.lacks?.(net, batch.loss, 'omega') ?? null) : null;
  if (lacking !== null) throw new RangeError(lacking);
  const targets = resident.targets();
  const weights = weightsOf(net, parameters);
  const steps = [...forwardSteps(cell, net, weights, resident)];
  const passed = passedOf(steps, rows);
  const answering = tf.concat(Array.from(batch.answerSteps, (step) => steps[step]!.after[0]!));
  const scores = score(batch.loss, answer(weights, answering), targets);
  const errors = errorsOf(scores, targets);
  const signals = sweep(cell, net, weights, resident, passed, errors, {
    errors: omega !== undefined || stateNorms,
    carried: omega !== undefined,
  });

  const { sums } = signals;
  const found = omega ? omegaOf(omega.form, signals.errors!, signals.carried!) : null;
  const summed = beside(sums.slice(-weights.recurrent.length));
  const { recurrent, apart } = recurrentDerivative(passed.before(0), summed, found, omega);
  return {
    loss: tf.reshape(meanLosses(scores, targets), []),
    gradient: vectorOf(net, {
      input: [inputs.derivative(beside(sums.slice(0, weights.input.length)))],
      recurrent: [recurrent],
      biases: sums.slice(weights.input.length).map(columnSums),
      own: cell.ownDerivatives?.(net, sums, passed) ?? {},
      output: tf.matMul(errors, withOnes(answering), true),
    }),
    omega: found?.value ?? null,
    omegaGradient: apart,
    rowNorms: stateNorms ? norms(signals.errors!) : null,
  };
}

/** Values of the way forward. */
function passedOf(steps: readonly CellStep[], { counts }: Rows): Passed {
  const all = (parts: readonly tf.Tensor[]) => tf.concat([...parts]) as tf.Tensor2D;
  return {
    before: (part) =>
      tf.tidy(() => {
        const states = steps.map(({ after }) => after[part]!);
        const earlier = states.slice(0, -1).map((state, step) => firstRows(state, counts[step + 1]!));
        return all([tf.zerosLike(states[0]!), ...earlier]);
      }),
    after: (part) => all(steps.map(({ after }) => after[part]!)),
    kept: (part) => all(steps.map(({ kept }) => kept[part]!)),
  };
}

/** Groups side by side, `[rows, S]`. */
const beside = (groups: readonly tf.Tensor2D[]): tf.Tensor2D => tf.concat([...groups], 1) as tf.Tensor2D;

/** Error signals of all rows, each `[rows, H]`. */
interface Signals {
  /** Signals s = ∂E/∂sums of each group; of an Elman net d ∘ f'. */
  readonly sums: readonly tf.Tensor2D[];
  /** Errors d = ∂E/∂h_t; null unless asked for. */
  readonly errors: tf.Tensor2D | null;
  /** Signals v = W_recᵀ s, which s brings to h_{t-1}; null unless asked for. */
  readonly carried: tf.Tensor2D | null;
}

/** Sweep from the last step to the first. */
function sweep<N extends RecurrentNet>(
  cell: TensorCell<N>,
  net: N,
  weights: Weights,
  { batch, rows }: ResidentBatch,
  passed: Passed,
  answerErrors: tf.Tensor2D,
  wanted: Readonly<Record<'errors' | 'carried', boolean>>,
): Signals {
  const answerSteps = Array.from(batch.answerSteps);
  const answerRows = answerSteps.map((step) => rows.counts[step]!);
  // The answers' part of d: W_outᵀ ∂E/∂y, without the column of the bias.
  const [output] = tf.split(weights.output, [net.hidden, 1], 1);
  const fromAnswers = new Map(
    tf.split(tf.matMul(answerErrors, output!), answerRows).map((part, index) => [answerSteps[index]!, part]),
  );
  const slopes = tf.tidy(() => cell.slopes(net, passed).map((factor) => tf.split(factor, [...rows.counts])));
  const recurrent = tf.concat([...weights.recurrent], 0);
  const repeatedOwn = ownRowsOf(weights, rows);
  const sums: tf.Tensor[][] = [];
  const errors: tf.Tensor[] = [];
  const carried: tf.Tensor[] = [];
  let later: tf.Tensor[] = [];
  for (let step = rows.counts.length - 1; step >= 0; step--) {
    const count = rows.counts[step]!;
    const goesOn = step > 0 || wanted.carried;
    const made = tf.tidy(() => {
      const after = Array.from({ length: 1 + cell.memories }, (_, part) =>
        joined(later[part], part === 0 ? fromAnswers.get(step) : undefined, [count, net.hidden]),
      );
      const own = cut(repeatedOwn, count);
      const pulled = cell.pull(
        slopes.map((factors) => factors[step]!),
        own,
        after,
      );
      const errors = wanted.errors ? [after[0]!] : [];
      if (!goesOn) return { sums: pulled.sums, errors, before: [] };
      const summed = tf.concat(pulled.sums.slice(-weights.recurrent.length), 1);
      const v = tf.matMul(summed, recurrent);
      const units = pulled.units === undefined ? v : tf.add(v, pulled.units);
      return { sums: pulled.sums, errors, before: [units, ...pulled.memories] };
    });
    sums.push(made.sums);
    errors.push(...made.errors);
    if (wanted.carried) carried.push(made.before[0]!);
    else tf.dispose(later);
    later = made.before;
  }
  const inOrder = (parts: tf.Tensor[]) => tf.concat(parts.reverse()) as tf.Tensor2D;
  return {
    sums: sums[0]!.map((_, group) => inOrder(sums.map((groups) => groups[group]!))),
    errors: wanted.errors ? inOrder(errors) : null,
    carried: wanted.carried ? inOrder(carried) : null,
  };
}

/** Error d of a step: the later steps' part on the rows that go on, and the answers' on all rows. */
function joined(
  later: tf.Tensor | undefined,
  brought: tf.Tensor | undefined,
  [count, hidden]: [number, number],
): tf.Tensor {
  const ended = count - (later?.shape[0] ?? 0);
  const zeros = ended > 0 ? [tf.zeros([ended, hidden])] : [];
  const carried = tf.concat([...(later === undefined ? [] : [later]), ...zeros]);
  return brought === undefined ? carried : tf.add(carried, brought);
}

/** Derivative of W_rec, `[S × H]`, with α ∂⁺Ω/∂W_rec; and that apart where it was asked for. */
function recurrentDerivative(
  previous: tf.Tensor2D,
  sums: tf.Tensor2D,
  omega: Omega | null,
  request: GradientRequest['omega'],
): { readonly recurrent: tf.Tensor2D; readonly apart: tf.Tensor2D | null } {
  const weight = request?.weight ?? 0;
  if (omega === null || (weight === 0 && !request?.separate)) {
    return { recurrent: tf.matMul(sums, previous, true), apart: null };
  }
  if (!request?.separate) {
    const blended = tf.add(previous, tf.mul(omega.weighed, weight));
    return { recurrent: tf.matMul(sums, blended, true), apart: null };
  }
  const plain = tf.matMul(sums, previous, true) as tf.Tensor2D;
  const apart = tf.matMul(sums, omega.weighed, true) as tf.Tensor2D;
  return { recurrent: tf.add(plain, tf.mul(apart, weight)), apart };
}

/** Least divisor: far above the least float32, and far below any norm of interest. */
const LEAST_DIVISOR = 1e-37;

/** Norms of rows, `[rows]`, scaled by the greatest entry so that squares do not vanish before the norm does. */
function norms(matrix: tf.Tensor2D): tf.Tensor1D {
  const greatest = tf.maximum(tf.max(tf.abs(matrix), 1, true), LEAST_DIVISOR);
  const scaled = tf.div(matrix, spread(greatest, matrix.shape[1]));
  return tf.reshape(tf.mul(greatest, tf.sqrt(tf.sum(tf.square(scaled), 1, true))), [-1]);
}
