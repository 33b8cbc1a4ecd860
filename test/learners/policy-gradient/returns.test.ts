/** Returns, baselines and advantages, by hand. */
import { describe, expect, it } from 'vitest';
import { advantagesOf, baselines, returnsOf } from '../../../src/learners/policy-gradient/returns.ts';

const rollouts = [[1, 0, 2], [4]].map((rewards) => ({ rewards: Float64Array.from(rewards) }));
const plain = (steps: readonly Float64Array[]): number[][] => steps.map((own) => [...own]);

describe('returns', () => {
  it('are the rewards from each step on, each discounted by how much later it is', () => {
    expect(plain(returnsOf(rollouts, 0.5))).toEqual([[1.5, 1, 2], [4]]);
    expect(plain(returnsOf(rollouts, 1))).toEqual([[3, 2, 2], [4]]);
    expect(plain(returnsOf(rollouts, 0))).toEqual([[1, 0, 2], [4]]);
  });
});

describe('baselines', () => {
  const returns = returnsOf(rollouts, 1);

  it.each([
    ['none', [[0, 0, 0], [0]]],
    ['mean', [[2.75, 2.75, 2.75], [2.75]]],
    ['step', [[3.5, 2, 2], [3.5]]],
  ] as const)('%s', (name, expected) => {
    expect(plain(baselines[name](returns))).toEqual(expected);
  });
});

describe('advantages', () => {
  it('are returns less the baseline, whose root mean square is the error', () => {
    const { advantages, error } = advantagesOf(rollouts, {
      discount: 1,
      baseline: 'step',
      normalised: false,
    });
    expect(plain(advantages)).toEqual([[-0.5, 0, 0], [0.5]]);
    expect(error).toBeCloseTo(Math.sqrt(0.5 / 4), 12);
  });

  it('have a root mean square of 1 where they are normalised, whatever the unit of the rewards', () => {
    for (const unit of [1e-6, 1, 1e6]) {
      const scaled = rollouts.map(({ rewards }) => ({ rewards: rewards.map((one) => unit * one) }));
      const { advantages, error } = advantagesOf(scaled, {
        discount: 0.9,
        baseline: 'mean',
        normalised: true,
      });
      const all = advantages.flatMap((own) => [...own]);
      expect(all.reduce((sum, one) => sum + one * one, 0) / all.length).toBeCloseTo(1, 9);
      expect(error).toBeGreaterThan(0.1 * unit);
    }
  });

  it('are 0 where all returns are alike but for rounding', () => {
    const alike = [0.1 + 0.2, 0.3].map((one) => ({ rewards: Float64Array.of(one) }));
    const { advantages } = advantagesOf(alike, { discount: 1, baseline: 'mean', normalised: true });
    expect(plain(advantages)).toEqual([[0], [0]].map((own) => own.map(() => expect.closeTo(0, 20))));
  });
});
