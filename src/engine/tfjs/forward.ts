/**
 * Forward pass: h_t = f(W_in u_t + W_rec h_{t-1} + b), h_0 = 0. The part of the inputs is one product over many steps;
 * the recurrence alone steps through time.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ElmanNet, Unit } from '../../nets/net.ts';
import type { ResidentBatch } from './resident.ts';
import type { Rows } from './rows.ts';
import type { Weights } from './weights.ts';

/** Most bytes of inputs that are projected for several steps at once. */
const PROJECTED_BYTES = 2 ** 26;

const units: Readonly<Record<Unit, (sum: tf.Tensor) => tf.Tensor>> = {
  tanh: (sum) => tf.tanh(sum),
  logistic: (sum) => tf.sigmoid(sum),
  relu: (sum) => tf.relu(sum),
};

/** Slopes f'(a) of all rows, computed from h = f(a) alone. */
export const unitSlopes: Readonly<Record<Unit, (states: tf.Tensor) => tf.Tensor>> = {
  tanh: (states) => tf.sub(1, tf.square(states)),
  logistic: (states) => tf.mul(states, tf.sub(1, states)),
  // f'(0) = 0.
  relu: (states) => tf.step(states),
};

/**
 * States h_{t+1} after each step t in `keeps`, in their order: `[rows of the step, H]`, with `[genomes]` in front where
 * the weights have it.
 */
export function runForward(
  net: ElmanNet,
  weights: Weights,
  { inputs, rows }: ResidentBatch,
  keeps: (step: number) => boolean,
  projectedBytes = PROJECTED_BYTES,
): tf.Tensor[] {
  const project = inputs.prepare(weights);
  const kept: tf.Tensor[] = [];
  let state: tf.Tensor | null = null;
  for (const [from, to] of chunks(net, weights, rows, projectedBytes)) {
    for (const [index, projection] of projections(project, rows, from, to).entries()) {
      const step = from + index;
      const before: tf.Tensor | null = state;
      state = tf.tidy(() => {
        if (before === null) return units[net.unit](projection);
        const alive = firstRows(before, rows.counts[step]!);
        return units[net.unit](tf.add(projection, tf.matMul(alive, weights.recurrent, false, true)));
      });
      projection.dispose();
      if (before !== null && !keeps(step - 1)) before.dispose();
      if (keeps(step)) kept.push(state);
    }
  }
  return kept;
}

/** First rows of a step's matrix: of the sequences that are still alive. Genomes have all rows throughout. */
export function firstRows(matrix: tf.Tensor, count: number): tf.Tensor {
  return matrix.shape.at(-2) === count ? matrix : tf.slice(matrix, [0, 0], [count, matrix.shape.at(-1)!]);
}

/** Runs of steps [from, to). Cutting a projection of several genomes into steps would cost more than it saves. */
function* chunks(
  { hidden }: ElmanNet,
  { recurrent }: Weights,
  { counts }: Rows,
  most: number,
): Generator<[number, number]> {
  const isSingle = recurrent.rank === 2;
  let from = 0;
  let bytes = 0;
  for (const [step, count] of counts.entries()) {
    const more = 4 * count * hidden;
    if (step > from && !(isSingle && bytes + more <= most)) {
      yield [from, step];
      from = step;
      bytes = 0;
    }
    bytes += more;
  }
  yield [from, counts.length];
}

/** Projections W_in u + b, step by step, made for several of them at once. */
function projections(
  project: (first: number, rows: number) => tf.Tensor,
  { counts, starts }: Rows,
  from: number,
  to: number,
): tf.Tensor[] {
  const chosen = counts.slice(from, to);
  const all = project(
    starts[from]!,
    chosen.reduce((sum, count) => sum + count, 0),
  );
  if (chosen.length === 1) return [all];
  const cut = tf.split(all, chosen, 0);
  all.dispose();
  return cut;
}
