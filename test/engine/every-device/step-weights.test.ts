/** Weights of steps: factors of any sign of each scored step's loss. */
import { describe, expect, it } from 'vitest';
import { type Batch, shared } from '../../../src/engine/batch.ts';
import type { Device } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { gruNet } from '../../../src/nets/gru.ts';
import { lstmNet } from '../../../src/nets/lstm.ts';
import type { Net } from '../../../src/nets/net.ts';
import { reservoir } from '../../../src/nets/reservoir.ts';
import { randomStream } from '../../../src/random/random.ts';
import { compareEvaluation, compareGradient } from '../../support/engine/agreement.ts';
import { type BatchChoice, randomBatch, randomParameters } from '../../support/engine/random-batch.ts';
import { onEveryDevice } from './on-every-device.ts';

const SIZES = { inputs: 3, hidden: 7, outputs: 3 };
const nets: readonly Net[] = [
  elmanNet({ unit: 'tanh', ...SIZES }),
  lstmNet({ peepholes: true, ...SIZES }),
  gruNet(SIZES),
];

const batchOf = (choice: Partial<BatchChoice>): Batch =>
  randomBatch({
    ...{ loss: 'softmax', input: 'dense', ...SIZES, sequences: 11, steps: 9, ragged: true },
    ...{ scored: 'some', reduction: 'sum', seed: 3 },
    ...choice,
  });

/** Of either sign, and 0. */
function weighted(batch: Batch): Batch {
  const random = randomStream('step weights');
  const draw = (): number => (random.integer(4) === 0 ? 0 : 2 * random.normal());
  return { ...batch, stepWeights: shared.float32(batch.steps * batch.sequences).map(draw) };
}

function tests(device: () => Device): void {
  describe.each(nets.map((net) => [net.architecture, net] as const))('%s', (_, net) => {
    const parameters = randomParameters(net, 4);

    it.each(['softmax', 'squared', 'bernoulli'] as const)(
      'weigh each loss and its gradient: %s',
      async (loss) => {
        const batch = weighted(batchOf({ loss }));
        const tolerance = { loss: 5e-6, vectors: 2e-5, gradients: 5e-5, omega: 1e-5 };
        if (device().name === 'webgpu') {
          await expect(async () => device().gradient(net, parameters, batch)).rejects.toThrow(
            'a batch with weights of steps, which the device does not compute',
          );
          return;
        }
        await compareEvaluation(device(), { net, parameters, batch }, tolerance);
        await compareGradient(device(), { net, parameters, batch }, {}, tolerance);
      },
    );

    it('that are all 1 change no bit', async () => {
      if (device().name === 'webgpu') return;
      const batch = batchOf({});
      const ones = { ...batch, stepWeights: shared.float32(batch.steps * batch.sequences).fill(1) };
      const [with1, without] = [
        await device().gradient(net, parameters, ones),
        await device().gradient(net, parameters, batch),
      ];
      expect(with1).toEqual(without);
    });
  });

  it('weigh the losses of a readout alone', async () => {
    const chosen = reservoir.options.parse({ hidden: 9, connectivity: 0.5 });
    const net = reservoir.build({ inputs: 3, outputs: 3 }, chosen);
    if (device().lacks(net, { loss: 'softmax' }, ['evaluate', 'gradient']) !== null) return;
    const parameters = reservoir.initialise(net, chosen, randomStream('weighted reservoir'));
    const batch = weighted(batchOf({}));
    const tolerance = { loss: 1e-9, vectors: 1e-9, gradients: 1e-9, omega: 1e-9 };
    await compareEvaluation(device(), { net, parameters, batch }, tolerance);
    await compareGradient(device(), { net, parameters, batch }, {}, tolerance);
  });
}

onEveryDevice('weights of steps', tests);

describe('weights of steps, reference', () => {
  it('are factors of the losses of their steps', () => {
    const net = nets[1]!;
    const parameters = randomParameters(net, 4);
    const batch = batchOf({ sequences: 1, steps: 5, scored: 'all' });
    const only = (step: number): number => {
      const stepWeights = shared.float32(5);
      stepWeights[step] = 1;
      return referenceDevice.evaluate(net, parameters, { ...batch, stepWeights }).loss;
    };
    const stepWeights = Float32Array.of(0.5, -2, 0, 1, 3);
    const all = referenceDevice.evaluate(net, parameters, { ...batch, stepWeights }).loss;
    expect(all).toBeCloseTo(
      stepWeights.reduce((sum, weight, step) => sum + weight * only(step), 0),
      9,
    );
  });
});
