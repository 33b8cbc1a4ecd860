import { describe, expect, it } from 'vitest';
import type { Evaluation, Gradient } from '../../../src/engine/device.ts';
import { rowCount, rowWidth } from '../../../src/engine/features.ts';
import { referenceDevice as reference } from '../../../src/engine/reference/reference.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import { block, blockOf } from '../../../src/nets/layout.ts';
import { randomBatch } from '../../support/engine/random-batch.ts';
import { drawnReservoir, freeFrom, kinds } from '../../support/engine/reservoir-cases.ts';

const device = openWasmDevice();

const forms = (['squared', 'softmax', 'bernoulli'] as const).flatMap((loss) =>
  (['dense', 'symbols'] as const).flatMap((input) =>
    [1, 3, 14].map((sequences) => [loss, input, sequences] as const),
  ),
);

describe('a reservoir on wasm has the bits of the reference device', () => {
  it.each(forms)('in evaluations and populations: %s, %s, %i sequences', (loss, input, sequences) => {
    for (const [seed, options] of kinds.entries()) {
      const { net, parameters } = drawnReservoir(options, seed);
      const size = { inputs: 3, outputs: 2, sequences, steps: 7, ragged: true };
      const batch = randomBatch({ ...size, loss, input, seed });
      const carry = { from: Float32Array.from({ length: rowWidth(net) - 1 }, (_, at) => Math.sin(at)) };
      for (const own of [undefined, { from: null }, sequences === 1 ? carry : undefined]) {
        const right = reference.evaluate(net, parameters, batch, own);
        const made = device.evaluate(net, parameters, batch, own) as Evaluation;
        expect(made.losses).toEqual(right.losses);
        expect(made.loss).toBe(right.loss);
        expect(made.outputs).toEqual(right.outputs);
        expect(made.end).toEqual(right.end);
      }
      const genomes = Float32Array.from({ length: 6 * net.parameters }, (_, at) => {
        const own = at % net.parameters;
        // Of the six the last two have other links' weights.
        const isMoved = own >= block(net, at < 4 * net.parameters ? 'W_out' : 'W_rec_values').offset;
        const isLink = own >= block(net, 'W_rec_sources').offset && own < block(net, 'b').offset;
        return parameters[own]! * (isMoved && !isLink ? 1 + Math.floor(at / net.parameters) / 10 : 1);
      });
      expect(device.evaluatePopulation(net, genomes, 6, batch)).toEqual(
        reference.evaluatePopulation(net, genomes, 6, batch),
      );
    }
  });

  it.each([1, 2, 5, 11])('in free runs: %i sequences', (sequences) => {
    for (const [seed, options] of kinds.entries()) {
      const { net, parameters } = drawnReservoir(options, seed);
      const size = { inputs: 3, outputs: 2, sequences, steps: 9, seed };
      const batch = freeFrom(randomBatch({ ...size, loss: 'squared', input: 'dense', scored: 'all' }), 3);
      const right = reference.evaluate(net, parameters, batch);
      const made = device.evaluate(net, parameters, batch) as Evaluation;
      expect(made.losses).toEqual(right.losses);
      expect(made.outputs).toEqual(right.outputs);
    }
  });

  it.each(['dense', 'symbols'] as const)(
    'in the features of long sequences, which it reads in stretches: %s',
    (input) => {
      const { net, parameters } = drawnReservoir({ hidden: 150, leak: 0.5 }, 3);
      for (const sequences of [1, 2, 9]) {
        const size = { inputs: 3, outputs: 2, sequences, steps: 480, ragged: true, seed: 4 };
        const batch = randomBatch({ ...size, loss: 'squared', input, scored: 'last' });
        const into = new Float64Array(rowCount(batch, 0, sequences) * rowWidth(net));
        const right = into.slice();
        const carry = { from: null };
        const expected = reference.features(net, parameters, batch, {
          from: 0,
          to: sequences,
          into: right,
          carry,
        });
        const got = device.features!(net, parameters, batch, { from: 0, to: sequences, into, carry });
        expect(got).toEqual(expected);
        expect(into).toEqual(right);
        const scored = { width: rowWidth(net) + 2, at: 1 };
        const own = new Float64Array(batch.scoredSteps * scored.width);
        device.features!(net, parameters, batch, { from: 0, to: sequences, scored, into: own });
        // Of each sequence its last step.
        const long = rowWidth(net);
        const last = Array.from(batch.lengths, (_, b) => rowCount(batch, 0, b + 1) - 1);
        const plain = last.flatMap((row) => [0, ...right.subarray(row * long, (row + 1) * long - 1), 0, 0]);
        expect([...own]).toEqual(plain);
      }
    },
  );
});

it.each(forms)('gives the gradient of the readout: %s, %s, %i sequences', (loss, input, sequences) => {
  const { net, parameters } = drawnReservoir({ leak: 0.5 }, 6);
  const batch = randomBatch({ ...{ inputs: 3, outputs: 2, sequences, steps: 7, seed: 8 }, loss, input });
  const right = reference.gradient(net, parameters, batch, { stateNorms: true });
  const made = device.gradient(net, parameters, batch, { stateNorms: true }) as Gradient;
  expect(made.loss).toBe(right.loss);
  for (let at = 0; at < net.parameters; at++) expect(made.gradient[at]).toBeCloseTo(right.gradient[at]!, 12);
  for (let step = 0; step < 7; step++)
    expect(made.stateNorms![step]).toBeCloseTo(right.stateNorms![step]!, 12);
});

it('fails every sequence of a net with a number that is not finite, or a link from no unit', () => {
  const batch = randomBatch({
    ...{ inputs: 3, outputs: 2, sequences: 3, steps: 4, seed: 1 },
    ...{ loss: 'squared', input: 'dense' },
  });
  const broken: readonly (readonly [string, number])[] = [
    ['W_rec_sources', 13],
    ['W_rec_sources', 0.5],
    ['W_rec_values', Number.NaN],
    ['W_out', Number.POSITIVE_INFINITY],
  ];
  for (const [name, value] of broken) {
    const { net, parameters } = drawnReservoir({}, 1);
    const both = new Float32Array(2 * net.parameters);
    both.set(parameters, net.parameters);
    blockOf(net, parameters, name)[0] = value;
    both.set(parameters);
    const { losses } = device.evaluate(net, parameters, batch) as Evaluation;
    expect([...losses]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    const [first, second] = device.evaluatePopulation(net, both, 2, batch) as Float64Array;
    expect(first).toBeNaN();
    expect(Number.isFinite(second)).toBe(true);
  }
});

it('has an infinite output and loss where a free run leaves the range of 32 bits', () => {
  const { net, parameters } = drawnReservoir({ unit: 'linear', deviation: 100 }, 1);
  const size = { inputs: 3, outputs: 2, sequences: 2, steps: 60, seed: 1 };
  const batch = freeFrom(randomBatch({ ...size, loss: 'squared', input: 'dense', scored: 'all' }), 3);
  const { losses, outputs } = device.evaluate(net, parameters, batch) as Evaluation;
  expect(Math.abs(outputs.at(-2)!)).toBe(Number.POSITIVE_INFINITY);
  expect(losses[0]).toBe(Number.POSITIVE_INFINITY);
  expect(Number.isFinite(losses[1])).toBe(true);
});
