/** Gauss-Newton products of the reference device: against the explicit matrix, by central differences of the states. */
import { describe, expect, it } from 'vitest';
import type { Batch, LossKind } from '../../../src/engine/batch.ts';
import { cells } from '../../../src/engine/reference/cells/index.ts';
import { answerOf, blocksOf, forward, isScored, type Running } from '../../../src/engine/reference/loop.ts';
import { readOutput } from '../../../src/engine/reference/losses.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { gruNet } from '../../../src/nets/gru.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import { lstmNet } from '../../../src/nets/lstm.ts';
import type { Net } from '../../../src/nets/net.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';

const sizes = { inputs: 3, hidden: 4, outputs: 3 };
const nets: Readonly<Record<string, Net>> = {
  'Elman net of tanh': elmanNet({ unit: 'tanh', ...sizes }),
  'Elman net of logistic units': elmanNet({ unit: 'logistic', ...sizes }),
  'Elman net of ReLU': elmanNet({ unit: 'relu', ...sizes }),
  'LSTM with peepholes': lstmNet({ peepholes: true, ...sizes }),
  LSTM: lstmNet({ peepholes: false, ...sizes }),
  GRU: gruNet(sizes),
};

const batchOf = (loss: LossKind, input: 'symbols' | 'dense' = 'dense'): Batch =>
  randomBatch({ loss, input, ...sizes, sequences: 2, steps: 6, ragged: true, seed: 3 });

/** Values of the gates at a step, and the slopes of their nonlinearities. */
function gatesOf(net: Net, step: { after: Float64Array; kept: Float64Array }) {
  const { hidden } = net as Net & { hidden: number };
  if (net.architecture === 'elman') return step.after;
  return step.kept.subarray(0, (net.architecture === 'lstm' ? 4 : 3) * hidden);
}

/**
 * Explicit Jᵀ H_L J + mu G_S, `[parameters][parameters]`, in the columns that are compared. With D'' = f' the term of an argument x of value h = f(x) is
 * (dx)² f' = (dh)² / f'; of ReLU, with D'' = f'², it is (dh)².
 */
function explicit(net: Net, theta: Float64Array, batch: Batch, mu: number): Float64Array[] {
  const running = (at: Float64Array): Running => ({
    net,
    cell: cells[net.architecture]!,
    weights: blocksOf(net, at),
  });
  const here = running(theta);
  const all = (at: Float64Array) =>
    Array.from({ length: batch.sequences }, (_, sequence) =>
      forward(running(at), batch, sequence).map((step) => ({
        y: answerOf(running(at), step.after),
        gates: gatesOf(net, step).slice(),
      })),
    );
  const middle = all(theta);
  const size = net.parameters;
  const step = 1e-5;
  const slopes = Array.from({ length: size }, (_, index) => {
    const moved = (by: number) => theta.map((value, at) => (at === index ? value + by : value));
    const [high, low] = [all(moved(step)), all(moved(-step))];
    return middle.map((steps, sequence) =>
      steps.map((_, t) => {
        const by = (part: 'y' | 'gates') =>
          high[sequence]![t]![part].map((value, at) => (value - low[sequence]![t]![part][at]!) / (2 * step));
        return { y: by('y'), gates: by('gates') };
      }),
    );
  });
  const isRelu = 'unit' in net && net.unit === 'relu';
  const matrix = Array.from({ length: size }, () => new Float64Array(size));
  for (let sequence = 0; sequence < batch.sequences; sequence++) {
    const steps = forward(here, batch, sequence);
    for (const [t, made] of steps.entries()) {
      const gates = gatesOf(net, made);
      const slope = cells[net.architecture]!.tangents!.damping(net, made);
      const p = readOutput(batch.loss, answerOf(here, made.after));
      const share = isScored(batch, t, sequence) ? batch.weights[sequence]! / batch.sequences : 0;
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          if (!isCompared(j)) continue;
          const [a, b] = [slopes[i]![sequence]![t]!, slopes[j]![sequence]![t]!];
          let sum = 0;
          for (const [o, own] of p.entries()) {
            const curved = {
              squared: () => 2 * b.y[o]!,
              bernoulli: () => own * (1 - own) * b.y[o]!,
              softmax: () => own * (b.y[o]! - p.reduce((mean, q, at) => mean + q * b.y[at]!, 0)),
            }[batch.loss]();
            sum += share * a.y[o]! * curved;
          }
          for (const [at] of gates.entries()) {
            const weight = isRelu ? 1 : 1 / slope[at]!;
            sum += (mu / batch.sequences) * a.gates[at]! * b.gates[at]! * weight;
          }
          matrix[i]![j]! += sum;
        }
      }
    }
  }
  return matrix;
}

/** Columns that are compared. */
const isCompared = (column: number): boolean => column % 7 === 2;

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, at) => sum + value * b[at]!, 0);
const directionOf = (net: Net, seed: string) => Float64Array.from(randomParameters(net, seed));
const thetaOf = (net: Net) => Float64Array.from(randomParameters(net, 5, 1));

describe.each(Object.entries(nets))('the curvature of an %s', (_name, net) => {
  it.each(['softmax', 'squared', 'bernoulli'] as const)(
    'is the explicit matrix in some columns, loss %s',
    (loss) => {
      const batch = batchOf(loss);
      const theta = thetaOf(net);
      const right = explicit(net, theta, batch, 0.3);
      const { product } = referenceDevice.linearise(net, theta, batch, { mu: 0.3 });
      const scale = Math.max(...right.flatMap((row) => [...row.map(Math.abs)]));
      for (let at = 0; at < net.parameters; at++) {
        if (!isCompared(at)) continue;
        const unit = new Float64Array(net.parameters);
        unit[at] = 1;
        for (const [row, value] of product(unit).entries()) {
          expect(Math.abs(value - right[row]![at]!)).toBeLessThan(1e-8 * scale);
        }
      }
    },
  );

  it('is symmetric, and no direction has less than 0', () => {
    const batch = batchOf('softmax', 'symbols');
    const { product } = referenceDevice.linearise(net, thetaOf(net), batch, { mu: 0.1 });
    const [u, v] = [directionOf(net, 'u'), directionOf(net, 'v')];
    const [one, other] = [dot(u, product(v)), dot(v, product(u))];
    expect(Math.abs(one - other)).toBeLessThan(1e-12 * Math.abs(one));
    expect(dot(v, product(v))).toBeGreaterThan(0);
  });

  it('has the same bits with a coefficient of 0 as without damping, and no damping of the readout', () => {
    const batch = batchOf('bernoulli');
    const at = (mu: number | null) =>
      referenceDevice.linearise(net, thetaOf(net), batch, mu === null ? null : { mu });
    const v = directionOf(net, 'v');
    expect(at(0).product(v)).toEqual(at(null).product(v));
    expect(at(1).product(v)).not.toEqual(at(null).product(v));
    const readout = new Float64Array(net.parameters);
    for (const name of ['W_out', 'b_out']) {
      blockOf(net, readout, name).set(blockOf(net, v, name));
    }
    expect(at(1).product(readout)).toEqual(at(null).product(readout));
  });
});

it('the damping of one ReLU in its linear range is Σ (dx_t/dw)², x_t = x_1 w^(t-1)', () => {
  const net = elmanNet({ unit: 'relu', inputs: 1, hidden: 1, outputs: 1 });
  const [steps, weight] = [6, 0.8];
  const batch = randomBatch({
    ...{
      loss: 'squared',
      input: 'dense',
      inputs: 1,
      outputs: 1,
      sequences: 1,
      steps,
      scored: 'last',
      seed: 1,
    },
  });
  const impulse = { ...batch, dense: batch.dense!.map((_, at) => (at === 0 ? 1 : 0)) };
  // A positive input of 1, and a readout of 0, so that the loss has no curvature in W_rec.
  const theta = Float64Array.of(1, weight, 0, 0, 0);
  const { product } = referenceDevice.linearise(net, theta, impulse, { mu: 2 });
  let right = 0;
  for (let t = 1; t < steps; t++) right += (t * weight ** (t - 1)) ** 2;
  expect(product(Float64Array.of(0, 1, 0, 0, 0))[1]).toBeCloseTo(2 * right, 12);
});

it('refuses a direction of another length', () => {
  const net = nets.GRU!;
  const { product } = referenceDevice.linearise(net, thetaOf(net), batchOf('squared'), null);
  expect(() => product(new Float64Array(3))).toThrow('a direction of 3 numbers');
});
