/**
 * Real-time recurrent learning (Williams & Zipser 1989, "A learning algorithm for continually running fully recurrent
 * neural networks", Neural Computation 1, equations 4 to 7): the gradient forward in time, without a way back, beside
 * the device's back-propagation through time.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import { answerLoss } from '../../../src/engine/reference/losses.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import type { ElmanNet } from '../../../src/nets/net.ts';
import { casesUpTo } from '../../support/engine/random-cases.ts';

const activations: Readonly<
  Record<ElmanNet['unit'], (sum: number) => readonly [value: number, slope: number]>
> = {
  tanh: (sum) => [Math.tanh(sum), 1 - Math.tanh(sum) ** 2],
  logistic: (sum) => [1 / (1 + Math.exp(-sum)), 1 / (2 + Math.exp(sum) + Math.exp(-sum))],
  relu: (sum) => [Math.max(0, sum), sum > 0 ? 1 : 0],
};

/** Vector u_t `[I]`. */
function inputOf(batch: Batch, step: number, sequence: number): number[] {
  return Array.from({ length: batch.inputs }, (_, input) =>
    batch.symbols === null
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
  // Parameters that the state depends on, each with its unit: weights of u, weights of h, biases.
  const ofState = units.flatMap((unit) => [
    ...Array.from({ length: inputs }, (_, from) => ({ at: win! + unit * inputs + from, unit, input: from })),
    ...units.map((from) => ({ at: wrec! + unit * hidden + from, unit, state: from })),
    { at: b! + unit, unit },
  ]) as { at: number; unit: number; input?: number; state?: number }[];

  for (let sequence = 0; sequence < batch.sequences; sequence++) {
    let h: number[] = units.map(() => 0);
    // p[parameter][k] = ∂h_k/∂parameter.
    let sensitivities = ofState.map(() => units.map(() => 0));
    for (let step = 0; step < batch.lengths[sequence]!; step++) {
      const u = inputOf(batch, step, sequence);
      const made = units.map((unit) => {
        let sum = parameters[b! + unit]!;
        for (const [from, value] of u.entries()) sum += parameters[win! + unit * inputs + from]! * value;
        for (const [from, value] of h.entries()) sum += parameters[wrec! + unit * hidden + from]! * value;
        return activations[net.unit](sum);
      });
      sensitivities = ofState.map(({ unit: own, input, state }, which) => {
        const direct = input === undefined ? (state === undefined ? 1 : h[state]!) : u[input]!;
        return units.map((unit) => {
          let sum = unit === own ? direct : 0;
          for (const from of units) {
            sum += parameters[wrec! + unit * hidden + from]! * sensitivities[which]![from]!;
          }
          return made[unit]![1] * sum;
        });
      });
      h = made.map(([value]) => value);
      if (batch.mask[step * batch.sequences + sequence] === 0) continue;
      const y = Float64Array.from({ length: outputs }, (_, output) =>
        h.reduce(
          (sum, value, from) => sum + parameters[wout! + output * hidden + from]! * value,
          parameters[bout! + output]!,
        ),
      );
      const share = batch.weights[sequence]! / batch.sequences;
      const errors = answerLoss(batch, step, sequence, y).slope.map((slope) => share * slope);
      for (const [output, error] of errors.entries()) {
        gradient[bout! + output]! += error;
        for (const from of units) gradient[wout! + output * hidden + from]! += error * h[from]!;
      }
      const signal = units.map((unit) =>
        errors.reduce((sum, error, output) => sum + error * parameters[wout! + output * hidden + unit]!, 0),
      );
      for (const [which, { at }] of ofState.entries()) {
        gradient[at]! += signal.reduce((sum, own, unit) => sum + own * sensitivities[which]![unit]!, 0);
      }
    }
  }
  return gradient;
}

it('agrees with back-propagation through time to 1e-9, for every unit, loss, length and mask', () => {
  fc.assert(
    fc.property(
      casesUpTo({ hidden: 6, sequences: 4, steps: 12, work: 600 }),
      ({ net, parameters, batch }) => {
        const forwards = realTimeGradient(net, parameters, batch);
        const { gradient } = referenceDevice.gradient(net, parameters, batch);
        const largest = Math.max(...gradient.map(Math.abs));
        for (const [index, value] of forwards.entries()) {
          expect(Math.abs(value - gradient[index]!)).toBeLessThan(1e-9 * (1 + largest));
        }
      },
    ),
    { seed: 1989, numRuns: 60 },
  );
});
