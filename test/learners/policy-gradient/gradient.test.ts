/**
 * Gradient of a policy: that of the batch against the likelihood-ratio formula, summed over all actions of an episode of
 * two steps, and this against central differences of the exact expected return.
 */
import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device.ts';
import { openDevice } from '../../../src/engine/index.ts';
import { stepperOf } from '../../../src/engine/reference/stepper.ts';
import type { Rollout } from '../../../src/engine/rollout.ts';
import { policyBatch } from '../../../src/learners/policy-gradient/policy-batch.ts';
import { advantagesOf } from '../../../src/learners/policy-gradient/returns.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { lstmNet } from '../../../src/nets/lstm.ts';
import type { Net } from '../../../src/nets/net.ts';
import { randomParameters } from '../../support/engine/random-batch.ts';

const SIZES = { inputs: 2, hidden: 3, outputs: 2 };
const nets: Readonly<Record<string, Net>> = {
  elman: elmanNet({ unit: 'tanh', ...SIZES }),
  lstm: lstmNet({ peepholes: true, ...SIZES }),
};
/** Rewards of the second action after the first; what is seen next depends on the first, so that memory matters. */
const REWARDS = [
  [1, -0.5],
  [0.25, 2],
] as const;
const FIRST = [0.7, -0.3];
const next = (action: number): number[] => (action === 0 ? [0, 1] : [1, -1]);

function probabilities(y: Float64Array): number[] {
  const exponentials = [...y].map((one) => Math.exp(one));
  const sum = exponentials.reduce((left, right) => left + right, 0);
  return exponentials.map((one) => one / sum);
}

/** All four episodes with their probabilities, in float64. */
function episodesOf(net: Net, parameters: ArrayLike<number>) {
  const stepper = stepperOf(net, Float64Array.from(parameters));
  return [0, 1].flatMap((one) =>
    [0, 1].map((two) => {
      const y = new Float64Array(2);
      stepper.reset();
      stepper.step(Float64Array.from(FIRST), y);
      const before = probabilities(y);
      stepper.step(Float64Array.from(next(one)), y);
      const after = probabilities(y);
      const rollout: Rollout = {
        steps: 2,
        observations: Float32Array.from([...FIRST, ...next(one)]),
        classes: Int32Array.of(one, two),
        values: null,
        rewards: Float64Array.of(0.125 * one, REWARDS[one as 0 | 1][two as 0 | 1]),
        entropies: Float64Array.of(...[before, after].map(entropyOf)),
        surprises: Float64Array.of(-Math.log(before[one]!), -Math.log(after[two]!)),
        loss: 0,
        macs: 0,
      };
      return { rollout, probability: before[one]! * after[two]! };
    }),
  );
}

const entropyOf = (one: readonly number[]): number =>
  one.reduce((sum, probability) => sum - probability * Math.log(probability), 0);

/** Expected return, discounted as seen from each step on, and the expected entropy of both choices. */
function expectedReturn(net: Net, parameters: ArrayLike<number>, discount: number, entropyBonus = 0): number {
  return episodesOf(net, parameters).reduce((sum, { probability, rollout: { rewards, entropies } }) => {
    return (
      sum +
      probability * (rewards[0]! + discount * rewards[1]! + entropyBonus * (entropies[0]! + entropies[1]!))
    );
  }, 0);
}

/** Σ over episodes of p(episode) times the gradient of its own batch. */
async function expectedGradient(
  device: Device,
  net: Net,
  parameters: Float32Array,
  { discount = 1, constant = 0, entropyBonus = 0 } = {},
): Promise<Float64Array> {
  const total = new Float64Array(net.parameters);
  for (const { rollout, probability } of episodesOf(net, parameters)) {
    const { advantages } = advantagesOf([rollout], { discount, baseline: 'none', normalised: false });
    const less = advantages.map((own) => own.map((one) => one - constant));
    const batch = policyBatch(net, [rollout], { advantages: less, noise: 1, entropyBonus });
    const { gradient } = await device.gradient(net, parameters, batch);
    for (let at = 0; at < total.length; at++) total[at]! += probability * gradient[at]!;
  }
  return total;
}

function differences(parameters: Float32Array, of: (parameters: Float64Array) => number): number[] {
  const step = 1e-5;
  return Array.from(parameters, (_, at) => {
    const moved = (by: number) =>
      Float64Array.from(parameters, (one, index) => one + (index === at ? by : 0));
    return (of(moved(step)) - of(moved(-step))) / (2 * step);
  });
}

const DIGITS: Readonly<Record<string, number>> = { reference: 7, wasm: 5 };

describe.each(Object.keys(DIGITS))('on %s', async (name) => {
  const device = await openDevice(name);

  describe.each(Object.entries(nets))('the policy gradient of a net %s', (_, net) => {
    const parameters = randomParameters(net, 5, 2);
    const expectNear = (given: ArrayLike<number>, expected: readonly number[]): void => {
      expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.01);
      for (const [at, one] of expected.entries()) expect(given[at]).toBeCloseTo(one, DIGITS[name]);
    };

    it('is, on average over all actions, minus the gradient of the expected return', async () => {
      const exact = differences(parameters, (one) => -expectedReturn(net, one, 1));
      expectNear(await expectedGradient(device, net, parameters), exact);
    });

    it('is the same on average whatever is taken off all returns', async () => {
      const exact = differences(parameters, (one) => -expectedReturn(net, one, 1));
      expectNear(await expectedGradient(device, net, parameters, { constant: 0.8 }), exact);
    });

    it('has the gradient of the entropy of each choice beside it where there is a bonus', async () => {
      // The bonus is on the choice at a step, not on those that it leads to.
      const plain = await expectedGradient(device, net, parameters);
      const whole = await expectedGradient(device, net, parameters, { entropyBonus: 0.5 });
      const bonus = whole.map((one, at) => one - plain[at]!);
      const fixed = episodesOf(net, parameters).map(({ probability }) => probability);
      const exact = differences(parameters, (moved) => {
        const entropies = episodesOf(net, moved).map(({ rollout }) => rollout.entropies);
        return -0.5 * entropies.reduce((sum, [one, two], at) => sum + fixed[at]! * (one! + two!), 0);
      });
      expectNear(bonus, exact);
    });
  });

  it('gives noise on linear outputs the gradient of its density', async () => {
    const net = nets.lstm!;
    const parameters = randomParameters(net, 6, 2);
    const noise = 0.3;
    const x = [0.4, -0.2, 0.1, 0.9];
    const rollout: Rollout = {
      ...episodesOf(net, parameters)[0]!.rollout,
      ...{ classes: null, values: Float32Array.from(x) },
    };
    const advantages = [Float64Array.of(1.5, -0.75)];
    const minusLogDensity = (moved: Float64Array): number => {
      const stepper = stepperOf(net, moved);
      const y = new Float64Array(2);
      return advantages[0]!.reduce((sum, advantage, step) => {
        stepper.step(Float64Array.from(rollout.observations.subarray(2 * step, 2 * step + 2)), y);
        const square = [0, 1].reduce((all, at) => all + (rollout.values![2 * step + at]! - y[at]!) ** 2, 0);
        return sum + (advantage * square) / (2 * noise * noise);
      }, 0);
    };
    const batch = policyBatch(net, [rollout], { advantages, noise, entropyBonus: 0 });
    const { gradient, loss } = await device.gradient(net, parameters, batch);
    expect(loss).toBeCloseTo(minusLogDensity(Float64Array.from(parameters)), 4);
    const exact = differences(parameters, minusLogDensity);
    for (const [at, one] of exact.entries()) expect(gradient[at]).toBeCloseTo(one, DIGITS[name]! - 2);
  });

  it('divides by the number of episodes, and leaves a step of weight 0 out', async () => {
    const net = nets.elman!;
    const parameters = randomParameters(net, 7, 2);
    const [one, two] = episodesOf(net, parameters).map(({ rollout }) => rollout) as [Rollout, Rollout];
    const of = async (rollouts: readonly Rollout[], advantages: readonly number[][]) => {
      const options = {
        advantages: advantages.map((own) => Float64Array.from(own)),
        noise: 1,
        entropyBonus: 0,
      };
      return (await device.gradient(net, parameters, policyBatch(net, rollouts, options))).gradient;
    };
    const short = { ...two, steps: 1, observations: two.observations.subarray(0, 2) };
    const both = await of([one, short], [[0.5, -1], [2]]);
    const [first, second] = [await of([one], [[0.5, -1]]), await of([two], [[2, 0]])];
    for (let at = 0; at < net.parameters; at++)
      expect(both[at]).toBeCloseTo((first[at]! + second[at]!) / 2, 6);
  });
});
