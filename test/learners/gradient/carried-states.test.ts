/** Truncated back-propagation: descents whose sequences go on where those of the batch before ended. */
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import { beginning } from '../../../src/engine/descent-state.ts';
import type { DescentSettings, Device, Vector } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { openTfjsDevice } from '../../../src/engine/tfjs/device.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import { callsOf } from '../../../src/learners/calls.ts';
import { HostDescent } from '../../../src/learners/gradient/host-descent.ts';
import { findLearner } from '../../../src/learners/index.ts';
import type { Problem } from '../../../src/learners/learner.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { lstmNet } from '../../../src/nets/lstm.ts';
import type { Net } from '../../../src/nets/net.ts';
import { cutBatch } from '../../support/engine/cut-batch.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';
import { netProblem, search } from '../../support/learners/fake-problem.ts';

const SIZES = { inputs: 3, hidden: 6, outputs: 2 };
const nets: Readonly<Record<string, Net>> = {
  elman: elmanNet({ unit: 'tanh', ...SIZES }),
  lstm: lstmNet({ peepholes: true, ...SIZES }),
};
const SETTINGS: DescentSettings = { learningRate: 0.3, threshold: 0, omega: null, carries: true };

const whole = randomBatch({
  ...{ loss: 'softmax', input: 'symbols', ...SIZES, sequences: 5, steps: 24, scored: 'all', seed: 3 },
});
/** Chunks of the same five sequences. */
const chunks = Array.from({ length: 6 }, (_, index) => cutBatch(whole, 4 * index, 4 * index + 4));

const feed = (batches: readonly Batch[]) => {
  const left = [...batches];
  return () => {
    const batch = left.shift();
    return batch === undefined ? null : { batch, stateNorms: false };
  };
};

/** `θ ← θ - η g`, each gradient from the states at which the chunk before ended. */
async function byHand(device: Device, net: Net, parameters: Float32Array) {
  const theta = parameters.slice();
  let from: Vector | null = null;
  for (const batch of chunks) {
    const { gradient, end } = await device.gradient(net, theta, batch, { carry: { from } });
    for (const [at, slope] of gradient.entries()) theta[at] = theta[at]! - SETTINGS.learningRate * slope;
    from = Float32Array.from(end!);
  }
  return { parameters: theta, carried: from };
}

const devices = { reference: () => referenceDevice, wasm: () => openWasmDevice() } as const;

describe.each(Object.entries(devices))('a descent that carries states, %s', (_device, open) => {
  it.each(Object.entries(nets))('goes from each chunk to the next: %s', async (_name, net) => {
    const parameters = randomParameters(net, 1, 2);
    const descent = new HostDescent(open(), net, beginning(parameters), SETTINGS);
    await descent.run(feed(chunks));
    const { parameters: found, carried } = descent.state();
    const right = await byHand(open(), net, parameters);
    expect(carried).toEqual(right.carried);
    expect(found).toEqual(right.parameters);
    const anew = new HostDescent(open(), net, beginning(parameters), { ...SETTINGS, carries: false });
    await anew.run(feed(chunks));
    expect(anew.state().carried).toBeNull();
    expect(anew.state().parameters).not.toEqual(found);
  });

  it.each(Object.entries(nets))('goes on from its state to the last bit: %s', async (_name, net) => {
    const at = beginning(randomParameters(net, 1, 2));
    const straight = new HostDescent(open(), net, at, SETTINGS);
    await straight.run(feed(chunks));
    const first = new HostDescent(open(), net, at, SETTINGS);
    await first.run(feed(chunks.slice(0, 2)));
    const second = new HostDescent(open(), net, first.state(), SETTINGS);
    await second.run(feed(chunks.slice(2)));
    expect(second.state()).toEqual(straight.state());
  });
});

it.each(Object.entries(devices))(
  'sequences that begin anew begin at 0, the others go on, %s',
  async (_device, open) => {
    const net = nets.lstm!;
    const settings = { ...SETTINGS, learningRate: 1e-30 };
    const endOf = async (batches: readonly Batch[]) => {
      const descent = new HostDescent(open(), net, beginning(randomParameters(net, 1, 2)), settings);
      await descent.run(feed(batches));
      return descent.state().carried!;
    };
    const begins = Uint8Array.of(0, 1, 0, 0, 1);
    const some = await endOf([chunks[0]!, { ...chunks[1]!, begins }]);
    const [goneOn, anew] = [await endOf(chunks.slice(0, 2)), await endOf([chunks[1]!])];
    expect(goneOn.every((value, at) => value !== anew[at])).toBe(true);
    expect(some).toEqual(goneOn.map((value, at) => (begins[at % 5] === 1 ? anew[at]! : value)));
  },
);

it('a rescued update, whose states are not finite, lets the next batch begin at 0', async () => {
  const net = nets.elman!;
  const spoilt: Pick<Device, 'gradient'> = {
    gradient: async (...call) => {
      const made = await referenceDevice.gradient(...call);
      return { ...made, loss: Number.NaN, end: made.end!.map(() => Number.NaN) };
    },
  };
  const settings = { ...SETTINGS, rescue: true };
  const descent = new HostDescent(spoilt, net, beginning(randomParameters(net, 1)), settings);
  await descent.run(feed(chunks.slice(0, 1)));
  expect(descent.state().carried).toBeNull();
});

it('a descent that carries none does not begin at a carried state', () => {
  const net = nets.elman!;
  const at = { ...beginning(randomParameters(net, 1)), carried: new Float32Array(30) };
  expect(() => new HostDescent(referenceDevice, net, at, { ...SETTINGS, carries: false })).toThrow(
    RangeError,
  );
});

it('a device with descents of its own refuses one that carries states', async () => {
  const device = await openTfjsDevice('cpu');
  const net = nets.elman!;
  expect(() => device.descend!(net, beginning(randomParameters(net, 1)), SETTINGS)).toThrow(
    'a descent that carries states, which the device does not take',
  );
  await device.close();
});

describe.each(['sgd', 'adam'])('a search by %s on batches that continue', (name) => {
  const problem: Problem = {
    ...netProblem({ device: referenceDevice, net: nets.lstm! }),
    continues: true,
    trainingBatch: (index) => chunks[index]!,
  };
  const learner = findLearner(name);
  const updates = async (one: Awaited<ReturnType<typeof search>>, count: number) => {
    for (let update = 0; update < count; update++) await one.step();
  };

  it('keeps the carried states in its snapshot, and goes on from it to the last bit', async () => {
    const straight = await search(learner, problem, { batch: 5 });
    await updates(straight, 6);
    const first = await search(learner, problem, { batch: 5 });
    await updates(first, 3);
    const snapshot = first.snapshot();
    expect(snapshot.arrays.carried).toHaveLength(2 * SIZES.hidden * 5);
    const second = await learner.start(problem, learner.settings.parse({ batch: 5 }), snapshot);
    await updates(second, 3);
    expect(second.snapshot()).toEqual(straight.snapshot());
  });

  it('carries none where batches do not continue', async () => {
    const anew = await search(learner, { ...problem, continues: false }, { batch: 5 });
    await updates(anew, 2);
    expect(anew.snapshot().arrays).not.toHaveProperty('carried');
  });
});

it('updates alone ask a device to carry states, on tasks whose sequences continue', () => {
  const calls = (name: string, shape: { continues?: boolean }) => {
    const learner = findLearner(name);
    return callsOf(learner, learner.settings.parse({}), shape);
  };
  expect(calls('sgd', { continues: true })).toContain('carry');
  expect(calls('adam', { continues: true })).toContain('carry');
  expect(calls('adam', {})).not.toContain('carry');
  expect(calls('genitor', { continues: true })).not.toContain('carry');
});
