/**
 * Real-time recurrent learning (Williams & Zipser 1989, "A learning algorithm for continually running fully recurrent
 * neural networks", Neural Computation 1, equations 4 to 7): the gradient forward in time, without a way back, beside
 * the device's back-propagation through time. Outputs that are fed back carry their own derivatives into the next step,
 * and forced inputs carry none (section 3, teacher forcing).
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Batch, runsFree } from '../../../src/engine/batch.ts';
import { answerLoss } from '../../../src/engine/reference/losses.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import type { ElmanNet } from '../../../src/nets/net.ts';
import { fedBatch } from '../../support/engine/feedback-cases.ts';
import { randomParameters } from '../../support/engine/random-batch.ts';
import { casesUpTo } from '../../support/engine/random-cases.ts';

const activations: Readonly<
  Record<ElmanNet['unit'], (sum: number) => readonly [value: number, slope: number]>
> = {
  tanh: (sum) => [Math.tanh(sum), 1 - Math.tanh(sum) ** 2],
  logistic: (sum) => [1 / (1 + Math.exp(-sum)), 1 / (2 + Math.exp(sum) + Math.exp(-sum))],
  relu: (sum) => [Math.max(0, sum), sum > 0 ? 1 : 0],
};

/** Vector u_t `[I]`; in a free run the outputs y_{t-1} come first. */
function inputOf(batch: Batch, step: number, sequence: number, before: ArrayLike<number>): number[] {
  const isFree = runsFree(batch, step, sequence);
  return Array.from({ length: batch.inputs }, (_, input) =>
    isFree && input < batch.outputs
      ? before[input]!
      : batch.symbols === null
        ? batch.dense![(step * batch.inputs + input) * batch.sequences + sequence]!
        : Number(batch.symbols[step * batch.sequences + sequence] === input),
  );
}

/** Gradient of the mean loss, `[parameters]`. */
function realTimeGradient(net: ElmanNet, parameters: Float32Array, batch: Batch): Float64Array {
  const { hidden, inputs, outputs } = net;
  const offset = Object.fromEntries(net.blocks.map((block) => [block.name, block.offset]));
  const [win, wrec, b, wout, bout] = ['W_in', 'W_rec', 'b', 'W_out', 'b_out'].map((name) => offset[name]!);
  const gradient = new Float64Array(net.parameters);
  const units = Array.from({ length: hidden }, (_, unit) => unit);
  // All parameters, each with the sum, of a unit or an output, that it stands in, and the factor that it has there.
  const factors = [
    ...units.flatMap((unit) => [
      ...Array.from({ length: inputs }, (_, from) => ({
        at: win! + unit * inputs + from,
        unit,
        input: from,
      })),
      ...units.map((from) => ({ at: wrec! + unit * hidden + from, unit, state: from })),
      { at: b! + unit, unit },
    ]),
    ...Array.from({ length: outputs }, (_, output) => [
      ...units.map((from) => ({ at: wout! + output * hidden + from, output, state: from })),
      { at: bout! + output, output },
    ]).flat(),
  ] as { at: number; unit?: number; output?: number; input?: number; state?: number }[];

  for (let sequence = 0; sequence < batch.sequences; sequence++) {
    let h: number[] = units.map(() => 0);
    let y = new Float64Array(outputs);
    // p[parameter][k] = ∂h_k/∂parameter, q[parameter][o] = ∂y_o/∂parameter.
    let p = factors.map(() => units.map(() => 0));
    let q = factors.map(() => new Float64Array(outputs));
    for (let step = 0; step < batch.lengths[sequence]!; step++) {
      const u = inputOf(batch, step, sequence, y);
      const made = units.map((unit) => {
        let sum = parameters[b! + unit]!;
        for (const [from, value] of u.entries()) sum += parameters[win! + unit * inputs + from]! * value;
        for (const [from, value] of h.entries()) sum += parameters[wrec! + unit * hidden + from]! * value;
        return activations[net.unit](sum);
      });
      const fedBack = runsFree(batch, step, sequence) ? outputs : 0;
      p = factors.map(({ unit: own, input, state }, which) => {
        const direct = input === undefined ? (state === undefined ? 1 : h[state]!) : u[input]!;
        return units.map((unit) => {
          let sum = unit === own ? direct : 0;
          for (const from of units) sum += parameters[wrec! + unit * hidden + from]! * p[which]![from]!;
          for (let from = 0; from < fedBack; from++)
            sum += parameters[win! + unit * inputs + from]! * q[which]![from]!;
          return made[unit]![1] * sum;
        });
      });
      h = made.map(([value]) => value);
      y = Float64Array.from({ length: outputs }, (_, output) =>
        h.reduce(
          (sum, value, from) => sum + parameters[wout! + output * hidden + from]! * value,
          parameters[bout! + output]!,
        ),
      );
      q = factors.map(({ output: own, state }, which) =>
        Float64Array.from({ length: outputs }, (_, output) => {
          let sum = output === own ? (state === undefined ? 1 : h[state]!) : 0;
          for (const from of units) sum += parameters[wout! + output * hidden + from]! * p[which]![from]!;
          return sum;
        }),
      );
      if (batch.mask[step * batch.sequences + sequence] === 0) continue;
      const share = batch.weights[sequence]! / batch.sequences;
      const errors = answerLoss(batch, step, sequence, y).slope.map((slope) => share * slope);
      for (const [which, { at }] of factors.entries()) {
        gradient[at]! += errors.reduce((sum, error, output) => sum + error * q[which]![output]!, 0);
      }
    }
  }
  return gradient;
}

function expectAgreement(net: ElmanNet, parameters: Float32Array, batch: Batch): void {
  const forwards = realTimeGradient(net, parameters, batch);
  const { gradient } = referenceDevice.gradient(net, parameters, batch);
  const largest = Math.max(...gradient.map(Math.abs));
  for (const [index, value] of forwards.entries()) {
    expect(Math.abs(value - gradient[index]!)).toBeLessThan(1e-9 * (1 + largest));
  }
}

it('agrees with back-propagation through time to 1e-9, for every unit, loss, length and mask', () => {
  fc.assert(
    fc.property(casesUpTo({ hidden: 6, sequences: 4, steps: 12, work: 600 }), ({ net, parameters, batch }) =>
      expectAgreement(net, parameters, batch),
    ),
    { seed: 1989, numRuns: 60 },
  );
});

describe('with outputs fed back, agrees with back-propagation through time to 1e-9', () => {
  const net = elmanNet({ unit: 'tanh', inputs: 3, hidden: 5, outputs: 2 });
  const parameters = randomParameters(net, 4, 1.5);
  it.each([
    ['forced', () => false],
    ['free', () => true],
    ['some of each', (sequence: number) => sequence % 2 === 0],
  ] as const)('%s', (_name, free) => {
    const fed = { sequences: 3, steps: 9, washout: 3, ragged: true, free };
    expectAgreement(net, parameters, fedBatch(fed));
    expectAgreement(net, parameters, fedBatch({ ...fed, scored: 'some' }));
  });
});
