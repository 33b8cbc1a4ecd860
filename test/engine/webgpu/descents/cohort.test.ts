import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { beginning } from '../../../../src/engine/descent-state.ts';
import type { DescentSettings, Device } from '../../../../src/engine/device.ts';
import { openWebgpuDevice } from '../../../../src/engine/webgpu/device.ts';
import { type Random, randomStream } from '../../../../src/random/random.ts';
import { FAILING_SEQUENCES, failingDescent, failingForm } from '../../../support/engine/failing-descent.ts';
import { makeDescent } from '../../../support/engine/form-cases.ts';
import { type Outcome, type Pace, type Play, play, supply } from '../play.ts';
import { describeOnGpu } from '../swiftshader.ts';

const SETTINGS: readonly DescentSettings[] = [
  { learningRate: 0.01, threshold: 0, omega: null },
  { learningRate: 0.05, threshold: 0.1, omega: { form: 'squared', weight: 1 } },
  { learningRate: 0.02, threshold: 1, omega: null },
  { learningRate: 0.05, threshold: 0.5, omega: { form: 'norm', weight: 0.5 } },
  { learningRate: 0.01, threshold: 0, omega: { form: 'squared', weight: 0 } },
];

/** A descent on its own batches, of lengths of its own; some are over soon. */
function sound(index: number, updates: number): Play {
  const random = randomStream('sound', index);
  const extents = Array.from({ length: updates }, (_, update) => ({
    sequences: FAILING_SEQUENCES,
    steps: 1 + random.integer(12),
    ragged: random.integer(2) === 0,
    scored: (['last', 'some', 'all'] as const)[random.integer(3)]!,
    seed: `${index}/${update}`,
  }));
  return { ...makeDescent(failingForm, extents), settings: SETTINGS[index % SETTINGS.length]! };
}

/** Fails at its third update, and once more after two further ones. */
function failing(fault: Parameters<typeof failingDescent>[0]): Play {
  const { net, parameters, batches, bad } = failingDescent(fault);
  const settings = { learningRate: 1000, threshold: 0, omega: null };
  const [first, second, third, fourth] = batches;
  return { net, parameters, batches: [first!, second!, bad, third!, fourth!, bad, first!], settings };
}

const plays: readonly Play[] = [
  ...[9, 1, 14, 6, 3, 11, 20].map((updates, index) => sound(index, updates)),
  failing('loss'),
  failing('norm'),
  failing('parameters'),
];

/** Runs of a few updates, with pauses between them. */
const paces = (random: Random): Pace[] =>
  Array.from({ length: 40 }, () => ({ updates: 1 + random.integer(5), pause: random.integer(12) }));

describeOnGpu('descents beside each other', () => {
  let device: Device;
  let alone: readonly Outcome[];
  beforeAll(async () => {
    device = await openWebgpuDevice();
    const outcomes: Outcome[] = [];
    for (const one of plays) outcomes.push(await play(device, one));
    alone = outcomes;
  });
  afterAll(() => device.close());

  it('fail each where it was made to', () => {
    expect(alone.slice(0, -3).every(({ faults }) => faults.length === 0)).toBe(true);
    expect(alone.slice(-3).map(({ faults }) => faults)).toEqual([
      ['loss', 'loss'],
      ['norm', 'norm'],
      ['parameters', 'parameters'],
    ]);
    for (const [index, { losses }] of alone.entries())
      expect(losses.length).toBe(plays[index]!.batches.length);
  });

  it('come to what each comes to alone, bit for bit: all from the beginning', async () => {
    expect(await Promise.all(plays.map((one) => play(device, one)))).toEqual(alone);
  });

  it.each([1, 2, 3, 4])('come to that, cut into runs and joining in any order (%d)', async (seed) => {
    const random = randomStream('paces', seed);
    expect(await Promise.all(plays.map((one) => play(device, one, paces(random))))).toEqual(alone);
  });

  it('come to that where others leave, and more join in their slots', async () => {
    const many = [...plays.keys(), ...plays.keys(), ...plays.keys()];
    const random = randomStream('joining', 1);
    const outcomes = await Promise.all(
      many.map(async (index, position) => {
        const pause = 10 * position + random.integer(20);
        for (let turn = 0; turn < pause; turn++) await setImmediate();
        return play(device, plays[index]!, paces(random));
      }),
    );
    for (const [position, index] of many.entries()) expect(outcomes[position]).toEqual(alone[index]);
  });

  it('come to that beside descents of other nets, gradients and evaluations', async () => {
    const other = sound(1, 4);
    const form = { ...failingForm, unit: 'tanh', hidden: 5 } as const;
    const extents = [3, 4, 5].map((steps) => ({ sequences: 7, steps, seed: steps }));
    const tanh: Play = { ...makeDescent(form, extents), settings: SETTINGS[1]! };
    const [batch] = tanh.batches;
    const tanhAlone = await play(device, tanh);
    const gradient = await device.gradient(tanh.net, tanh.parameters, batch!);
    const evaluation = await device.evaluate(other.net, other.parameters, other.batches[0]!);
    const [together, ofTanh, ...rest] = await Promise.all([
      Promise.all(plays.map((one) => play(device, one))),
      play(device, tanh),
      device.gradient(tanh.net, tanh.parameters, batch!),
      device.evaluate(other.net, other.parameters, other.batches[0]!),
    ]);
    expect(together).toEqual(alone);
    expect(ofTanh).toEqual(tanhAlone);
    expect(rest).toEqual([gradient, evaluation]);
  });

  it('keep their parameters where they stand while others go on', async () => {
    const [first, second] = [plays[0]!, plays[2]!];
    const resting = await device.descend!(first.net, beginning(first.parameters), first.settings);
    await resting.run(supply(first.batches, 0, 4));
    const before = (await resting.state()).parameters;
    const going = play(device, second);
    expect((await resting.state()).parameters).toEqual(before);
    await going;
    expect((await resting.state()).parameters).toEqual(before);
    await resting.run(supply(first.batches, 4, 5));
    expect((await resting.state()).parameters).toEqual(alone[0]!.theta);
    resting.close();
  });
});
