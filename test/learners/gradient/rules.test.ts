/** Descents by a rule with a moment, and with a carried state: their whole state goes in and comes out. */
import { beforeAll, describe, expect, it } from 'vitest';
import { beginning, type DescentState } from '../../../src/engine/descent-state.ts';
import type { DescentSettings, Device, UpdateRequest } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import { HostDescent } from '../../../src/learners/gradient/host-descent.ts';
import type { HostRule } from '../../../src/learners/gradient/rules/host-rule.ts';
import { hostRules } from '../../../src/learners/gradient/rules/index.ts';
import { sgd, sgdBy } from '../../../src/learners/gradient/sgd.ts';
import type { Learner, Snapshot } from '../../../src/learners/learner.ts';
import { norm } from '../../../src/numeric/norm.ts';
import { netProblem, search, steps } from '../../support/learners/fake-problem.ts';
import { FarDevice } from '../../support/learners/far-device.ts';
import { heavyBallLearner, offerHeavyBall, rule } from '../../support/learners/heavy-ball.ts';

offerHeavyBall();

/** Another toy: θ stays, and its one number is 1, then 2^16 times as much at each update. */
const growing = { kind: 'growing' };
beforeAll(() => {
  (hostRules as Record<string, HostRule>).growing = {
    begin: () => [new Float32Array(1)],
    update(_rule, from, _slope, to) {
      to.parameters.set(from.parameters);
      to.moments[0]![0] = 2 ** 16 * from.moments[0]![0]! || 1;
    },
  };
});

const { net, initialise, random, trainingBatch } = netProblem();
const start = initialise(random('initial', 0));
const settings: DescentSettings = { learningRate: 0.5, threshold: 0.1, omega: null, rule };

/** Updates by their numbers, from `first` to before `end`. */
function updates(first: number, end: number): () => UpdateRequest | null {
  let number = first;
  return () => (number < end ? { batch: trainingBatch(number++, 20), stateNorms: false } : null);
}

async function descend(
  device: Device,
  at: DescentState,
  [first, end]: readonly [number, number],
  given: DescentSettings = settings,
): Promise<DescentState> {
  const descent = new HostDescent(device, net, at, given);
  expect((await descent.run(updates(first, end))).fault).toBeNull();
  return descent.state();
}

describe('a descent by a rule with a moment', () => {
  it('makes the updates of its formula on clipped gradients', async () => {
    let [theta, ball] = [start, new Float32Array(net.parameters)];
    for (let number = 0; number < 3; number++) {
      const gradient = referenceDevice.gradient(net, theta, trainingBatch(number, 20)).gradient;
      const scale = 0.1 / norm(gradient);
      expect(scale).toBeLessThan(1);
      ball = ball.map((value, index) => 0.75 * value + scale * gradient[index]!);
      theta = theta.map((value, index) => value - 0.5 * ball[index]!);
    }
    expect(await descend(referenceDevice, beginning(start), [0, 3])).toEqual({
      parameters: theta,
      moments: [ball],
      carried: null,
    });
  });

  it.each([
    ['reference', () => referenceDevice],
    ['wasm', () => openWasmDevice()],
  ])('goes on from its state bit for bit, on %s', async (_name, open) => {
    const whole = await descend(open(), beginning(start), [0, 9]);
    for (let cut = 0; cut <= 9; cut++) {
      const at = await descend(open(), beginning(start), [0, cut]);
      const kept = structuredClone(at);
      expect(await descend(open(), at, [cut, 9]), `cut at ${cut}`).toEqual(whole);
      expect(at).toEqual(kept);
    }
    const at = await descend(open(), beginning(start), [0, 4]);
    expect(await descend(open(), beginning(at.parameters), [4, 9])).not.toEqual(whole);
  });

  it('takes a rescued update as one with the gradient .02 W_rec', async () => {
    const nan = { ...referenceDevice, gradient: () => ({ ...gradientOf(start), loss: Number.NaN }) };
    const ball = await descend(referenceDevice, beginning(start), [0, 1]);
    const { parameters, moments } = await descend(nan, ball, [1, 2], { ...settings, rescue: true });
    const recurrent = net.blocks.find(({ name }) => name === 'W_rec')!;
    for (const [index, value] of ball.parameters.entries()) {
      const isRecurrent = index >= recurrent.offset && index < recurrent.offset + recurrent.size;
      const moment = Math.fround(0.75 * ball.moments[0]![index]! + (isRecurrent ? 0.02 * value : 0));
      expect(moments[0]![index]).toBe(moment);
      expect(parameters[index]).toBe(Math.fround(value - 0.5 * moment));
    }
  });

  it('fails where a moment is beyond float32, and stays at the state before', async () => {
    const descent = new HostDescent(referenceDevice, net, beginning(start), { ...settings, rule: growing });
    expect(await descent.run(updates(0, 60))).toMatchObject({ fault: 'moments' });
    const [moment] = descent.state().moments;
    expect(moment).toEqual(Float32Array.of(2 ** 112));
    const running = await search(sgdBy(growing), netProblem());
    const last = (await steps(running, 9)).at(-1)!;
    expect(last.stop?.detail).toBe('update 9: a moment is beyond the range of 32-bit numbers');
    expect(running.snapshot().arrays.moment1).toEqual(moment);
  });

  it('is refused where the host has no such rule, and where the state is none of the rule’s', () => {
    const at = (given: Partial<DescentState>, of: DescentSettings = settings) => {
      return () => new HostDescent(referenceDevice, net, { ...beginning(start), ...given }, of);
    };
    expect(at({}, { ...settings, rule: { kind: 'nesterov' } })).toThrow(
      'no update rule nesterov on the host; known: plain, adam, heavy-ball, growing',
    );
    const plain = { ...settings, rule: { kind: 'plain' } };
    expect(at({ moments: [start] }, plain)).toThrow('moments of the lengths [18] for a rule with []');
    expect(at({ moments: [start, start] })).toThrow('moments of the lengths [18, 18] for a rule with [18]');
    expect(at({ carried: new Float32Array(2) })).toThrow('which the device does not take');
  });
});

describe('the snapshot of a descent', () => {
  const chosen = { learningRate: 0.5 };
  const carrying = () => netProblem({ device: new FarDevice({ carries: true }) });

  async function snapshotAt(learner: Learner, problem: ReturnType<typeof netProblem>, from?: Snapshot) {
    const running = await learner.start(problem, learner.settings.parse(chosen), from);
    await steps(running, 5);
    await running.settle?.();
    return running.snapshot();
  }

  const without = (snapshot: Snapshot, name: string): Snapshot => ({
    ...snapshot,
    arrays: Object.fromEntries(Object.entries(snapshot.arrays).filter(([key]) => key !== name)),
  });

  it('has the arrays that it always had where there are no moments and nothing is carried', async () => {
    const { arrays, values } = await snapshotAt(sgd, netProblem());
    expect(Object.keys(arrays)).toEqual(['parameters', 'norms', 'stateNorms']);
    expect(Object.keys(values)).toEqual(['updates', 'omega']);
  });

  it.each([
    { what: 'moments', learner: heavyBallLearner, problem: netProblem, name: 'moment1' },
    { what: 'moments on a device of its own', learner: heavyBallLearner, problem: far, name: 'moment1' },
    { what: 'a carried state', learner: sgd, problem: carrying, name: 'carried' },
  ])('has $what beside them, and no search goes on alike without', async ({ learner, problem, name }) => {
    const first = await snapshotAt(learner, problem());
    expect(Object.keys(first.arrays)).toEqual(['parameters', name, 'norms', 'stateNorms']);
    const second = await snapshotAt(learner, problem(), structuredClone(first));
    const whole = await learner.start(problem(), learner.settings.parse(chosen));
    await steps(whole, 10);
    await whole.settle?.();
    expect(second).toEqual(whole.snapshot());
    const dropped = await snapshotAt(learner, problem(), without(first, name));
    expect(dropped.arrays.parameters).not.toEqual(second.arrays.parameters);
  });
});

const far = () => netProblem({ device: new FarDevice() });

/** The gradient at these parameters, made so many times as long. */
function gradientOf(parameters: Float32Array, factor = 1) {
  const found = referenceDevice.gradient(net, parameters, trainingBatch(0, 20));
  return { ...found, gradient: found.gradient.map((value) => factor * value) };
}
