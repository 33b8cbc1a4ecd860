/** States that sequences begin at and end with: evaluation in chunks, and the gradient of a chunk. */
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import type { Device, Vector } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { traceSequence } from '../../../src/engine/reference/trace.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { gruNet } from '../../../src/nets/gru.ts';
import { lstmNet } from '../../../src/nets/lstm.ts';
import type { Net } from '../../../src/nets/net.ts';
import { randomStream } from '../../../src/random/random.ts';
import { expectNear, expectVectorNear } from '../../support/engine/agreement.ts';
import { cutBatch } from '../../support/engine/cut-batch.ts';
import { type BatchChoice, randomBatch, randomParameters } from '../../support/engine/random-batch.ts';
import { distance, scoredOutputs } from '../../support/engine/random-cases.ts';
import { onEveryDevice } from './on-every-device.ts';

const SIZES = { inputs: 5, hidden: 11, outputs: 3 };
const nets: Readonly<Record<string, Net>> = {
  elman: elmanNet({ unit: 'tanh', ...SIZES }),
  lstm: lstmNet({ peepholes: true, ...SIZES }),
  'lstm without peepholes': lstmNet({ peepholes: false, ...SIZES }),
  gru: gruNet(SIZES),
};
const carriedOf = ({ architecture }: Net): number => SIZES.hidden * (architecture === 'lstm' ? 2 : 1);

/** Eleven sequences of two lengths and more, so that a tile has lanes to spare and chunks end apart. */
function batchOf(choice: Partial<BatchChoice> & { readonly lengths?: (sequence: number) => number }): Batch {
  const batch = randomBatch({
    ...{ loss: 'softmax', input: 'symbols', ...SIZES, sequences: 11, steps: 20, scored: 'all', seed: 5 },
    ...choice,
  });
  const lengths = batch.lengths.map((_, sequence) => choice.lengths?.(sequence) ?? batch.steps);
  const isThere = (at: number): boolean => Math.floor(at / 11) < lengths[at % 11]!;
  return {
    ...batch,
    lengths,
    mask: batch.mask.map((one, at) => (isThere(at) ? one : 0)),
    activeSteps: lengths.reduce((sum, length) => sum + length, 0),
  };
}

const ragged = (sequence: number): number => 20 - (sequence % 4);

/** `[carried][B]` */
function randomStates(net: Net, sequences: number): Float32Array {
  const random = randomStream('states', net.architecture);
  return Float32Array.from({ length: carriedOf(net) * sequences }, () => 2 * random.uniform() - 1);
}

function tests(device: () => Device): void {
  describe.each(Object.entries(nets))('%s', (_name, net) => {
    const parameters = randomParameters(net, 3, 2);

    it.each([
      ['symbols', ragged],
      ['dense', () => 20],
    ] as const)(
      'reads a sequence of %s in chunks as it reads the whole, bit for bit',
      async (input, lengths) => {
        const whole = batchOf({ input, lengths });
        const read = await device().evaluate(net, parameters, whole, { from: null });
        let from: Vector | null = null;
        const outputs: number[] = [];
        for (const [begin, end] of [
          [0, 1],
          [1, 9],
          [9, 20],
        ] as const) {
          const part = await device().evaluate(net, parameters, cutBatch(whole, begin, end), { from });
          outputs.push(...part.outputs);
          from = part.end!;
        }
        expect(outputs).toEqual([...read.outputs]);
        expect(from).toEqual(read.end);
        const alone = await device().evaluate(net, parameters, whole);
        expect([alone.loss, alone.losses]).toEqual([read.loss, read.losses]);
        expect(scoredOutputs(whole, alone)).toEqual(scoredOutputs(whole, read));
      },
    );

    it('ends with the state after each sequence’s last step', async () => {
      const batch = batchOf({ lengths: ragged });
      const { end } = await device().evaluate(net, parameters, batch, { from: null });
      for (const sequence of [0, 3, 10]) {
        const last = traceSequence(net, parameters, batch, sequence).states.at(-1)!;
        expectVectorNear(
          last.map((_, at) => end![at * 11 + sequence]!),
          last,
          1e-5,
        );
      }
    });

    it('begins where it is asked to, in evaluations and gradients as the reference does', async () => {
      const batch = batchOf({ input: 'dense', lengths: ragged });
      const carry = { from: randomStates(net, 11) };
      const request = { carry, stateNorms: true, ...(net.architecture === 'elman' ? OMEGA : {}) };
      const actual = await device().gradient(net, parameters, batch, request);
      const right = referenceDevice.gradient(net, parameters, batch, request);
      expectNear(actual.loss, right.loss, 2e-6);
      expectVectorNear(actual.gradient, right.gradient, 2e-5);
      expectVectorNear(actual.stateNorms!, right.stateNorms!, 2e-5);
      expectVectorNear(actual.end!, right.end!, 1e-5);
      const evaluation = await device().evaluate(net, parameters, batch, carry);
      expect(evaluation.end).toEqual(actual.end);
      expectVectorNear(
        evaluation.losses,
        referenceDevice.evaluate(net, parameters, batch, carry).losses,
        1e-5,
      );
    });

    it('has from states of 0 the numbers of a gradient that carries none', async () => {
      const batch = batchOf({ loss: 'squared', lengths: ragged });
      const plain = await device().gradient(net, parameters, batch);
      const { end, ...carried } = await device().gradient(net, parameters, batch, { carry: { from: null } });
      expect(carried.loss).toBe(plain.loss);
      expectVectorNear(carried.gradient, plain.gradient, 1e-6);
      expect(end).toHaveLength(carriedOf(net) * 11);
    });

    it('has over two chunks, by adjoint states, the gradient of the whole', async () => {
      const whole = batchOf({ input: 'dense', loss: 'squared', lengths: (sequence) => 20 - (sequence % 3) });
      const right = await device().gradient(net, parameters, whole);
      const [early, late] = [cutBatch(whole, 0, 12), cutBatch(whole, 12, 20)];
      const { end } = await device().evaluate(net, parameters, early, { from: null });
      const later = await device().gradient(net, parameters, late, {
        carry: { from: end! },
        adjoint: { end: null },
      });
      const first = await device().gradient(net, parameters, early, {
        carry: { from: null },
        adjoint: { end: later.start! },
      });
      expectVectorNear(
        Float64Array.from(first.gradient, (value, at) => value + later.gradient[at]!),
        right.gradient,
        1e-6,
      );
      // Without them the gradient stops at the border.
      const cut = await device().gradient(net, parameters, early, { carry: { from: null } });
      expect(distance(cut.gradient, first.gradient)).toBeGreaterThan(1e-3);
    });

    it('refuses adjoint states at the ends of sequences of several lengths, and of another length', () => {
      const carry = { from: null };
      const adjoint = { end: new Float32Array(carriedOf(net) * 11) };
      const short = { end: new Float32Array(carriedOf(net) * 11 - 1) };
      const ask = (batch: Batch, given: typeof adjoint) =>
        device().gradient(net, parameters, batch, { carry, adjoint: given });
      expect(() => ask(batchOf({ lengths: ragged }), adjoint)).toThrow(RangeError);
      expect(() => ask(batchOf({}), short)).toThrow(RangeError);
    });

    it('refuses states of another length', () => {
      const from = new Float32Array(carriedOf(net) * 11 - 1);
      expect(() => device().evaluate(net, parameters, batchOf({}), { from })).toThrow(RangeError);
    });
  });
}

const OMEGA = { omega: { form: 'squared', weight: 2, separate: true } } as const;

describe('carried states, reference', () => {
  tests(() => referenceDevice);

  it.each(Object.entries(nets))(
    'has the gradient of a chunk with its first state constant: %s',
    (_name, net) => {
      const batch = batchOf({ sequences: 11, steps: 6, loss: 'bernoulli', lengths: (b) => 6 - (b % 3) });
      const parameters = Float64Array.from(randomParameters(net, 4, 2));
      const carry = { from: Float64Array.from(randomStates(net, 11)) };
      const { gradient } = referenceDevice.gradient(net, parameters, batch, { carry });
      const step = 1e-5;
      const right = parameters.map((value, at) => {
        const lossAt = (moved: number): number => {
          const other = parameters.slice();
          other[at] = moved;
          return referenceDevice.evaluate(net, other, batch, carry).loss;
        };
        return (lossAt(value + step) - lossAt(value - step)) / (2 * step);
      });
      expectVectorNear(gradient, right, 1e-7);
    },
  );
});

onEveryDevice('carried states', (device, { carries }) => {
  if (carries) {
    tests(device);
    return;
  }

  const batch = batchOf({});
  const net = nets.elman!;

  it('are refused in one line before anything starts', async () => {
    expect(device().lacks(net, batch, ['evaluate', 'gradient', 'carry'])).toBe(
      'it cannot carry states from batch to batch of the net elman: it begins every sequence at a state of 0',
    );
    const parameters = randomParameters(net, 3);
    const carry = { from: null };
    await expect(async () => device().evaluate(net, parameters, batch, carry)).rejects.toThrow(RangeError);
    await expect(async () => device().gradient(net, parameters, batch, { carry })).rejects.toThrow(
      RangeError,
    );
  });
});
