/**
 * Forward pass of a cell over time, from h_0 = 0. The part of the inputs is one product over many steps; the recurrence
 * alone steps through time.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { CellStep, OwnRows, RecurrentNet, TensorCell } from './cell.ts';
import type { ResidentBatch } from './resident.ts';
import type { Rows } from './rows.ts';
import { repeated, type Weights } from './weights.ts';

/** Most bytes of inputs that are projected for several steps at once. */
const PROJECTED_BYTES = 2 ** 26;

/**
 * States h_{t+1} after each step t in `keeps`, in their order: `[rows of the step, H]`, with `[genomes]` in front where
 * the weights have it.
 */
export function runForward<N extends RecurrentNet>(
  cell: TensorCell<N>,
  net: N,
  weights: Weights,
  resident: ResidentBatch,
  keeps: (step: number) => boolean,
  projectedBytes?: number,
): tf.Tensor[] {
  const states: tf.Tensor[] = [];
  let before: tf.Tensor[] = [];
  let step = 0;
  for (const { after, kept } of forwardSteps(cell, net, weights, resident, projectedBytes)) {
    tf.dispose([kept, before]);
    const [h, ...memories] = after;
    if (keeps(step)) states.push(h!);
    before = keeps(step) ? memories : after;
    step++;
  }
  tf.dispose(before);
  return states;
}

/** Steps of the pass, one after the other. A step's state is needed until the next one was made. */
export function* forwardSteps<N extends RecurrentNet>(
  cell: TensorCell<N>,
  net: N,
  weights: Weights,
  { inputs, rows }: ResidentBatch,
  projectedBytes = PROJECTED_BYTES,
): Generator<CellStep> {
  const projects = weights.input.map((group) => inputs.prepare(group));
  const biases = weights.biases.map((row) => repeated(row, rows.counts[0]!));
  const own = ownRowsOf(weights, rows);
  let before: readonly tf.Tensor[] | null = null;
  for (const [from, to] of chunks(net, weights, rows, projectedBytes)) {
    const groups = projects.map((project) => projections(project, rows, from, to));
    for (let step = from; step < to; step++) {
      const count = rows.counts[step]!;
      const projected = groups.map((steps) => steps[step - from]!);
      const made: CellStep = tf.tidy(() => {
        const state = before?.map((part) => firstRows(part, count)) ?? null;
        const unread = biases.map((bias) => firstRows(bias, count));
        const sums = sumsOf(weights, [...projected, ...unread], state?.[0]);
        return { ...cell.step(net, sums, cut(own, count), state) };
      });
      tf.dispose(projected);
      before = made.after;
      yield made;
    }
  }
}

/** Sums of all groups: their projections, and W_rec h. */
function sumsOf(
  { recurrent }: Weights,
  parts: readonly tf.Tensor[],
  state: tf.Tensor | undefined,
): tf.Tensor[] {
  const first = parts.length - recurrent.length;
  return parts.map((part, group) =>
    state === undefined || group < first
      ? tf.clone(part)
      : tf.add(part, tf.matMul(state, recurrent[group - first]!, false, true)),
  );
}

/** Rows of the cell's own blocks, repeated for all rows of the first step. */
export function ownRowsOf({ own }: Weights, { counts }: Rows): OwnRows {
  return mapRows(own, (row) => repeated(row, counts[0]!));
}

/** Own rows for a step of so many rows. */
export const cut = (own: OwnRows, count: number): OwnRows => mapRows(own, (rows) => firstRows(rows, count));

function mapRows(own: OwnRows, change: (tensor: tf.Tensor) => tf.Tensor): OwnRows {
  return Object.fromEntries(Object.entries(own).map(([name, rows]) => [name, rows.map(change)]));
}

/** First rows of a step's matrix: of the sequences that are still alive. Genomes have all rows throughout. */
export function firstRows(matrix: tf.Tensor, count: number): tf.Tensor {
  return matrix.shape.at(-2) === count ? matrix : tf.slice(matrix, [0, 0], [count, matrix.shape.at(-1)!]);
}

/** Runs of steps [from, to). Cutting a projection of several genomes into steps would cost more than it saves. */
function* chunks(
  { hidden }: RecurrentNet,
  { input }: Weights,
  { counts }: Rows,
  most: number,
): Generator<[number, number]> {
  const isSingle = input[0]!.rank === 2;
  let from = 0;
  let bytes = 0;
  for (const [step, count] of counts.entries()) {
    const more = 4 * count * hidden * input.length;
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
  const cutAll = tf.split(all, chosen, 0);
  all.dispose();
  return cutAll;
}
