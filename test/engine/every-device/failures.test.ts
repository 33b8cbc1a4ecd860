import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import type { ElmanNet } from '../../../src/nets/net.ts';
import { expectNear, expectVectorNear } from '../../support/engine/agreement.ts';
import { type Form, makeCase, netOf } from '../../support/engine/form-cases.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';
import { onEveryDevice } from './on-every-device.ts';

/** Of each forward pass of webgpu one. */
const SIZES = [3, 40, 131];

const squared = (hidden: number): Form => ({
  unit: 'relu',
  loss: 'squared',
  input: 'symbols',
  inputs: 2,
  hidden,
  outputs: 2,
});

/** Symbol 1 starts growth by 1e10 a step; symbol 0 leaves the net at rest. */
function growing(net: ElmanNet): Float32Array {
  const parameters = new Float32Array(net.parameters);
  const recurrent = blockOf(net, parameters, 'W_rec');
  for (let unit = 0; unit < net.hidden; unit++) recurrent[unit * net.hidden + unit] = 1e10;
  blockOf(net, parameters, 'W_in').forEach((_, index, weights) => {
    weights[index] = index % 2;
  });
  blockOf(net, parameters, 'W_out').fill(1);
  return parameters;
}

/** Only the fourth of the five sequences has a symbol 1. */
function oneGrows(batch: Batch): Batch {
  batch.symbols!.fill(0);
  batch.symbols![3] = 1;
  return batch;
}

/** Its last step, which alone is scored, is another one. */
function shortened(batch: Batch, sequence: number, length: number): Batch {
  const { sequences, outputs, steps } = batch;
  const mask = batch.mask.slice();
  const values = batch.values!.slice();
  const lengths = batch.lengths.slice();
  lengths[sequence] = length;
  mask[(steps - 1) * sequences + sequence] = 0;
  mask[(length - 1) * sequences + sequence] = 1;
  for (let output = 0; output < outputs; output++) {
    values[((length - 1) * outputs + output) * sequences + sequence] = 1;
  }
  const answerSteps = Int32Array.of(length - 1, ...batch.answerSteps);
  const activeSteps = batch.activeSteps - steps + length;
  return { ...batch, lengths, mask, values, answerSteps, activeSteps };
}

onEveryDevice('what is not finite', (device) => {
  const form: Form = {
    unit: 'tanh',
    loss: 'softmax',
    input: 'symbols',
    inputs: 6,
    hidden: 3,
    outputs: 4,
  };
  const { net, parameters, batch } = makeCase(form, { sequences: 7, steps: 9, ragged: true, seed: 3 });
  // No sequence uses the last symbol's weights.
  batch.symbols!.forEach((symbol, index, symbols) => {
    symbols[index] = Math.min(symbol, 4);
  });

  it.each([Number.NaN, Infinity, -Infinity])(
    'is found in every parameter, even in one that no sequence uses: %d',
    async (bad) => {
      const genomes = Array.from({ length: net.parameters + 1 }, (_, spoiled) => {
        const genome = parameters.slice();
        // The last genome stays sound.
        if (spoiled < net.parameters) genome[spoiled] = bad;
        return genome;
      });
      const all = Float32Array.from(genomes.flatMap((genome) => [...genome]));
      const losses = await device().evaluatePopulation(net, all, genomes.length, batch);
      expect(losses.subarray(0, -1).every(Number.isNaN)).toBe(true);
      const sound = (await device().evaluatePopulation(net, parameters, 1, batch))[0]!;
      expect(losses.at(-1)).toBe(sound);
      expect(Number.isFinite(sound)).toBe(true);
      for (const spoiled of [5, 6, net.parameters - 1]) {
        const { loss, losses: each } = await device().evaluate(net, genomes[spoiled]!, batch);
        expect(loss).toBeNaN();
        expect(each.every(Number.isNaN)).toBe(true);
        expect((await device().gradient(net, genomes[spoiled]!, batch)).loss).toBeNaN();
      }
    },
  );

  it('leaves nothing behind for the calls that follow', async () => {
    const before = await device().gradient(net, parameters, batch, { omega: { form: 'norm', weight: 1 } });
    await device().gradient(
      net,
      parameters.map(() => Number.NaN),
      batch,
      {
        omega: { form: 'norm', weight: 1 },
        stateNorms: true,
      },
    );
    const after = await device().gradient(net, parameters, batch, { omega: { form: 'norm', weight: 1 } });
    expectNear(after.omega!, before.omega!, 1e-6);
    for (const [index, value] of before.gradient.entries()) {
      expect(Math.abs(after.gradient[index]! - value)).toBeLessThan(1e-6);
    }
  });

  it.each(SIZES)(
    'in one sequence of a net of %d units that overflows spoils no other sequence',
    async (hidden) => {
      for (const loss of ['softmax', 'squared', 'bernoulli'] as const) {
        const relu = netOf({ ...squared(hidden), loss });
        const choice = { loss, input: 'symbols', inputs: 2, outputs: 2, sequences: 5, steps: 8 } as const;
        const grown = oneGrows(randomBatch({ ...choice, scored: 'last', seed: 1 }));
        const theta = growing(relu);
        const { loss: mean, losses } = await device().evaluate(relu, theta, grown);
        const right = referenceDevice.evaluate(relu, theta, grown).losses;
        expect(Number.isFinite(mean)).toBe(false);
        for (const [sequence, value] of losses.entries()) {
          if (sequence === 3) expect(Number.isFinite(value)).toBe(false);
          else expectNear(value, right[sequence]!, 1e-5);
        }
        const [population] = await device().evaluatePopulation(relu, theta, 1, grown);
        expect(Number.isFinite(population)).toBe(false);
        expect(Number.isFinite((await device().gradient(relu, theta, grown)).loss)).toBe(false);
      }
    },
  );

  it.each(SIZES)('is not what lies beyond the end of a sequence of %d growing units', async (hidden) => {
    const relu = netOf(squared(hidden));
    const theta = growing(relu);
    const choice = { loss: 'squared', input: 'symbols', inputs: 2, outputs: 2, sequences: 5 } as const;
    const whole = oneGrows(randomBatch({ ...choice, steps: 12, scored: 'last', seed: 1 }));
    // The one that grows has two steps; on the fifth it would be beyond float32.
    const changed = shortened(whole, 3, 2);
    const right = referenceDevice.evaluate(relu, theta, changed);
    const { losses } = await device().evaluate(relu, theta, changed);
    for (const [sequence, value] of losses.entries()) {
      expect(Math.abs(value / right.losses[sequence]! - 1)).toBeLessThan(1e-5);
    }
    const { gradient } = await device().gradient(relu, theta, changed);
    const wanted = referenceDevice.gradient(relu, theta, changed).gradient;
    expectVectorNear(gradient, wanted, 2e-5);
  });

  it('in one output alone is not lost among the others', async () => {
    const one = netOf({ ...squared(3), loss: 'softmax' });
    const theta = new Float32Array(one.parameters);
    blockOf(one, theta, 'b').fill(10);
    // Exactly, y is (0, 3e37); in float32 the second is ∞ - ∞.
    blockOf(one, theta, 'W_out').set([0, 0, 0, 3e38, -3e38, 3e36]);
    const choice = { loss: 'softmax', input: 'symbols', inputs: 2, outputs: 2, sequences: 2 } as const;
    const some = randomBatch({ ...choice, steps: 2, scored: 'last', seed: 1 });
    some.classes!.fill(0);
    const { loss } = await device().evaluate(one, theta, some);
    const exact = referenceDevice.evaluate(one, theta, some).loss;
    if (Number.isFinite(loss)) expectNear(loss, exact, 1e-5);
  });

  it.each(SIZES)('is told, and what is finite is right, however a net of %d units grows', async (hidden) => {
    const cases = fc.record({ exponent: fc.double({ min: -1, max: 6, noNaN: true }), seed: fc.nat() });
    const relu = netOf(squared(hidden));
    await fc.assert(
      fc.asyncProperty(cases, async ({ exponent, seed }) => {
        // Nothing is negative, so that nothing cancels out and every loss has float32's relative precision.
        const theta = randomParameters(relu, seed, 10 ** exponent).map(Math.abs);
        const choice = { loss: 'squared', input: 'symbols', inputs: 2, outputs: 2, sequences: 6 } as const;
        const some = randomBatch({ ...choice, steps: 12, ragged: true, scored: 'last', seed });
        const { losses } = await device().evaluate(relu, theta, some);
        const right = referenceDevice.evaluate(relu, theta, some).losses;
        for (const [sequence, value] of losses.entries()) {
          if (right[sequence]! < 1e36) expect(Math.abs(value / right[sequence]! - 1)).toBeLessThan(1e-4);
          else if (right[sequence]! > 3.5e38) expect(Number.isFinite(value)).toBe(false);
        }
      }),
      { seed: 1, numRuns: 20 },
    );
  });

  it('is the loss of a net with weights near the ends of float32, where its exact loss is beyond', async () => {
    for (const loss of ['softmax', 'squared', 'bernoulli'] as const) {
      const one = netOf({ ...squared(3), loss });
      const theta = new Float32Array(one.parameters);
      blockOf(one, theta, 'b').fill(1);
      const choice = { loss, input: 'symbols', inputs: 2, outputs: 2, sequences: 4, steps: 2 } as const;
      const some = randomBatch({ ...choice, scored: 'last', seed: 1 });
      some.classes?.fill(1);
      some.values?.fill(1);
      // y = ±3 · 3e38 · …: the outputs themselves overflow.
      blockOf(one, theta, 'W_out').set([3e38, 3e38, 3e38, -3e38, -3e38, -3e38]);
      expect(Number.isFinite((await device().evaluate(one, theta, some)).loss)).toBe(false);
      // y = ±3e38: they do not, but their difference or square does.
      blockOf(one, theta, 'W_out').set([3e38, 0, 0, -3e38, 0, 0]);
      const { loss: actual } = await device().evaluate(one, theta, some);
      const exact = referenceDevice.evaluate(one, theta, some).loss;
      if (exact > 3.5e38) expect(Number.isFinite(actual)).toBe(false);
      else expect(Math.abs(actual / exact - 1)).toBeLessThan(1e-5);
    }
  });
});
