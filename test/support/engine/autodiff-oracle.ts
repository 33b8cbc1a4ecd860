/**
 * An oracle for losses and gradients that shares no line with any device: an Elman net's loss written down plainly
 * in TensorFlow.js, one operator after another with nothing packed, and its derivatives from TensorFlow.js' own
 * automatic differentiation (`tf.grads`). Float32, slow.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { build } from 'esbuild';
import type { Batch, LossKind } from '../../../src/engine/batch.ts';
import type { OmegaRequest } from '../../../src/engine/device.ts';
import { openPlainBackend } from '../../../src/engine/tfjs/backend.ts';
import type { ElmanNet, Unit } from '../../../src/nets/net.ts';

export interface Differentiated {
  /** E */
  readonly loss: number;
  /** `[parameters]` ∂E/∂θ */
  readonly gradient: Float32Array;
  /** `[T]` ‖∂E/∂h_t‖ */
  readonly stateNorms: Float64Array;
  readonly omega: number;
  /** `[H × H]` ∂⁺Ω/∂W_rec, d and h being constants. */
  readonly omegaGradient: Float32Array;
}

export type Oracle = (
  net: ElmanNet,
  parameters: Float32Array,
  batch: Batch,
  form: OmegaRequest['form'],
) => Differentiated;

/** The oracle, on TensorFlow.js' backend in plain JavaScript. */
export async function openOracle(): Promise<Oracle> {
  const backend = await openPlainBackend();
  await registerDerivatives();
  return (net, parameters, batch, form) => backend.run(() => differentiate(net, parameters, batch, form));
}

/**
 * The derivatives of TensorFlow.js' operators. tfjs-core ships them as modules that only a bundler can load; they
 * find the engine that is there by themselves.
 */
async function registerDerivatives(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'genoprop-autodiff-'));
  const file = join(folder, 'derivatives.mjs');
  try {
    await build({
      entryPoints: [
        createRequire(import.meta.url).resolve('@tensorflow/tfjs-core/dist/register_all_gradients.js'),
      ],
      outfile: file,
      bundle: true,
      format: 'esm',
      platform: 'node',
      external: ['node-fetch'],
    });
    await import(pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const units: Readonly<Record<Unit, (sum: tf.Tensor) => tf.Tensor>> = {
  tanh: tf.tanh,
  logistic: tf.sigmoid,
  relu: tf.relu,
};

/** Of y `[B, O]` and targets `[B, O]`, the loss of each sequence `[B]`. */
const losses: Readonly<Record<LossKind, (y: tf.Tensor, targets: tf.Tensor) => tf.Tensor>> = {
  softmax: (y, targets) => tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(y)), 1)),
  squared: (y, targets) => tf.sum(tf.squaredDifference(y, targets), 1),
  bernoulli: (y, targets) => tf.sum(tf.sub(tf.softplus(y), tf.mul(targets, y)), 1),
};

function differentiate(
  net: ElmanNet,
  parameters: Float32Array,
  batch: Batch,
  form: OmegaRequest['form'],
): Differentiated {
  const { steps, sequences } = batch;
  const theta = tf.tensor1d(parameters);
  // A shift of 0 of every state: the derivative by it is ∂E/∂h_t.
  const shifts = tf.zeros([steps, sequences, net.hidden]);
  const loss = (one: tf.Tensor, other: tf.Tensor) => run(net, one, batch, other).loss as tf.Scalar;
  const [gradient, d] = tf.grads(loss)([theta, shifts]);
  const { states, weights } = run(net, theta, batch, shifts);
  const frozen = { d: d!, slopes: tf.stack(states.map((state) => slopeOf(net.unit, state))) };
  const omega = (recurrent: tf.Tensor) => omegaOf(form, recurrent, frozen.d, frozen.slopes);
  const squares = tf.sum(tf.square(d!), [1, 2]).dataSync();
  return {
    loss: loss(theta, shifts).dataSync()[0]!,
    gradient: Float32Array.from(gradient!.dataSync()),
    stateNorms: Float64Array.from(squares, Math.sqrt),
    omega: omega(weights.recurrent).dataSync()[0]!,
    omegaGradient: Float32Array.from(tf.grad(omega)(weights.recurrent).dataSync()),
  };
}

/** E, with all that it is made of. Sequences that have ended go on unseen: nothing of them is scored any more. */
function run(net: ElmanNet, theta: tf.Tensor, batch: Batch, shifts: tf.Tensor) {
  const weights = blocksOf(net, theta);
  const states: tf.Tensor[] = [];
  let h: tf.Tensor = tf.zeros([batch.sequences, net.hidden]);
  let sum: tf.Tensor = tf.zeros([batch.sequences]);
  const size = [batch.sequences, net.hidden];
  for (let step = 0; step < batch.steps; step++) {
    const fromInputs = tf.matMul(inputsAt(batch, step), weights.input, false, true);
    const fromStates = tf.matMul(h, weights.recurrent, false, true);
    const shift = tf.reshape(tf.slice(shifts, [step, 0, 0], [1, ...size]), size);
    h = tf.add(units[net.unit](tf.add(tf.add(fromInputs, fromStates), weights.bias)), shift);
    states.push(h);
    const y = tf.add(tf.matMul(h, weights.output, false, true), weights.outputBias);
    sum = tf.add(sum, tf.mul(losses[batch.loss](y, targetsAt(batch, step)), shareAt(batch, step)));
  }
  return { loss: tf.sum(sum), states, weights };
}

function blocksOf(net: ElmanNet, theta: tf.Tensor) {
  const [input, recurrent, bias, output, outputBias] = net.blocks.map(({ offset, size, shape }) =>
    tf.reshape(tf.slice(theta, [offset], [size]), [...shape]),
  ) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  return { input, recurrent, bias, output, outputBias };
}

/** `[B, width]` from `[T][width][B]`. */
function rowsAt(values: Float32Array, step: number, width: number, sequences: number): tf.Tensor {
  const part = values.slice(step * width * sequences, (step + 1) * width * sequences);
  return tf.transpose(tf.tensor2d(part, [width, sequences]));
}

/** `[B, width]`, a one in each row. */
function oneHotAt(indices: Int32Array, step: number, width: number, sequences: number): tf.Tensor {
  const part = indices.slice(step * sequences, (step + 1) * sequences);
  return tf.gather(tf.eye(width), tf.tensor1d(part, 'int32'));
}

const inputsAt = ({ symbols, dense, inputs, sequences }: Batch, step: number): tf.Tensor =>
  symbols ? oneHotAt(symbols, step, inputs, sequences) : rowsAt(dense!, step, inputs, sequences);

const targetsAt = ({ classes, values, outputs, sequences }: Batch, step: number): tf.Tensor =>
  classes ? oneHotAt(classes, step, outputs, sequences) : rowsAt(values!, step, outputs, sequences);

/** `[B]` by what the step's losses go into E: the sequence's weight over B where it is scored, else 0. */
function shareAt({ weights, mask, sequences }: Batch, step: number): tf.Tensor {
  return tf.tensor1d(weights.map((weight, at) => (weight * mask[step * sequences + at]!) / sequences));
}

/** f' where f = h. */
function slopeOf(unit: Unit, h: tf.Tensor): tf.Tensor {
  if (unit === 'relu') return tf.cast(tf.greater(h, 0), 'float32');
  return unit === 'tanh' ? tf.sub(1, tf.square(h)) : tf.mul(h, tf.sub(1, h));
}

/**
 * Ω as a function of W_rec alone (Pascanu, Mikolov & Bengio, 2013, eqs. 9 and 10): the mean over all steps and
 * sequences with ‖d‖² >= 1e-20 of (r - 1)², or of (√r - 1)², with r = ‖W_recᵀ (d ∘ f')‖²/‖d‖².
 */
function omegaOf(
  form: OmegaRequest['form'],
  recurrent: tf.Tensor,
  d: tf.Tensor,
  slopes: tf.Tensor,
): tf.Scalar {
  const rows = tf.reshape(d, [-1, d.shape[2]!]);
  const carried = tf.matMul(tf.reshape(tf.mul(d, slopes), [-1, d.shape[2]!]), recurrent);
  const squaredD = tf.sum(tf.square(rows), 1);
  const valid = tf.greaterEqual(squaredD, 1e-20);
  // Where nothing is left to compare, 1: the term and its derivative are 0. Nothing may divide by 0 even where it
  // is not chosen, for automatic differentiation would multiply by that.
  const one = tf.onesLike(squaredD);
  const squaredV = tf.sum(tf.square(carried), 1);
  const r = tf.where(valid, tf.div(squaredV, tf.where(valid, squaredD, one)), one);
  const isPositive = tf.greaterEqual(r, 1e-37);
  const root = tf.where(isPositive, tf.sqrt(tf.where(isPositive, r, one)), tf.zerosLike(r));
  const kept = form === 'norm' ? root : r;
  const count = Math.max(1, tf.sum(tf.cast(valid, 'int32')).dataSync()[0]!);
  return tf.div(tf.sum(tf.square(tf.sub(kept, 1))), count);
}
