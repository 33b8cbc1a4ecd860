/** LSTM and GRU on the wasm kernels: what concerns their memory. `every-device` tests the rest. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evaluation, Gradient } from '../../../src/engine/device.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import { compareGradient, type Tolerance } from '../../support/engine/agreement.ts';
import { gruForm, lstmForm, type NetForm } from '../../support/engine/net-forms.ts';
import { randomBatch } from '../../support/engine/random-batch.ts';
import { casesUpTo } from '../../support/engine/random-cases.ts';

const tolerance: Tolerance = { loss: 2e-6, vectors: 1e-5, gradients: 2e-5, omega: 1e-5 };
const bounds = { hidden: 70, sequences: 70, steps: 100, work: 100_000 };
const seed = 20_130_616;
const device = openWasmDevice();
const frugal = openWasmDevice({ keptBytes: 0 });

const forms: readonly (readonly [string, NetForm])[] = [
  ['lstm, with and without peepholes', lstmForm as unknown as NetForm],
  ['gru', gruForm],
];

describe.each(forms)('on the wasm device %s', (_name, form) => {
  const cases = casesUpTo(bounds, form);

  it('has the gradients of the reference where no states of a whole batch are kept', async () => {
    await fc.assert(
      fc.asyncProperty(cases, (one) => compareGradient(frugal, one, { stateNorms: true }, tolerance)),
      { seed, numRuns: 40 },
    );
  });

  it('gives the same bits whatever lay in its memory before', () => {
    fc.assert(
      fc.property(cases, ({ net, parameters, batch }) => {
        const request = { stateNorms: true };
        const found = openWasmDevice().gradient(net, parameters, batch, request) as Gradient;
        device.gradient(net, parameters.slice().fill(Number.NaN), batch, request);
        expect(device.gradient(net, parameters, batch, request)).toEqual(found);
      }),
      { seed, numRuns: 20 },
    );
  });

  it('gives a sequence the same loss in any lane, whatever is beside it', () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ net, parameters, batch }, draw) => {
        const sequence = draw % batch.sequences;
        const alone = randomBatch({
          ...{ loss: batch.loss, inputs: batch.inputs, outputs: batch.outputs, sequences: 1, seed: 1 },
          ...{ input: batch.symbols ? 'symbols' : 'dense', steps: batch.lengths[sequence]!, scored: 'all' },
        });
        const taken = <A extends Int32Array | Float32Array | Uint8Array>(whole: A | null, width: number) =>
          whole?.filter(
            (_, at) => at % batch.sequences === sequence && at < alone.steps * width * batch.sequences,
          ) ?? null;
        const one = {
          ...alone,
          symbols: taken(batch.symbols, 1) as Int32Array | null,
          dense: taken(batch.dense, batch.inputs) as Float32Array | null,
          mask: taken(batch.mask, 1) as Uint8Array,
          classes: taken(batch.classes, 1) as Int32Array | null,
          values: taken(batch.values, batch.outputs) as Float32Array | null,
          weights: Float32Array.of(batch.weights[sequence]!),
        };
        const scored = [...one.mask.keys()].filter((step) => one.mask[step] === 1);
        const fitted = { ...one, answerSteps: Int32Array.from(scored), scoredSteps: scored.length };
        const beside = (device.evaluate(net, parameters, batch) as Evaluation).losses[sequence];
        expect((device.evaluate(net, parameters, fitted) as Evaluation).losses[0]).toBe(beside);
      }),
      { seed, numRuns: 60 },
    );
  });
});
