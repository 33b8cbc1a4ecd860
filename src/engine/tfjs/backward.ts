/**
 * Back-propagation through time, written out: the error signal alone steps through time; the derivatives of the
 * weights are one product each over all rows, once every signal is there.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ElmanNet } from '../../nets/net.ts';
import type { GradientRequest } from '../device.ts';
import { answer, errorsOf, meanLosses, score } from './answers.ts';
import { firstRows, runForward, unitSlopes } from './forward.ts';
import { type Omega, omegaOf } from './omega.ts';
import type { ResidentBatch } from './resident.ts';
import { spread, vectorOf, type Weights, weightsOf, withOnes } from './weights.ts';

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

/** Gradient at θ `[parameters]`. */
export function gradientOf(
  net: ElmanNet,
  parameters: tf.Tensor1D,
  resident: ResidentBatch,
  { omega, stateNorms = false }: GradientRequest,
): GradientTensors {
  const { batch, inputs } = resident;
  const targets = resident.targets();
  const weights = weightsOf(net, parameters);
  const states = runForward(net, weights, resident, () => true);
  const answering = tf.concat(Array.from(batch.answerSteps, (step) => states[step]!));
  const scores = score(batch.loss, answer(weights, answering), targets);
  const errors = errorsOf(scores, targets);
  const signals = sweep(net, weights, resident, states, errors, {
    errors: omega !== undefined || stateNorms,
    carried: omega !== undefined,
  });

  const found = omega ? omegaOf(omega.form, signals.errors!, signals.carried!) : null;
  const { recurrent, apart } = recurrentDerivative(resident, states, signals.sums, found, omega);
  return {
    loss: tf.reshape(meanLosses(scores, targets), []),
    gradient: vectorOf(net, {
      input: inputs.derivative(signals.sums),
      recurrent,
      output: tf.matMul(errors, withOnes(answering), true),
    }),
    omega: found?.value ?? null,
    omegaGradient: apart,
    rowNorms: stateNorms ? norms(signals.errors!) : null,
  };
}

/** Error signals of all rows, each `[rows, H]`. */
interface Signals {
  /** Signals s = d ∘ f', with respect to a unit's sum. */
  readonly sums: tf.Tensor2D;
  /** Errors d = ∂E/∂h_t; null unless asked for. */
  readonly errors: tf.Tensor2D | null;
  /** Signals v = W_recᵀ s, which s brings to h_{t-1}; null unless asked for. */
  readonly carried: tf.Tensor2D | null;
}

/** Sweep from the last step to the first. */
function sweep(
  net: ElmanNet,
  weights: Weights,
  { batch, rows }: ResidentBatch,
  states: readonly tf.Tensor[],
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
  const slopes = tf.tidy(() => tf.split(unitSlopes[net.unit](tf.concat([...states])), [...rows.counts]));
  const sums: tf.Tensor[] = [];
  const errors: tf.Tensor[] = [];
  const carried: tf.Tensor[] = [];
  let later: tf.Tensor | null = null;
  for (let step = rows.counts.length - 1; step >= 0; step--) {
    const count = rows.counts[step]!;
    const brought = fromAnswers.get(step);
    const d = joined(later, brought, [count, net.hidden]);
    const s = tf.mul(d, slopes[step]!);
    const v = step > 0 || wanted.carried ? tf.matMul(s, weights.recurrent) : null;
    sums.push(s);
    if (wanted.errors) errors.push(d);
    else d.dispose();
    if (wanted.carried) carried.push(v!);
    else later?.dispose();
    later = v;
  }
  const inOrder = (parts: tf.Tensor[]) => tf.concat(parts.reverse()) as tf.Tensor2D;
  return {
    sums: inOrder(sums),
    errors: wanted.errors ? inOrder(errors) : null,
    carried: wanted.carried ? inOrder(carried) : null,
  };
}

/** Error d of a step: the later steps' part on the rows that go on, and the answers' on all rows. */
function joined(
  later: tf.Tensor | null,
  brought: tf.Tensor | undefined,
  [count, hidden]: [number, number],
): tf.Tensor {
  return tf.tidy(() => {
    const ended = count - (later?.shape[0] ?? 0);
    const zeros = ended > 0 ? [tf.zeros([ended, hidden])] : [];
    const carried = tf.concat([...(later === null ? [] : [later]), ...zeros]);
    return brought === undefined ? carried : tf.add(carried, brought);
  });
}

/** Derivative of W_rec, `[H × H]`, with α ∂⁺Ω/∂W_rec; and that apart where it was asked for. */
function recurrentDerivative(
  { rows }: ResidentBatch,
  states: readonly tf.Tensor[],
  sums: tf.Tensor2D,
  omega: Omega | null,
  request: GradientRequest['omega'],
): { readonly recurrent: tf.Tensor2D; readonly apart: tf.Tensor2D | null } {
  const [first] = states;
  const before = states.slice(0, -1).map((state, step) => firstRows(state, rows.counts[step + 1]!));
  const previous = tf.concat([tf.zerosLike(first!), ...before]) as tf.Tensor2D;
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
