import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { openPlainBackend } from '../../../src/engine/tfjs/backend.ts';
import { elmanCell } from '../../../src/engine/tfjs/elman.ts';
import { runForward } from '../../../src/engine/tfjs/forward.ts';
import { ResidentBatch } from '../../../src/engine/tfjs/resident.ts';
import { layRows } from '../../../src/engine/tfjs/rows.ts';
import { vectorOf, weightsOf } from '../../../src/engine/tfjs/weights.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { gruNet } from '../../../src/nets/gru.ts';
import { lstmNet } from '../../../src/nets/lstm.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';

const backend = await openPlainBackend();
const net = elmanNet({ unit: 'logistic', inputs: 3, hidden: 5, outputs: 2 });
const parameters = randomParameters(net, 1);

describe('rows', () => {
  const batch = {
    ...randomBatch({
      loss: 'softmax',
      input: 'symbols',
      inputs: 3,
      outputs: 2,
      sequences: 3,
      steps: 4,
      seed: 1,
    }),
    lengths: Int32Array.of(2, 4, 3),
  };

  it('hold at each step what is still alive, the longest first', () => {
    expect(layRows(batch, false)).toEqual({
      order: Int32Array.of(1, 2, 0),
      counts: [3, 3, 2, 1],
      starts: [0, 3, 6, 8],
      total: 9,
    });
  });

  it('or all sequences throughout, in their own order', () => {
    expect(layRows(batch, true)).toEqual({
      order: Int32Array.of(0, 1, 2),
      counts: [3, 3, 3, 3],
      starts: [0, 3, 6, 9],
      total: 12,
    });
  });
});

describe('weights', () => {
  const sizes = { inputs: 3, hidden: 5, outputs: 2 };
  it.each([
    net,
    lstmNet({ ...sizes, peepholes: true }),
    lstmNet({ ...sizes, peepholes: false }),
    gruNet(sizes),
  ])('go from the parameter vector to matrices and back: $architecture, $parameters parameters', (some) => {
    const vector = randomParameters(some, 1);
    const back = backend.run(() => vectorOf(some, weightsOf(some, tf.tensor1d(vector))).dataSync());
    expect(back).toEqual(vector);
  });
});

describe('the forward pass', () => {
  it('gives the same states however many steps are projected at once, and keeps those that are asked for', () => {
    for (const input of ['symbols', 'dense'] as const) {
      const batch = randomBatch({
        loss: 'softmax',
        input,
        inputs: 3,
        outputs: 2,
        sequences: 6,
        steps: 13,
        ragged: true,
        seed: 4,
      });
      backend.run(() => {
        const resident = new ResidentBatch(batch, false);
        const weights = weightsOf(net, tf.tensor1d(parameters));
        const states = (keeps: (step: number) => boolean, bytes?: number) =>
          runForward(elmanCell, net, weights, resident, keeps, bytes).map((state) =>
            Array.from(state.dataSync()),
          );
        const all = states(() => true);
        expect(all).toHaveLength(13);
        expect(all.map((state) => state.length)).toEqual(resident.rows.counts.map((count) => 5 * count));
        // 1 step, 2 to 3 steps, and all at once.
        for (const bytes of [1, 300]) expect(states(() => true, bytes)).toEqual(all);
        expect(states((step) => step % 4 === 1, 300)).toEqual([all[1], all[5], all[9]]);
        resident.dispose();
      });
    }
  });
});
