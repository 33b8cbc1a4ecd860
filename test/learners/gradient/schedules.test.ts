import { describe, expect, it } from 'vitest';
import { beginning } from '../../../src/engine/descent-state.ts';
import type { DescentSettings } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import type { UpdateFactors } from '../../../src/engine/update-factors.ts';
import { adam } from '../../../src/learners/gradient/adam.ts';
import { HostDescent } from '../../../src/learners/gradient/host-descent.ts';
import { factorsAt, type ScheduleChoice } from '../../../src/learners/gradient/schedules.ts';
import { sgd } from '../../../src/learners/gradient/sgd.ts';
import { lookInside } from '../../../src/learners/inside.ts';
import { netProblem, search, steps } from '../../support/learners/fake-problem.ts';

const problem = netProblem();
const none: ScheduleChoice = { rate: { name: 'constant', span: 7 }, alpha: { name: 'constant', span: 7 } };
const at = (choice: Partial<ScheduleChoice>, updates: number, rises = 0): UpdateFactors =>
  factorsAt({ ...none, ...choice }, { updates, rises });

/** θ after updates with those factors, made one by one by the host. */
async function movedBy(settings: DescentSettings, factors: readonly UpdateFactors[]): Promise<Float32Array> {
  const start = problem.initialise(problem.random('initial', 0));
  const descent = new HostDescent(referenceDevice, problem.net, beginning(start), settings);
  let update = 0;
  await descent.run(() =>
    update === factors.length
      ? null
      : { batch: problem.trainingBatch(update, 20), stateNorms: false, factors: factors[update++]! },
  );
  return descent.state().parameters;
}

describe('schedules of the learning rate', () => {
  it('are 1 throughout where nothing is asked for', () => {
    for (const updates of [0, 1, 1e9]) expect(at({}, updates, 5)).toEqual({ rate: 1, alpha: 1 });
  });

  it('halve it at each rise of the validation loss', () => {
    const rates = [0, 1, 2, 10].map((rises) => at({ rate: { name: 'halving', span: 1 } }, 99, rises).rate);
    expect(rates).toEqual([1, 0.5, 0.25, 2 ** -10]);
  });

  it('make it fall with inverse time, to a half after the span', () => {
    const rates = [0, 50, 100, 300].map(
      (updates) => at({ rate: { name: 'inverse', span: 100 } }, updates).rate,
    );
    expect(rates).toEqual([1, 1 / 1.5, 0.5, 0.25]);
  });

  it('make it fall along half a cosine to a hundredth, and no further', () => {
    for (const updates of [0, 1, 30, 50, 99, 100, 101, 1e6]) {
      const angle = Math.PI * Math.min(1, updates / 100);
      const right = 0.01 + (0.99 * (1 + Math.cos(angle))) / 2;
      expect(at({ rate: { name: 'cosine', span: 100 } }, updates).rate).toBeCloseTo(right, 14);
    }
  });

  it('make α 1/t, with t in updates or in epochs', () => {
    const alphas = (span: number) =>
      [0, 1, 2, 3, 4].map((updates) => at({ alpha: { name: 'inverse', span } }, updates).alpha);
    expect(alphas(1)).toEqual([1, 1 / 2, 1 / 3, 1 / 4, 1 / 5]);
    expect(alphas(3)).toEqual([1, 1, 1, 1 / 2, 1 / 2]);
  });
});

describe('a search whose schedules move η and α', () => {
  const scheduled = {
    batch: 20,
    learningRate: 0.5,
    threshold: 1,
    alpha: 2,
    schedule: 'inverse',
    span: 2,
    alphaSchedule: 'inverse',
    alphaSpan: 3,
  };

  it('makes each update with the factors of its number', async () => {
    const running = await search(sgd, problem, scheduled);
    await steps(running, 5);
    const right = await movedBy(
      { learningRate: 0.5, threshold: 1, omega: { form: 'squared', weight: 2 } },
      [0, 1, 2, 3, 4].map((update) => ({
        rate: 1 / (1 + update / 2),
        alpha: 1 / (1 + Math.floor(update / 3)),
      })),
    );
    expect(running.champion().parameters).toEqual(right);
  });

  it('shows η and α of the next update, and neither where they are constant', async () => {
    const running = await search(sgd, problem, scheduled);
    await steps(running, 3);
    expect(lookInside(running)).toMatchObject({ learningRate: 0.5 / 2.5, alpha: 1 });
    const constant = lookInside(await search(sgd, problem, { batch: 20, alpha: 2 }));
    expect(constant).not.toHaveProperty('learningRate');
    expect(constant).not.toHaveProperty('alpha');
  });

  it.each([
    ['sgd', sgd, {}],
    ['adam', adam, { learningRate: 0.05 }],
  ] as const)(
    'halves η of %s after a validation with a higher loss, and goes on so from a snapshot',
    async (_, learner, own) => {
      const settings = { batch: 20, learningRate: 0.5, schedule: 'halving', ...own };
      const running = await search(learner, problem, settings);
      const rateOf = (one: typeof running) => lookInside(one).learningRate;
      const rate = settings.learningRate;
      const told = (loss: number): unknown => {
        running.validated!(loss);
        return rateOf(running);
      };
      await steps(running, 1);
      expect([1, 0.9, 0.9, 0.95, 0.5, Number.NaN, 0.6, 0.7].map(told)).toEqual(
        [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25].map((factor) => rate * factor),
      );
      const again = await learner.start(problem, learner.settings.parse(settings), running.snapshot());
      expect(rateOf(again)).toBe(rate / 4);
      for (const one of [running, again]) {
        await steps(one, 2);
        one.validated!(0.8);
        await steps(one, 2);
      }
      expect(rateOf(again)).toBe(rate / 8);
      expect(again.champion()).toEqual(running.champion());
      expect(again.snapshot()).toEqual(running.snapshot());
    },
  );
});
