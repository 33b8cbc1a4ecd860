import { describe, expect, it } from 'vitest';
import { learners } from '../../src/learners/index.ts';
import { genesAsNet, optionsOf } from '../../src/learners/reservoirs/hyperparameters.ts';
import { reservoir } from '../../src/nets/reservoir.ts';
import type { ReservoirNet } from '../../src/nets/reservoir-net.ts';
import { reservoirProblem } from '../support/learners/fake-problem.ts';

const problem = reservoirProblem({ hidden: 20 });
const net = problem.net as ReservoirNet;

describe('genes of a reservoir', () => {
  it('stand for options within their ranges, and leave the others as the contestant has them', () => {
    expect(genesAsNet(net).parameters).toBe(4);
    const others = { weights: 'sign', biasScaling: 0.7, radius: 3 };
    const middle = optionsOf([0, 0, 0, 0], net, others);
    expect(middle).toMatchObject({ hidden: 20, weights: 'sign', biasScaling: 0.7 });
    expect(middle.radius).toBeCloseTo(0.8, 12);
    expect(middle.leak).toBeCloseTo(Math.sqrt(0.05), 12);
    expect(middle.inputScaling).toBeCloseTo(Math.sqrt(0.1), 12);
    expect(optionsOf([99, 99, 99, 99], net, others)).toMatchObject({
      ...{
        radius: 1.5,
        leak: expect.closeTo(1, 9),
        inputScaling: expect.closeTo(10, 9),
        connectivity: expect.closeTo(0.3, 9),
      },
    });
    const least = optionsOf([-99, -99, -99, -99], net, others);
    expect(least.radius).toBeCloseTo(0.1, 12);
    expect(least.connectivity).toBeCloseTo(0.002, 12);
  });

  it('are of the radius of a step where that is asked for, above what its leaky units keep', () => {
    for (const [gene, links] of [
      [-99, 0.1],
      [0, 0.8],
      [99, 1.5],
    ] as const) {
      const { leak, radius, radiusOf } = optionsOf([gene, 0, 0, 0], net, { radiusOf: 'step' });
      expect(radiusOf).toBe('step');
      expect(radius).toBeCloseTo(1 - leak + leak * links, 12);
    }
    expect(optionsOf([0, 0, 0, 0], net, {}).radiusOf).toBe('weights');
  });
});

it('the champion of the search is a reservoir of its own with a readout in 64 bits', async () => {
  const learner = learners.find(({ name }) => name === 'reservoirs')!;
  const chosen = learner.settings.parse({ population: 6, sequences: 12, renewal: 0 });
  const search = await learner.start(problem, chosen);
  const losses: number[] = [];
  for (let step = 0; step < 8; step++) losses.push((await search.step()).loss);
  // The best of the population on one batch never gets worse.
  for (const [step, loss] of losses.entries())
    if (step > 0) expect(loss).toBeLessThanOrEqual(losses[step - 1]!);
  const { net: own, parameters } = search.champion();
  expect(reservoir.restore!(JSON.parse(JSON.stringify(own)))).toEqual(own);
  const low = own.blocks.find(({ name }) => name === 'W_out_low')!;
  expect(parameters.subarray(low.offset, low.offset + low.size).some((value) => value !== 0)).toBe(true);
});

it('takes more sequences where the asked ones give too few rows to hold any out', async () => {
  const learner = learners.find(({ name }) => name === 'reservoirs')!;
  const search = await learner.start(problem, learner.settings.parse({ population: 4, sequences: 1 }));
  const { loss } = await search.step();
  expect(Number.isFinite(loss)).toBe(true);
});
