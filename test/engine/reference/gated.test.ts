/** The loop of the reference device around a cell that is not Elman's: the contracts of every cell. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../src/engine/device.ts';
import { devices, presenceOf } from '../../../src/engine/index.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { traceStates } from '../../../src/engine/reference/trace.ts';
import { gatedForms } from '../../support/engine/net-forms.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';
import { casesUpTo } from '../../support/engine/random-cases.ts';
import { gatedNet } from '../../support/nets/gated.ts';
import { everyCell, gatedReference } from '../../support/nets/with-gated.ts';
import '../webgpu/swiftshader.ts';

const bounds = { hidden: 7, sequences: 5, steps: 20, work: 3000 };
const calls: readonly Call[] = ['evaluate', 'population', 'gradient', 'descent'];
const net = gatedNet({ inputs: 3, hidden: 4, outputs: 2 });

describe.each(Object.entries(gatedForms))(
  'a net of the architecture %s on the reference device',
  (_name, form) => {
    const cases = casesUpTo(bounds, form);

    it('has the gradient that central differences give, along any direction', () => {
      fc.assert(
        fc.property(cases, ({ net: one, parameters, batch }) => {
          const theta = Float64Array.from(parameters);
          const along = Float64Array.from(randomParameters(one, 'direction'));
          const { gradient } = gatedReference.gradient(one, theta, batch);
          const moved = (step: number) => theta.map((value, index) => value + step * along[index]!);
          const lossAt = (step: number) => gatedReference.evaluate(one, moved(step), batch).loss;
          const slope = (lossAt(1e-5) - lossAt(-1e-5)) / 2e-5;
          const found = along.reduce((sum, value, index) => sum + value * gradient[index]!, 0);
          expect(Math.abs(found - slope)).toBeLessThan(
            1e-6 * (Math.abs(slope) + Math.sqrt(one.parameters) / 100),
          );
        }),
        { seed: 20_130_616, numRuns: 60 },
      );
    });

    it('has the losses of its genomes alone in a population, and the outputs of its trace', () => {
      fc.assert(
        fc.property(cases, ({ net: one, parameters, batch }) => {
          const both = Float32Array.from([...parameters, ...randomParameters(one, 'other')]);
          const losses = gatedReference.evaluatePopulation(one, both, 2, batch);
          const { loss, outputs } = gatedReference.evaluate(one, parameters, batch);
          expect(losses[0]).toBe(loss);
          expect(losses[1]).toBe(gatedReference.evaluate(one, both.subarray(one.parameters), batch).loss);
          const traces = traceStates(one, parameters, batch, everyCell);
          for (const [answer, step] of batch.answerSteps.entries()) {
            for (let sequence = 0; sequence < batch.sequences; sequence++) {
              if (batch.mask[step * batch.sequences + sequence] === 0) continue;
              const at = answer * one.outputs * batch.sequences + sequence;
              expect(traces[sequence]!.outputs[step]![0]).toBe(outputs[at]);
            }
          }
        }),
        { seed: 20_130_616, numRuns: 40 },
      );
    });

    it('is refused Ω by name, before and at the call', () => {
      const some = form.build(
        { inputs: 3, hidden: 4, outputs: 2 },
        fc.sample(form.kinds, { seed: 1, numRuns: 1 })[0]!,
      );
      expect(gatedReference.lacks(some, { loss: 'softmax' }, calls)).toBeNull();
      expect(gatedReference.lacks(some, { loss: 'softmax' }, [...calls, 'omega'])).toBe(
        `it cannot give Ω of the net ${some.architecture}: Ω is defined where the error signal goes back through W_rec alone, as in an Elman net`,
      );
      const batch = randomBatch({
        ...{ loss: 'softmax', input: 'dense', inputs: 3, outputs: 2, sequences: 1, steps: 2, seed: 1 },
      });
      const request = { omega: { form: 'squared', weight: 1 } } as const;
      expect(() => gatedReference.gradient(some, randomParameters(some, 1), batch, request)).toThrow(
        'Ω is defined',
      );
    });
  },
);

describe('a net with a memory beside h on the reference device', () => {
  it('tells the norms of ∂E/∂h alone, not of what is carried beside', () => {
    const batch = randomBatch({
      ...{ loss: 'squared', input: 'dense', inputs: 3, outputs: 2 },
      ...{ sequences: 1, steps: 4, scored: 'last', seed: 1 },
    });
    const theta = Float64Array.from(randomParameters(net, 1, 2));
    // W_out reads h alone: at the last step, which alone is scored, ∂E/∂h = W_outᵀ ∂E/∂y.
    const { stateNorms } = gatedReference.gradient(net, theta, batch, { stateNorms: true });
    const y = traceStates(net, theta, batch, everyCell)[0]!.outputs[3]!;
    const error = y.map((value, output) => 2 * (value - batch.values![3 * 2 + output]!) * batch.weights[0]!);
    const weights = theta.subarray(2, 2 + 8);
    const d = Array.from(
      { length: 4 },
      (_, unit) => error[0]! * weights[unit]! + error[1]! * weights[4 + unit]!,
    );
    expect(stateNorms![3]).toBeCloseTo(Math.hypot(...d), 12);
  });
});

describe('a device that has no code for the architecture', () => {
  it('is the reference device as well, which once lacked nothing', () => {
    expect(referenceDevice.lacks(net, { loss: 'softmax' }, ['descent'])).toBe(
      'it cannot train the net gated: it has no code for that architecture',
    );
    expect(() =>
      referenceDevice.evaluate(
        net,
        new Float32Array(net.parameters),
        randomBatch({
          ...{ loss: 'softmax', input: 'dense', inputs: 3, outputs: 2, sequences: 1, steps: 2, seed: 1 },
        }),
      ),
    ).toThrow(/architecture gated/);
  });

  it.each(devices.map((entry) => [entry.name, entry] as const))('says so: %s', async (_name, entry) => {
    if (!(await presenceOf(entry)).present) return;
    const device = await entry.open();
    expect(device.lacks(net, { loss: 'softmax' }, calls)).toBe(
      'it cannot evaluate the net gated: it has no code for that architecture',
    );
    await device.close();
  });
});
