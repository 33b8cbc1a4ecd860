import { describe, expect, it } from 'vitest';
import type { LossKind } from '../../../src/engine/batch.ts';
import { openDevice } from '../../../src/engine/index.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { traceSequence, traceStates } from '../../../src/engine/reference/trace.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import type { Unit } from '../../../src/nets/net.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';

const choices = (['softmax', 'squared', 'bernoulli'] as LossKind[]).flatMap((loss) =>
  (['tanh', 'logistic', 'relu'] as Unit[]).map((unit) => [loss, unit] as const),
);

describe('the trace of a net', () => {
  it.each(choices)(
    'of %s and %s units has the outputs of the devices at scored steps',
    async (loss, unit) => {
      const net = elmanNet({ unit, inputs: 4, hidden: 7, outputs: 3 });
      const input = loss === 'softmax' ? 'symbols' : 'dense';
      const batch = randomBatch({
        loss,
        input,
        inputs: 4,
        outputs: 3,
        sequences: 5,
        steps: 9,
        ragged: true,
        seed: 3,
      });
      const parameters = randomParameters(net, loss + unit, 0.5);
      const traces = traceStates(net, parameters, batch);
      const wasm = await openDevice('wasm');
      const fast = (await wasm.evaluate(net, parameters, batch)).outputs;
      const exact = referenceDevice.evaluate(net, parameters, batch).outputs;
      let compared = 0;
      for (const [answer, step] of batch.answerSteps.entries()) {
        for (let b = 0; b < batch.sequences; b++) {
          if (batch.mask[step * batch.sequences + b] === 0) continue;
          for (let output = 0; output < 3; output++) {
            const at = (answer * 3 + output) * batch.sequences + b;
            expect(traces[b]!.outputs[step]![output]).toBe(exact[at]);
            expect(traces[b]!.outputs[step]![output]).toBeCloseTo(fast[at]!, 4);
            compared++;
          }
        }
      }
      expect(compared).toBe(3 * batch.scoredSteps);
      await wasm.close();
    },
  );

  it('has a state for each step of the sequence, and no more', () => {
    const net = elmanNet({ unit: 'tanh', inputs: 3, hidden: 2, outputs: 1 });
    const batch = randomBatch({
      loss: 'squared',
      input: 'symbols',
      inputs: 3,
      outputs: 1,
      sequences: 4,
      steps: 6,
      ragged: true,
      seed: 1,
    });
    const traces = traceStates(net, randomParameters(net, 1), batch);
    expect(traces.map(({ states }) => states.length)).toEqual([...batch.lengths]);
    expect(traces.map(({ outputs }) => outputs.length)).toEqual([...batch.lengths]);
    expect(traceSequence(net, randomParameters(net, 1), batch, 2)).toEqual(traces[2]);
  });

  it('follows h_t = tanh(W_in u_t + W_rec h_{t-1} + b) by hand', () => {
    const net = elmanNet({ unit: 'tanh', inputs: 2, hidden: 1, outputs: 1 });
    const batch = {
      ...randomBatch({
        loss: 'squared',
        input: 'symbols',
        inputs: 2,
        outputs: 1,
        sequences: 1,
        steps: 2,
        seed: 1,
      }),
      symbols: Int32Array.of(0, 1),
    };
    // W_in = [.5, -1], W_rec = [2], b = [.1], W_out = [3], b_out = [-1].
    const { states, outputs } = traceSequence(net, Float64Array.of(0.5, -1, 2, 0.1, 3, -1), batch, 0);
    const first = Math.tanh(0.6);
    const second = Math.tanh(-0.9 + 2 * first);
    expect(states[0]![0]).toBeCloseTo(first, 14);
    expect(states[1]![0]).toBeCloseTo(second, 14);
    expect(outputs[1]![0]).toBeCloseTo(3 * second - 1, 14);
  });

  it('gives a class its share of all, at every step', () => {
    const net = elmanNet({ unit: 'tanh', inputs: 2, hidden: 3, outputs: 4 });
    const batch = randomBatch({
      loss: 'softmax',
      input: 'symbols',
      inputs: 2,
      outputs: 4,
      sequences: 2,
      steps: 5,
      scored: 'last',
      seed: 5,
    });
    for (const { outputs } of traceStates(net, randomParameters(net, 2), batch)) {
      for (const shares of outputs) expect(shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12);
    }
  });
});
