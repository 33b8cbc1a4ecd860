/** LSTM and GRU on the reference device against a second implementation, and what their papers say of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import type { Vector } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { traceSequence } from '../../../src/engine/reference/trace.ts';
import { blockOf } from '../../../src/nets/index.ts';
import { lstm, lstmNet } from '../../../src/nets/lstm.ts';
import { randomStream } from '../../../src/random/random.ts';
import { elmanForm, gruForm, lstmForm, type NetForm } from '../../support/engine/net-forms.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';
import { casesUpTo } from '../../support/engine/random-cases.ts';
import { differentiateScalars } from '../../support/engine/scalar-autodiff.ts';

const bounds = { hidden: 6, sequences: 4, steps: 9, work: 400 };
const forms: readonly (readonly [string, NetForm])[] = [
  ['lstm, with and without peepholes', lstmForm as unknown as NetForm],
  ['gru', gruForm],
  // The second implementation itself is held to the net that is known.
  ['elman of tanh units', { ...(elmanForm as unknown as NetForm), kinds: fc.constant('tanh') }],
];

/** Within 1e-11 of the length, and within rounding where a gradient is 0, as of one class alone. */
function expectSame(actual: Vector, right: Float64Array): void {
  expect(actual).toHaveLength(right.length);
  const apart = Math.hypot(...right.map((value, index) => actual[index]! - value));
  expect(apart).toBeLessThan(1e-11 * Math.hypot(...right) + 1e-14);
}

describe('automatic differentiation of scalars agrees', () => {
  it.each(forms)('in loss, gradient and ‖∂E/∂h_t‖ at every step: %s', (_name, form) => {
    fc.assert(
      fc.property(casesUpTo(bounds, form), ({ net, parameters, batch }) => {
        const theta = Float64Array.from(parameters);
        const right = differentiateScalars(net, theta, batch);
        const { loss, gradient, stateNorms } = referenceDevice.gradient(net, theta, batch, {
          stateNorms: true,
        });
        expect(Math.abs(loss - right.loss)).toBeLessThan(1e-12 * (1 + right.loss));
        expectSame(gradient, right.gradient);
        expectSame(stateNorms!, right.stateNorms);
      }),
      { seed: 20_130_616, numRuns: 60 },
    );
  });
});

describe('an LSTM', () => {
  const sizes = { inputs: 3, hidden: 5, outputs: 2 };
  const choice = { loss: 'softmax', input: 'dense', inputs: 3, outputs: 2, sequences: 4 } as const;

  it('whose peepholes are 0 is the one without them', () => {
    const [whole, plain] = [true, false].map((peepholes) => lstmNet({ peepholes, ...sizes }));
    const batch = randomBatch({ ...choice, steps: 12, ragged: true, seed: 3 });
    const theta = randomParameters(plain!, 3, 2);
    const wide = new Float32Array(whole!.parameters);
    for (const { name } of plain!.blocks) blockOf(whole!, wide, name).set(blockOf(plain!, theta, name));
    expect(referenceDevice.evaluate(whole!, wide, batch)).toEqual(
      referenceDevice.evaluate(plain!, theta, batch),
    );
    const [of, without] = [
      referenceDevice.gradient(whole!, wide, batch, { stateNorms: true }),
      referenceDevice.gradient(plain!, theta, batch, { stateNorms: true }),
    ];
    expect(of.stateNorms).toEqual(without.stateNorms);
    for (const { name } of plain!.blocks) {
      expect(blockOf(whole!, of.gradient, name)).toEqual(blockOf(plain!, without.gradient, name));
    }
    expect(blockOf(whole!, of.gradient, 'p').some((value) => value !== 0)).toBe(true);
  });

  /** Symbol 0 opens the input gates, symbol 1 closes them; the forget gates are open. */
  function keeping(steps: number): { net: ReturnType<typeof lstmNet>; theta: Float64Array; batch: Batch } {
    const net = lstmNet({ peepholes: true, inputs: 2, hidden: 3, outputs: 1 });
    const theta = new Float64Array(net.parameters);
    const input = blockOf(net, theta, 'W_in');
    for (let unit = 0; unit < 3; unit++) {
      input.set([50, -50], 2 * unit);
      input.set([0.3 + 0.2 * unit, 0], 2 * (6 + unit));
    }
    blockOf(net, theta, 'b').fill(50, 3, 6);
    blockOf(net, theta, 'W_out').set([0.5, -1, 2]);
    const batch = randomBatch({
      ...{ loss: 'squared', input: 'symbols', inputs: 2, outputs: 1, sequences: 1 },
      ...{ steps, scored: 'last', seed: 1 },
    });
    batch.symbols!.fill(1).fill(0, 0, 1);
    batch.values!.fill(0);
    return { net, theta, batch };
  }

  it('whose forget gates are open and whose input gates are closed keeps its cells for 1,000 steps', () => {
    const { net, theta, batch } = keeping(1001);
    const { states } = traceSequence(net, theta, batch, 0);
    const cells = (step: number) => [...states[step]!.subarray(3)];
    expect(cells(0).every((cell, unit) => Math.abs(cell - [0.291, 0.462, 0.604][unit]!) < 1e-3)).toBe(true);
    for (const [unit, cell] of cells(1000).entries()) expect(cell).toBeCloseTo(cells(0)[unit]!, 12);
  });

  it('shows its gates, its cell and h, unit by unit', () => {
    const { net, theta, batch } = keeping(3);
    const { shown } = traceSequence(net, theta, batch, 0);
    for (const [step, { i, f, o, c, h }] of shown.entries()) {
      for (let unit = 0; unit < 3; unit++) {
        expect(i![unit]).toBeCloseTo(step === 0 ? 1 : 0, 12);
        expect(f![unit]).toBeCloseTo(1, 12);
        expect(o![unit]).toBe(0.5);
        expect(c![unit]).toBeCloseTo(Math.tanh(0.3 + 0.2 * unit), 6);
        expect(h![unit]).toBeCloseTo(0.5 * Math.tanh(c![unit]!), 12);
      }
    }
  });

  it('carries the error signal back through them whole', () => {
    const gradientOf = (steps: number) => {
      const { net, theta, batch } = keeping(steps);
      return [...blockOf(net, referenceDevice.gradient(net, theta, batch).gradient, 'W_in').subarray(12)];
    };
    const [near, far] = [gradientOf(2), gradientOf(1001)];
    expect(Math.abs(near![0]!)).toBeGreaterThan(0.01);
    for (const unit of [0, 1, 2]) expect(far![2 * unit]! / near![2 * unit]!).toBeCloseTo(1, 9);
  });

  it('draws its gates’ biases around those that were asked for', () => {
    const options = lstm.options.parse({ hidden: 4, forgetBias: 2, inputBias: -1 });
    const net = lstm.build(sizes, options);
    const b = blockOf(net, lstm.initialise(net, options, randomStream(1)), 'b');
    expect([...b]).toEqual([...Array(4).fill(-1), ...Array(4).fill(2), ...Array(8).fill(0)]);
  });
});
