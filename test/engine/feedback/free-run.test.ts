/** Free runs: the reference step by step, and devices whose nets have the feedback folded into their weights. */
import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device.ts';
import { withFeedback } from '../../../src/engine/feedback/device.ts';
import { openDevice } from '../../../src/engine/index.ts';
import { openReferenceDevice, referenceDevice } from '../../../src/engine/reference/reference.ts';
import { traceSequence } from '../../../src/engine/reference/trace.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import type { Net } from '../../../src/nets/net.ts';
import { expectNear, expectVectorNear } from '../../support/engine/agreement.ts';
import { FED, fedBatch, fedNets, forcedBatch } from '../../support/engine/feedback-cases.ts';
import { randomParameters } from '../../support/engine/random-batch.ts';
import { distance, scoredOutputs } from '../../support/engine/random-cases.ts';

const doubles = (net: Net): Float64Array => Float64Array.from(randomParameters(net, 8, 1.5));

describe.each(Object.entries(fedNets))('a free run of the net %s on the reference', (_name, net) => {
  const parameters = doubles(net);

  it('reads its own outputs from the washout on, and given inputs beside them', () => {
    const batch = fedBatch({ free: (sequence) => sequence !== 2 });
    const { washout } = batch.feedback!;
    // The same run, with the outputs of the free one written into its inputs.
    const dense = batch.dense!.slice();
    for (let sequence = 0; sequence < batch.sequences; sequence++) {
      if (sequence === 2) continue;
      const { outputs } = traceSequence(net, parameters, batch, sequence);
      for (let step = washout; step < batch.steps; step++) {
        for (let output = 0; output < FED.outputs; output++)
          dense[(step * FED.inputs + output) * batch.sequences + sequence] = outputs[step - 1]![output]!;
      }
    }
    const written = referenceDevice.evaluate(net, parameters, { ...forcedBatch(batch), dense });
    expectVectorNear(referenceDevice.evaluate(net, parameters, batch).losses, written.losses, 1e-6);
  });

  it('is the forced run where the net fits its targets perfectly', () => {
    const open = fedBatch();
    const { washout } = open.feedback!;
    const dense = open.dense!.slice();
    const values = open.values!.slice();
    values.set(referenceDevice.evaluate(net, parameters, open).outputs);
    // Inputs are the targets of the step before, from the washout on.
    for (let step = washout; step < open.steps; step++) {
      for (let output = 0; output < FED.outputs; output++) {
        const at = (step * FED.inputs + output) * open.sequences;
        const of = ((step - 1) * FED.outputs + output) * open.sequences;
        dense.set(values.subarray(of, of + open.sequences), at);
      }
    }
    const free = { ...open, dense, values };
    const forced = referenceDevice.evaluate(net, parameters, forcedBatch(free));
    expect(forced.loss).toBeLessThan(1e-12);
    expectVectorNear(referenceDevice.evaluate(net, parameters, free).outputs, forced.outputs, 1e-6);
  });

  it('has the gradient that central differences of its loss have, through the washout too', () => {
    const batch = fedBatch({
      sequences: 4,
      ragged: true,
      scored: 'some',
      free: (sequence) => sequence !== 1,
    });
    const { gradient } = referenceDevice.gradient(net, parameters, batch);
    const step = 1e-5;
    const right = parameters.map((value, at) => {
      const lossAt = (moved: number): number => {
        const other = parameters.slice();
        other[at] = moved;
        return referenceDevice.evaluate(net, other, batch).loss;
      };
      return (lossAt(value + step) - lossAt(value - step)) / (2 * step);
    });
    expectVectorNear(gradient, right, 1e-7);
  });

  it('is cut where inputs are forced: the step before does not move a forced run, and moves a free one', () => {
    const batch = fedBatch({ washout: 4 });
    const moved = parameters.slice();
    // The outputs alone depend on W_out and b_out in a forced run: states do not.
    for (const name of ['W_out', 'b_out']) {
      const block = blockOf(net, moved, name);
      for (let at = 0; at < block.length; at++) block[at]! += 0.25;
    }
    const states = (own: Float64Array, forced: boolean) =>
      traceSequence(net, own, forced ? forcedBatch(batch) : batch, 0).states;
    expect(states(moved, true)).toEqual(states(parameters, true));
    expect(states(moved, false).slice(0, 4)).toEqual(states(parameters, false).slice(0, 4));
    expect(states(moved, false)[4]).not.toEqual(states(parameters, false)[4]);
    // So b_out, seen from the loss at step 5 alone, has the slope of that answer and no more.
    const answer = 5;
    const isLast = (at: number) => Math.floor(at / batch.sequences) === answer;
    const late = {
      ...batch,
      mask: batch.mask.map((_, at) => Number(isLast(at))),
      answerSteps: Int32Array.of(answer),
    };
    const forced = referenceDevice.gradient(net, parameters, forcedBatch(late)).gradient as Float64Array;
    const { outputs } = referenceDevice.evaluate(net, parameters, forcedBatch(late));
    const slope = Array.from({ length: FED.outputs }, (_, output) => {
      let sum = 0;
      for (let sequence = 0; sequence < batch.sequences; sequence++) {
        const error =
          outputs[output * batch.sequences + sequence]! -
          batch.values![(answer * FED.outputs + output) * batch.sequences + sequence]!;
        sum += (2 * error * batch.weights[sequence]!) / batch.sequences;
      }
      return sum;
    });
    expectVectorNear(blockOf(net, forced, 'b_out'), Float64Array.from(slope), 1e-12);
    const free = referenceDevice.gradient(net, parameters, late).gradient as Float64Array;
    expect(distance(blockOf(net, free, 'b_out'), Float64Array.from(slope))).toBeGreaterThan(1e-3);
  });
});

const batches = {
  'all free': fedBatch(),
  'some free, ragged': fedBatch({ ragged: true, scored: 'some', free: (sequence) => sequence % 3 !== 0 }),
  'one of many free': fedBatch({ free: (sequence) => sequence === 3 }),
  'one sequence': fedBatch({ sequences: 1 }),
  'none free': fedBatch({ free: () => false }),
};

function agrees(open: () => Device, tolerance: number): void {
  const device = withFeedback(open());
  describe.each(Object.entries(fedNets))('%s', (_name, net) => {
    it.each(Object.entries(batches))('%s', async (_which, batch) => {
      const parameters = doubles(net);
      const right = referenceDevice.gradient(net, parameters, batch, { stateNorms: true });
      const actual = await device.gradient(net, parameters, batch, { stateNorms: true });
      expectNear(actual.loss, right.loss, tolerance);
      expectVectorNear(actual.gradient, right.gradient, tolerance);
      expectVectorNear(actual.stateNorms!, right.stateNorms!, tolerance);
      const evaluation = await device.evaluate(net, parameters, batch);
      const exact = referenceDevice.evaluate(net, parameters, batch);
      expectNear(evaluation.loss, exact.loss, tolerance);
      expectVectorNear(evaluation.losses, exact.losses, tolerance);
      expectVectorNear(scoredOutputs(batch, evaluation), scoredOutputs(batch, exact), tolerance);
      const genomes = Float64Array.from([...parameters, ...randomParameters(net, 9, 1.5)]);
      const losses = await device.evaluatePopulation(net, genomes, 2, batch);
      expectVectorNear(losses, referenceDevice.evaluatePopulation(net, genomes, 2, batch), tolerance);
    });
  });
}

describe('feedback folded into the weights agrees with the run step by step: reference', () => {
  agrees(() => openReferenceDevice(), 1e-9);
});

describe('feedback folded into the weights agrees with the run step by step: wasm', () => {
  agrees(() => openWasmDevice(), 2e-5);
});

describe('the device wasm by its name', () => {
  it('computes free runs, and says so', async () => {
    const device = await openDevice('wasm');
    const net = fedNets.elman!;
    expect(device.lacks(net, { loss: 'squared' }, ['evaluate', 'gradient', 'free'])).toBeNull();
    const batch = fedBatch();
    const { loss } = await device.evaluate(net, randomParameters(net, 8), batch);
    expectNear(loss, referenceDevice.evaluate(net, randomParameters(net, 8), batch).loss, 1e-5);
  });

  it('refuses free runs of a net that has no product to fold the feedback into', async () => {
    const net = fedNets.elman!;
    const other = { ...net, blocks: net.blocks.filter(({ name }) => name !== 'b_out') };
    const device = withFeedback({ ...openReferenceDevice(), lacks: () => null });
    expect(device.lacks(other, { loss: 'squared' }, ['evaluate'])).toBeNull();
    expect(device.lacks(other, { loss: 'squared' }, ['evaluate', 'free'])).toBe(
      'it cannot feed outputs back to the inputs of the net elman: that is no cell around one product',
    );
  });

  it('refuses a batch with feedback that no wrapper has taken apart', () => {
    const net = fedNets.elman!;
    expect(() => openWasmDevice().evaluate(net, randomParameters(net, 8), fedBatch())).toThrow(RangeError);
  });
});
