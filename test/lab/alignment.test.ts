import { describe, expect, it } from 'vitest';
import { openWasmDevice } from '../../src/engine/wasm/device.ts';
import { watchBirths } from '../../src/lab/alignment/births.ts';
import {
  expectedAccepted,
  expectedCosine,
  expectedShare,
  expectedSignal,
  gammaRatio,
} from '../../src/lab/alignment/expected.ts';
import { clusteredMean } from '../../src/lab/alignment/groups.ts';
import { alignment } from '../../src/lab/alignment/index.ts';
import { drawDirections, type PairLosses, strategiesBeside } from '../../src/lab/alignment/strategies.ts';
import { cosine, dot, largeGradient, stepsBeside } from '../../src/lab/alignment/vectors.ts';
import { Replay } from '../../src/lab/parts/replay.ts';
import { restoreSnapshot, storeSnapshot } from '../../src/lab/parts/stored-arrays.ts';
import { type LabWork, plainJson, plainWork } from '../../src/lab/view.ts';
import { randomStream } from '../../src/random/random.ts';
import { openRun } from '../../src/store/run-file.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { unwrapSnapshot } from '../../src/tournament/trial/trial-state.ts';
import { smallRun, smallSpec } from '../support/export/small-run.ts';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Losses of a function at θ = 0 and at ± σ ε_p. */
function lossesOf(
  rows: readonly Float64Array[],
  deviation: number,
  loss: (at: Float64Array) => number,
): PairLosses {
  const at = (sign: number) => rows.map((row) => loss(row.map((value) => sign * deviation * value)));
  return { here: loss(new Float64Array(rows[0]!.length)), up: at(1), down: at(-1) };
}

describe('the closed forms of a linear loss', () => {
  it('rest on Γ(x + ½) / Γ(x)', () => {
    expect(gammaRatio(0.5)).toBeCloseTo(1 / Math.sqrt(Math.PI), 9);
    expect(gammaRatio(1)).toBeCloseTo(Math.sqrt(Math.PI) / 2, 9);
    // The recurrence R(x + 1) = R(x) (x + ½) / x, across the place where the series takes over.
    for (const x of [3, 29.5, 30, 500])
      expect(gammaRatio(x + 1)).toBeCloseTo((gammaRatio(x) * (x + 0.5)) / x, 7);
  });

  it('agree where two of them say the same: one pair is one accepted step', () => {
    for (const dimensions of [2, 7, 156, 3054])
      expect(expectedCosine(1, dimensions)).toBeCloseTo(expectedAccepted(dimensions), 9);
    // In two dimensions the mean of |cos| over the circle.
    expect(expectedAccepted(2)).toBeCloseTo(2 / Math.PI, 9);
    // In three cos² of m = 2 pairs is uniform: E cos = 2/3.
    expect(expectedCosine(2, 3)).toBeCloseTo(2 / 3, 9);
    expect(expectedCosine(40, 1)).toBe(1);
  });
});

describe('the antithetic estimate', () => {
  const dimensions = 12;
  const gradient = Float64Array.from({ length: dimensions }, (_, at) => Math.cos(at));
  const pairs = 32;

  it('has on a linear loss the cosine, signal, share and accepted steps that the closed forms give', () => {
    const found = Array.from({ length: 150 }, (_, draw) => {
      const directions = drawDirections(pairs, dimensions, randomStream('alignment', draw));
      const losses = lossesOf(directions.rows, 0.3, (at) => 5 + dot(gradient, at));
      return strategiesBeside(directions, losses, 0.3, gradient);
    });
    const kinds = found[0]!.map(({ name }) => name);
    expect(kinds).toEqual([
      ...[32, 8, 2].map((count) => `ES, σ = 0.3, ${count} pairs`),
      'accepted steps, σ = 0.3',
    ]);
    for (const [kind, count] of [32, 8, 2].entries()) {
      const cosines = found.flatMap((one) => one[kind]!.cosines);
      expect(cosines).toHaveLength((150 * pairs) / count);
      expect(mean(cosines)).toBeCloseTo(expectedCosine(count, dimensions), 1.6);
      expect(found[0]![kind]!.linear!.cosine).toBe(expectedCosine(count, dimensions));
    }
    // One estimate of either scatters by about a half; 150 of them by 4 %.
    expect(mean(found.map((one) => one[0]!.signal!)) / expectedSignal(pairs, dimensions)).toBeCloseTo(1, 0.7);
    expect(mean(found.map((one) => one[0]!.share!)) / expectedShare(dimensions)).toBeCloseTo(1, 0.7);
    const accepted = found.map((one) => one[3]!);
    expect(accepted.every((one) => one.accepted === 0.5)).toBe(true);
    expect(mean(accepted.flatMap(({ cosines }) => cosines))).toBeCloseTo(expectedAccepted(dimensions), 1.6);
    expect(mean(accepted.map(({ share }) => share!))).toBeCloseTo(1 / dimensions, 2);
  });

  it('is exact for linear functions, and sees nothing of a quadratic part', () => {
    const directions = drawDirections(pairs, dimensions, randomStream('alignment', 'quadratic'));
    const linear = lossesOf(directions.rows, 0.5, (at) => dot(gradient, at));
    const bent = lossesOf(
      directions.rows,
      0.5,
      (at) => dot(gradient, at) + 3 * dot(at, at) + 7 * at[0]! * at[1]!,
    );
    for (const [p, row] of directions.rows.entries())
      expect((linear.up[p]! - linear.down[p]!) / (2 * 0.5)).toBeCloseTo(dot(gradient, row), 12);
    const [one, other] = [linear, bent].map((losses) => strategiesBeside(directions, losses, 0.5, gradient));
    for (const [kind, { cosines, signal }] of one!.slice(0, 3).entries()) {
      for (const [at, value] of cosines.entries()) expect(other![kind]!.cosines[at]).toBeCloseTo(value, 9);
      expect(other![kind]!.signal).toBeCloseTo(signal!, 9);
    }
    // A bowl accepts fewer steps.
    expect(other![3]!.accepted).toBeLessThan(0.2);
  });

  it('leaves out pairs whose loss is not finite', () => {
    const directions = drawDirections(4, dimensions, randomStream('alignment', 'failed'));
    const losses = lossesOf(directions.rows, 0.1, (at) => dot(gradient, at));
    const failed = { ...losses, up: Float64Array.from(losses.up).fill(Number.NaN, 0, 1) };
    for (const { cosines } of strategiesBeside(directions, failed, 0.1, gradient))
      expect(cosines.every(Number.isFinite)).toBe(true);
  });
});

describe('the gradient of a large batch', () => {
  it('has signal over noise and share of variance of its minibatches, and cosines with the others', () => {
    const random = randomStream('alignment', 'minibatches');
    // Mean (1, 0, 0), standard deviations (2, 1, 1): ‖g‖² = 1, trace 6, share 4/6.
    const gradients = Array.from({ length: 6000 }, () =>
      [1, 0, 0].map((value, at) => value + (at === 0 ? 2 : 1) * random.normal()),
    );
    const { mean: large, ratio, minibatch } = largeGradient(gradients, 20);
    expect(large[0]).toBeCloseTo(1, 0.8);
    expect(ratio / Math.sqrt(6000 / 6)).toBeCloseTo(1, 0.7);
    expect(minibatch.signal).toBeCloseTo(1 / 6, 1.3);
    expect(minibatch.share).toBeCloseTo(4 / 6, 1.3);
    const rest = gradients.slice(1).reduce((sum, one) => sum.map((value, at) => value + one[at]!), [0, 0, 0]);
    expect(minibatch.cosines[0]).toBeCloseTo(cosine(gradients[0]!, rest), 9);
  });

  it('has no signal where minibatches disagree', () => {
    expect(
      largeGradient(
        [
          [1, 0],
          [-1, 0.1],
        ],
        20,
      ).minibatch.signal,
    ).toBe(0);
  });
});

describe('steps', () => {
  it('are beside -g where they began, their mean square shared', () => {
    const found = stepsBeside(
      'steps',
      [
        { step: [-2, 0], gradient: [1, 0] },
        { step: [0, 1], gradient: [3, 0] },
        { step: [0, 0], gradient: [1, 0] },
      ],
      0.25,
    );
    expect(found.cosines).toHaveLength(2);
    expect(found.cosines[0]).toBe(1);
    expect(found.cosines[1]).toBeCloseTo(0, 12);
    expect(found.share).toBeCloseTo(4 / 5, 12);
    expect(found.accepted).toBe(0.25);
  });
});

describe('a mean over trials', () => {
  it('weighs trials alike and has no interval of one value', () => {
    expect(clusteredMean([[1, 1, 1, 1], [3]], 50, ['mean'])!.value).toBe(2);
    expect(clusteredMean([[0.5]], 50, ['mean'])).toEqual({ value: 0.5, interval: null });
    expect(clusteredMean([], 50, ['mean'])).toBeNull();
    const [low, high] = clusteredMean([[1], [3]], 500, ['mean'])!.interval!;
    expect([low, high]).toEqual([1, 3]);
  });
});

describe('a run', async () => {
  const small = await smallRun(smallSpec([['temporal-order', { length: 10 }]]));
  const run = openRun(small.path, { readOnly: true });
  const device = openWasmDevice();
  const nothing = async () => {};

  it.each(trialsOf(run.spec()).map((trial) => [trial.contestant.name, trial] as const))(
    'is replayed to its last checkpoint with the same bits: %s',
    async (_, trial) => {
      const checkpoint = run.checkpoint(trial.id)!;
      const { search } = unwrapSnapshot(checkpoint.snapshot);
      const replay = await Replay.begin(trial, device);
      await replay.until(checkpoint.cost.macs, nothing);
      expect(replay.macs).toBe(checkpoint.cost.macs);
      expect(plainJson(storeSnapshot(replay.snapshot()))).toEqual(plainJson(storeSnapshot(search)));
      expect(restoreSnapshot(plainJson(storeSnapshot(search)))).toEqual(search);
      replay.close();
    },
  );

  it('tells the births of the genetic trial from its checkpoint on, each a step from a parent', async () => {
    const [genetic, gradient] = trialsOf(run.spec());
    const snapshot = unwrapSnapshot(run.checkpoint(genetic!.id)!.snapshot).search;
    const births = (await watchBirths(genetic!, device, snapshot, 12, nothing))!;
    expect(births.accepted).toBe(12);
    expect(births.born).toBeGreaterThan(12);
    expect(births.steps.filter(({ accepted }) => accepted).length).toBeGreaterThan(6);
    for (const { step } of births.steps) expect(step.some((value) => value !== 0)).toBe(true);
    expect(await watchBirths(genetic!, device, snapshot, 12, nothing)).toEqual(births);
    expect(await watchBirths(gradient!, device, null, 12, nothing)).toBeNull();
  });

  const options = (given: object = {}) =>
    alignment.options.parse({
      ...{ sequences: 80, minibatch: 20, evaluated: 16, pairs: 16, births: 8, resamples: 40 },
      ...given,
    });
  const look = (given: object = {}, contestants: readonly string[] = [], work: LabWork = plainWork()) =>
    alignment.look({ options: options(given), run, contestants }, work);

  it('is looked at with the same findings to the last bit, kept or not', async () => {
    const found = await look();
    const kept = new Map<string, unknown>();
    let made = 0;
    const keeping: LabWork = {
      ...plainWork(),
      kept: async <Value>(key: string, make: () => Value | Promise<Value>) => {
        if (!kept.has(key)) {
          made++;
          kept.set(key, plainJson(await make()));
        }
        return kept.get(key) as Value;
      },
    };
    expect(JSON.stringify(await look({}, [], keeping))).toBe(JSON.stringify(found));
    // Two trials: start, replay, and three moments each.
    expect(made).toBe(10);
    expect(JSON.stringify(await look({}, [], keeping))).toBe(JSON.stringify(found));
    expect(made).toBe(10);
    expect(found.figures.map(({ id }) => id)).toEqual([
      'cosine',
      'signal',
      'share',
      'pairs',
      'cost',
      'table',
    ]);
    expect(found.says).toContain('accepted births');
    for (const { choices = [], drawings } of found.figures)
      expect(drawings).toHaveLength(choices.reduce((product, { values }) => product * values.length, 1));
  });

  it('is looked at by the contestants that are asked for', async () => {
    const { data } = await look({}, ['small sgd']);
    const { trials } = data as { trials: { contestant: string; when: string }[] };
    expect(trials.map(({ contestant, when }) => `${contestant} ${when}`)).toEqual(
      ['at the start', 'on the way', 'at the end'].map((when) => `small sgd ${when}`),
    );
    await expect(look({}, ['genitr'])).rejects.toThrow(
      "unknown contestant 'genitr', did you mean 'genitor'?",
    );
  });

  it('is refused with sizes that do not fit', async () => {
    await expect(look({ sequences: 40, minibatch: 21 })).rejects.toThrow(
      'sequences=40 is below two minibatches of 21, it must be at least 42',
    );
    await expect(look({ larger: 0.001 })).rejects.toThrow('larger=0.001 is below deviation=0.01');
  });
});
