import { describe, expect, it } from 'vitest';
import type { Batch, LossKind } from '../../../src/engine/batch.ts';
import type { Gradient } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { learntBlocks } from '../../../src/nets/frozen.ts';
import { blockOf } from '../../../src/nets/index.ts';
import type { Net, Unit } from '../../../src/nets/net.ts';
import { randomStream } from '../../../src/random/random.ts';
import { type BatchChoice, randomBatch, randomParameters } from '../../support/engine/random-batch.ts';
import { everyArchitecture, gatedReference } from '../../support/nets/with-gated.ts';

const units: readonly Unit[] = ['tanh', 'logistic', 'relu'];
const losses: readonly LossKind[] = ['softmax', 'squared', 'bernoulli'];
const inputKinds: readonly BatchChoice['input'][] = ['symbols', 'dense'];

/** Central differences of E, `[parameters]`. */
function differences(net: Net, parameters: Float64Array, batch: Batch, step = 1e-5): Float64Array {
  const lossAt = (index: number, change: number): number => {
    const moved = parameters.slice();
    moved[index]! += change;
    return gatedReference.evaluate(net, moved, batch).loss;
  };
  return parameters.map((_, index) => (lossAt(index, step) - lossAt(index, -step)) / (2 * step));
}

/** Within 1e-6 relative; components below a thousandth of the largest are held to that. */
function expectClose(actual: ArrayLike<number>, expected: Float64Array): void {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) {
    const scale = Math.max(Math.abs(value), largest / 1000);
    expect(Math.abs(actual[index]! - value), `component ${index}`).toBeLessThanOrEqual(1e-6 * scale);
  }
}

const gradientOf = (net: Net, parameters: Float64Array, batch: Batch): Gradient =>
  gatedReference.gradient(net, parameters, batch);

describe('the gradient agrees with central differences of the loss at 1e-6', () => {
  const forms = [
    { ragged: false, scored: 'last', reduction: 'mean' },
    { ragged: true, scored: 'last', reduction: 'mean' },
    { ragged: true, scored: 'some', reduction: 'mean' },
    { ragged: true, scored: 'all', reduction: 'sum' },
  ] as const;
  const cases = units.flatMap((unit) =>
    losses.flatMap((loss) => inputKinds.map((input) => ({ unit, loss, input }))),
  );

  it.each(cases)('with $unit units, $loss loss and $input', ({ unit, loss, input }) => {
    const net = elmanNet({ unit, inputs: 3, hidden: 4, outputs: 2 });
    for (const form of forms) {
      const batch = randomBatch({
        ...form,
        loss,
        input,
        inputs: 3,
        outputs: 2,
        sequences: 3,
        steps: 6,
        seed: 7,
      });
      const parameters = Float64Array.from(randomParameters(net, 7, 1.5));
      const { gradient, loss: value } = gradientOf(net, parameters, batch);
      expectClose(gradient, differences(net, parameters, batch));
      expect(value).toBe(referenceDevice.evaluate(net, parameters, batch).loss);
    }
  });

  // The structure of what is bred has no gradient, and no device has that of its weights.
  const trained = everyArchitecture.filter(({ bred }) => bred !== true);
  it.each(trained.map((architecture) => [architecture.name, architecture] as const))(
    'for a small net of the architecture %s under every loss',
    (_name, architecture) => {
      const options = architecture.options.parse({ hidden: 3 });
      const net = architecture.build({ inputs: 2, outputs: 3 }, options);
      for (const loss of losses) {
        const batch = randomBatch({
          loss,
          input: 'dense',
          inputs: 2,
          outputs: 3,
          sequences: 2,
          steps: 5,
          seed: 9,
        });
        const parameters = Float64Array.from(
          architecture.fixed
            ? architecture.initialise(net, options, randomStream(9))
            : randomParameters(net, 9),
        );
        const { gradient } = gradientOf(net, parameters, batch);
        const expected = differences(net, parameters, batch);
        // Blocks that nobody learns have no gradient.
        const learnt = learntBlocks(net, architecture.fixed?.blocks ?? []);
        for (const block of net.blocks.filter((one) => !learnt.includes(one)))
          expected.fill(0, block.offset, block.offset + block.size);
        expectClose(gradient, expected);
      }
    },
  );

  it('for a single unit, step and sequence', () => {
    const net = elmanNet({ unit: 'tanh', inputs: 1, hidden: 1, outputs: 1 });
    const batch = randomBatch({
      loss: 'squared',
      input: 'dense',
      inputs: 1,
      outputs: 1,
      sequences: 1,
      steps: 1,
      seed: 2,
    });
    const parameters = Float64Array.from(randomParameters(net, 2));
    expectClose(gradientOf(net, parameters, batch).gradient, differences(net, parameters, batch));
  });
});

describe('the gradient', () => {
  const net = elmanNet({ unit: 'tanh', inputs: 3, hidden: 4, outputs: 2 });
  const batch = randomBatch({
    loss: 'softmax',
    input: 'symbols',
    inputs: 3,
    outputs: 2,
    sequences: 4,
    steps: 6,
    ragged: true,
    seed: 3,
  });

  it('is computed in float64 from float32 parameters', () => {
    const parameters = randomParameters(net, 3);
    const fromFloat32 = referenceDevice.gradient(net, parameters, batch);
    expect(fromFloat32.gradient).toBeInstanceOf(Float64Array);
    expect(fromFloat32).toEqual(gradientOf(net, Float64Array.from(parameters), batch));
  });

  it('leaves parameters and batch as they were', () => {
    const parameters = Float64Array.from(randomParameters(net, 3));
    const before = structuredClone({ parameters, mask: batch.mask, symbols: batch.symbols });
    referenceDevice.gradient(net, parameters, batch, {
      omega: { form: 'squared', weight: 1 },
      stateNorms: true,
    });
    expect({ parameters, mask: batch.mask, symbols: batch.symbols }).toEqual(before);
  });

  it('comes alone unless more is asked for', () => {
    const { omega, omegaGradient, stateNorms } = gradientOf(
      net,
      Float64Array.from(randomParameters(net, 3)),
      batch,
    );
    expect([omega, omegaGradient, stateNorms]).toEqual([null, null, null]);
  });
});

describe('the wall in the error surface of one logistic unit', () => {
  /*
   * x_t = w σ(x_{t-1}) + b, x_0 = .5, E = (σ(x_50) - .7)²: Pascanu, Mikolov & Bengio (2013), figure 6. As an
   * Elman net h_{t+1} = σ(x_t): a first symbol's weight of .5 - b sets h_1 = σ(x_0), 50 steps of another symbol
   * follow, and the bias b_out = -.7 makes y the error. The first symbol's weight takes the first step's
   * share of ∂E/∂b, which is not part of the model.
   */
  const net = elmanNet({ unit: 'logistic', inputs: 2, hidden: 1, outputs: 1 });
  const steps = 51;
  const batch: Batch = {
    loss: 'squared',
    sequences: 1,
    steps,
    inputs: 2,
    outputs: 1,
    lengths: Int32Array.of(steps),
    symbols: Int32Array.from({ length: steps }, (_, step) => (step === 0 ? 0 : 1)),
    dense: null,
    mask: Uint8Array.from({ length: steps }, (_, step) => (step === steps - 1 ? 1 : 0)),
    classes: null,
    values: new Float32Array(steps),
    weights: Float32Array.of(1),
    answerSteps: Int32Array.of(steps - 1),
    activeSteps: steps,
    scoredSteps: 1,
  };

  function surface(w: number, b: number): readonly [error: number, dw: number, db: number] {
    const parameters = Float64Array.of(0.5 - b, 0, w, b, 1, -0.7);
    const { loss, gradient } = gradientOf(net, parameters, batch);
    const of = (name: string) => blockOf(net, gradient as Float64Array, name)[0]!;
    return [loss, of('W_rec'), of('b') - of('W_in')];
  }

  /** w, b, E, ∂E/∂w, ∂E/∂b by forward sensitivities in float64, to ten digits. */
  it.each([
    [5, -2, 0.05558549412, 0.0379183435, 0.04052119139],
    [5, -2.5, 0.02408886881, 0.08631166948, 0.1009250176],
    [5, -3, 0.404198103, -0.007018837512, -0.109269412],
    [6, -3, 0.05256923509, 0.0462363954, 0.04975508398],
    [4.6, -2.3, 0.009230815056, 0.09806404738, 0.1231852009],
    [5.5, -2.6, 0.04934540396, 0.04861156763, 0.05271613818],
    [3, -1, 0.01084804595, 0.05000952439, 0.06218899279],
  ])('has the published values at w = %d, b = %d', (w, b, error, dw, db) => {
    for (const [index, value] of surface(w, b).entries()) {
      expect(value / [error, dw, db][index]!).toBeCloseTo(1, 8);
    }
  });

  it('rises to gradients in the hundreds at the wall', () => {
    const [, dw, db] = surface(5, -2.6123);
    expect(Math.round(dw)).toBe(-542);
    expect(Math.round(db)).toBe(-871);
  });
});
