import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import type { Device, Evaluation, Gradient, GradientRequest, Vector } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import type { Net } from '../../../src/nets/net.ts';
import { randomBatch, randomParameters } from '../random-batch.ts';

const wasm = openWasmDevice();
/** Runs its tiles through the same memory, one after another. */
const frugal = openWasmDevice({ keptBytes: 0 });

/** Bounds H·H·T·B, so that the float64 loops stay quick. */
const MOST_WORK = 400_000;

interface Case {
  readonly net: Net;
  readonly parameters: Float32Array;
  readonly batch: Batch;
}

const gains = { tanh: 0.9, logistic: 3, relu: 0.5 } as const;

/** Two of the three sizes over their full range; the third as large as the bound allows. */
const sizes = fc
  .tuple(
    fc.integer({ min: 1, max: 130 }),
    fc.integer({ min: 1, max: 70 }),
    fc.integer({ min: 1, max: 300 }),
    fc.constantFrom('hidden', 'sequences', 'steps'),
  )
  .map(([hidden, sequences, steps, cut]) => {
    const rest = (work: number) => Math.max(1, Math.floor(MOST_WORK / work));
    if (cut === 'steps') {
      const some = Math.min(sequences, rest(hidden * hidden));
      return { hidden, sequences: some, steps: Math.min(steps, rest(hidden * hidden * some)) };
    }
    if (cut === 'sequences') {
      const some = Math.min(steps, rest(hidden * hidden));
      return { hidden, sequences: Math.min(sequences, rest(hidden * hidden * some)), steps: some };
    }
    const most = Math.max(1, Math.floor(Math.sqrt(rest(sequences * steps))));
    return { hidden: Math.min(hidden, most), sequences, steps };
  });

const cases: fc.Arbitrary<Case> = fc
  .record({
    sizes,
    unit: fc.constantFrom('tanh', 'logistic', 'relu'),
    loss: fc.constantFrom('softmax', 'squared', 'bernoulli'),
    input: fc.constantFrom('symbols', 'dense'),
    inputs: fc.integer({ min: 1, max: 20 }),
    outputs: fc.integer({ min: 1, max: 7 }),
    ragged: fc.boolean(),
    scored: fc.constantFrom('last', 'some', 'all'),
    reduction: fc.constantFrom('mean', 'sum'),
    seed: fc.nat(),
  })
  .map(({ sizes: { hidden, sequences, steps }, unit, ...rest }) => {
    const net = elmanNet({ unit, inputs: rest.inputs, hidden, outputs: rest.outputs });
    return {
      net,
      parameters: randomParameters(net, rest.seed, gains[unit]),
      batch: randomBatch({ ...rest, sequences, steps }),
    };
  });

/** ‖actual - right‖ / ‖right‖ */
function distance(actual: Vector, right: Vector): number {
  let difference = 0;
  let norm = 0;
  for (let index = 0; index < right.length; index++) {
    difference += (actual[index]! - right[index]!) ** 2;
    norm += right[index]! ** 2;
  }
  return norm === 0 ? difference : Math.sqrt(difference / norm);
}

/** Outputs of what is scored alone; the others mean nothing. */
function scoredOutputs(batch: Batch, { outputs }: Evaluation): Float64Array {
  return Float64Array.from(outputs, (value, index) => {
    const answer = Math.floor(index / (batch.sequences * batch.outputs));
    const sequence = index % batch.sequences;
    return batch.mask[batch.answerSteps[answer]! * batch.sequences + sequence] === 1 ? value : 0;
  });
}

const runs = { seed: 20_130_616, numRuns: 80 };

describe('the wasm device against the float64 reference, over random shapes', () => {
  it('gives the same losses and outputs', () => {
    fc.assert(
      fc.property(cases, ({ net, parameters, batch }) => {
        const actual = wasm.evaluate(net, parameters, batch) as Evaluation;
        const right = referenceDevice.evaluate(net, parameters, batch) as Evaluation;
        expect(Math.abs(actual.loss - right.loss)).toBeLessThan(2e-6 * (Math.abs(right.loss) + 0.1));
        expect(distance(actual.losses, right.losses)).toBeLessThan(1e-5);
        expect(distance(scoredOutputs(batch, actual), scoredOutputs(batch, right))).toBeLessThan(1e-5);
      }),
      runs,
    );
  });

  it('gives the same gradient, Ω in both forms, its gradient and the norms of the error signal', () => {
    const requests = fc.record({
      omega: fc.record({
        form: fc.constantFrom('squared', 'norm'),
        weight: fc.constantFrom(0, 0.5, 4),
        separate: fc.boolean(),
      }),
      stateNorms: fc.constant(true),
    });
    fc.assert(
      fc.property(cases, requests, ({ net, parameters, batch }, request) => {
        compare(wasm, net, parameters, batch, request);
        compare(frugal, net, parameters, batch, request);
        compare(wasm, net, parameters, batch, {});
      }),
      runs,
    );
  });

  it('gives each genome of a population the bits that evaluate gives it alone', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 5 }), ({ net, batch }, count) => {
        const genomes = Array.from({ length: count }, (_, genome) => randomParameters(net, genome));
        const all = Float32Array.from(genomes.flatMap((genome) => Array.from(genome)));
        const losses = wasm.evaluatePopulation(net, all, count, batch) as Float64Array;
        const single = genomes.map((genome) => (wasm.evaluate(net, genome, batch) as Evaluation).loss);
        expect(Array.from(losses)).toEqual(single);
      }),
      { ...runs, numRuns: 30 },
    );
  });
});

function compare(device: Device, net: Net, parameters: Vector, batch: Batch, request: GradientRequest): void {
  const actual = device.gradient(net, parameters, batch, request) as Gradient;
  const right = referenceDevice.gradient(net, parameters, batch, request) as Gradient;
  expect(Math.abs(actual.loss - right.loss)).toBeLessThan(2e-6 * (Math.abs(right.loss) + 0.1));
  expect(distance(actual.gradient, right.gradient)).toBeLessThan(2e-5);
  for (const key of ['omegaGradient', 'stateNorms'] as const) {
    expect(actual[key] === null).toBe(right[key] === null);
    if (right[key]) expect(distance(actual[key]!, right[key])).toBeLessThan(2e-5);
  }
  expect(actual.omega === null).toBe(right.omega === null);
  if (right.omega !== null)
    expect(Math.abs(actual.omega! - right.omega)).toBeLessThan(1e-5 * (right.omega + 0.1));
}
