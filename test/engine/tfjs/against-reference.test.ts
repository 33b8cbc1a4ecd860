import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import type { Evaluation, Gradient, GradientRequest, Vector } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { openTfjsDevice } from '../../../src/engine/tfjs/device.ts';
import type { Net } from '../../../src/nets/net.ts';
import { randomParameters } from '../../support/engine/random-batch.ts';
import { casesUpTo, distance, omegaRequests, scoredOutputs } from '../../support/engine/random-cases.ts';

const tfjs = await openTfjsDevice('cpu');
/** Handles one genome after another. */
const frugal = await openTfjsDevice('cpu', { portionBytes: 1 });

const cases = casesUpTo({ hidden: 40, sequences: 30, steps: 60, work: 50_000 });
const runs = { seed: 20_130_616, numRuns: 60 };

describe('the tfjs-cpu device against the float64 reference, over random shapes', () => {
  it('gives the same losses and outputs', () => {
    fc.assert(
      fc.property(cases, ({ net, parameters, batch }) => {
        const actual = tfjs.evaluate(net, parameters, batch) as Evaluation;
        const right = referenceDevice.evaluate(net, parameters, batch) as Evaluation;
        expect(Math.abs(actual.loss - right.loss)).toBeLessThan(2e-6 * (Math.abs(right.loss) + 0.1));
        expect(distance(actual.losses, right.losses)).toBeLessThan(1e-5);
        expect(distance(scoredOutputs(batch, actual), scoredOutputs(batch, right))).toBeLessThan(1e-5);
      }),
      runs,
    );
  });

  it('gives the same gradient, Ω in both forms, its gradient and the norms of the error signal', () => {
    fc.assert(
      fc.property(cases, omegaRequests, ({ net, parameters, batch }, request) => {
        compare(net, parameters, batch, request);
        compare(net, parameters, batch, {});
      }),
      runs,
    );
  });

  it('gives each genome of a population the loss that evaluate gives it alone, in portions of any size', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 5 }), ({ net, batch }, count) => {
        const genomes = Array.from({ length: count }, (_, genome) => randomParameters(net, genome));
        const all = Float32Array.from(genomes.flatMap((genome) => Array.from(genome)));
        const single = genomes.map((genome) => (tfjs.evaluate(net, genome, batch) as Evaluation).loss);
        for (const device of [tfjs, frugal]) {
          const losses = device.evaluatePopulation(net, all, count, batch) as Float64Array;
          expect(losses).toHaveLength(count);
          for (const [genome, loss] of losses.entries()) {
            expect(Math.abs(loss - single[genome]!)).toBeLessThan(2e-6 * (Math.abs(single[genome]!) + 0.1));
          }
        }
      }),
      { ...runs, numRuns: 40 },
    );
  });
});

function compare(net: Net, parameters: Vector, batch: Batch, request: GradientRequest): void {
  const actual = tfjs.gradient(net, parameters, batch, request) as Gradient;
  const right = referenceDevice.gradient(net, parameters, batch, request) as Gradient;
  expect(Math.abs(actual.loss - right.loss)).toBeLessThan(2e-6 * (Math.abs(right.loss) + 0.1));
  expect(distance(actual.gradient, right.gradient)).toBeLessThan(2e-5);
  for (const key of ['omegaGradient', 'stateNorms'] as const) {
    expect(actual[key] === null).toBe(right[key] === null);
    if (right[key]) expect(distance(actual[key]!, right[key])).toBeLessThan(2e-5);
  }
  expect(actual.omega === null).toBe(right.omega === null);
  if (right.omega !== null) {
    expect(Math.abs(actual.omega! - right.omega)).toBeLessThan(1e-5 * (right.omega + 0.1));
  }
}
