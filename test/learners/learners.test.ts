/** What every learner must keep, over the registry: a new one is tested the moment it is listed. */
import { describe, expect, it } from 'vitest';
import type { Call, Device } from '../../src/engine/device.ts';
import { countsOf } from '../../src/learners/counts.ts';
import { contestantPresets, findLearner, learners } from '../../src/learners/index.ts';
import { lookInside } from '../../src/learners/inside.ts';
import type { Learner, Problem, Search } from '../../src/learners/learner.ts';
import { architectures, findArchitecture } from '../../src/nets/index.ts';
import { describeOptions } from '../../src/options/describe.ts';
import { validateOptions } from '../../src/options/validate.ts';
import { resolveContestant } from '../../src/tournament/spec/resolve.ts';
import {
  type Completion,
  type FakeOptions,
  gatedProblem,
  graphProblem,
  gruProblem,
  lstmProblem,
  netProblem,
  reservoirProblem,
  search,
  sphere,
  steps,
} from '../support/learners/fake-problem.ts';
import { FarDevice } from '../support/learners/far-device.ts';
import { toyLearner } from '../support/learners/toy-learner.ts';
import { gatedReference, offerGated } from '../support/nets/with-gated.ts';

// Episodes are played by a net whose costs are known by its architecture's name.
offerGated();

/** Calls that a search makes under small settings. */
const callsWith = (learner: Learner, extra: Readonly<Record<string, unknown>> = {}): readonly Call[] =>
  learner.calls(learner.settings.parse(settingsOf(learner, extra)));

/** It solves for a readout from features. */
const isRegression = (learner: Learner): boolean => callsWith(learner).includes('features');

/** Its champions are nets of its own. */
const makesNets = ({ name, breeds }: Learner): boolean => name === 'reservoirs' || breeds !== undefined;

/** It computes weights from genomes by nets, whose cost it counts beside that of evaluations. */
const isIndirect = ({ structures }: Learner): boolean => structures !== undefined;

/** Small numbers, so that a few steps pass through every part of a search; for those learners that have them. */
const small = {
  population: 12,
  pairs: 5,
  parents: 4,
  candidates: 3,
  neurons: 4,
  trials: 2,
  burstAfter: 2,
  inFlight: 6,
  renewal: 20,
  sequences: 8,
  batch: 4,
  gradientBatch: 4,
  curvatureBatch: 3,
  lineBatch: 2,
  iterations: 3,
  threshold: 0.1,
  alpha: 0.5,
  // Hands over at half of the budget of the fake problem.
  parts:
    'genitor:population=12,inFlight=6,renewal=20,sequences=8>genitor-real:population=12,inFlight=6,renewal=20,sequences=8',
  at: 0.5,
};

function settingsOf(
  learner: Learner,
  extra: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const wanted = { ...small, ...extra };
  return Object.fromEntries(Object.entries(wanted).filter(([key]) => key in learner.settings.shape));
}

/** Variants that must hold every contract too; a learner without these settings is tested once more as it is. */
const variants: readonly {
  readonly title: string;
  readonly extra: Readonly<Record<string, unknown>>;
  /** Settings of those learners that have them. */
  readonly also?: Readonly<Record<string, unknown>>;
  readonly problemWith?: typeof netProblem;
}[] = [
  { title: 'small', extra: {} },
  // Ω is defined for Elman nets alone.
  { title: 'on a gated net', extra: {}, also: { alpha: 0 }, problemWith: gatedProblem },
  { title: 'on an LSTM', extra: {}, also: { alpha: 0 }, problemWith: lstmProblem },
  { title: 'on GRUs', extra: {}, also: { alpha: 0 }, problemWith: gruProblem },
  { title: 'on a reservoir', extra: {}, also: { alpha: 0 }, problemWith: reservoirProblem },
  { title: 'on a graph', extra: {}, problemWith: graphProblem },
  { title: 'of gradients', extra: { parts: 'msgd-cr:batch=4>adam:batch=4' } },
  { title: 'one at a time', extra: { inFlight: 1 } },
  { title: 'short links first', extra: { leo: 'local', recurrent: false } },
  { title: 'diagonal, active', extra: { covariance: 'diagonal', active: true } },
  { title: 'bits, universal sampling', extra: { encoding: 'bits', sampling: 'universal', scaling: 'sigma' } },
  { title: 'aligned parents', extra: { alignment: 'weights', crossoverRate: 1 } },
  {
    title: 'aligned bits of an LSTM',
    extra: { alignment: 'weights', encoding: 'bits', reducedSurrogate: true },
    problemWith: lstmProblem,
  },
  {
    title: 'memetic, Lamarck, bits',
    extra: { trainingSteps: 2, trainingBatch: 3, memetic: 'lamarck', encoding: 'bits' },
  },
  {
    title: 'memetic, Baldwin',
    extra: { trainingSteps: 1, trainingBatch: 3, memetic: 'baldwin' },
  },
  {
    title: 'rank, reduced surrogate',
    extra: { selection: 'rank', reducedSurrogate: true, adaptiveMutation: true },
  },
];

/** The registry, and a toy whose capabilities are none of those there. */
const everyLearner: readonly Learner[] = [...learners, toyLearner];

const cases = everyLearner.flatMap((learner) =>
  variants
    .filter(({ extra }) => Object.keys(extra).every((key) => key in learner.settings.shape))
    .map((variant) => ({
      problemWith: netProblem,
      ...variant,
      extra: { ...variant.extra, ...variant.also },
      learner,
      name: `${learner.name} (${variant.title})`,
    }))
    // Other learners would need the fixed part of a reservoir named, which these plain problems do not.
    .filter(({ problemWith }) => (problemWith === reservoirProblem) === isRegression(learner))
    .filter(
      ({ problemWith }) =>
        learner.structures?.includes('graph') ||
        (problemWith === graphProblem) === (learner.breeds === 'graph'),
    ),
);

/** The problem with other losses, in evaluations and in gradients. */
function withLosses(problem: Problem, loss: (parameters: Float32Array) => number): Problem {
  const { device, net } = problem;
  return {
    ...problem,
    evaluatePopulation: (genomes, count) => async () => ({
      losses: Float64Array.from({ length: count }, (_, genome) =>
        loss(genomes.subarray(genome * net.parameters, (genome + 1) * net.parameters)),
      ),
      macs: new Float64Array(count).fill(1),
    }),
    device: {
      ...device,
      gradient: async (of, parameters, batch, request) => ({
        ...(await device.gradient(of, parameters, batch, request)),
        loss: loss(Float32Array.from(parameters)),
      }),
      // A regression's losses are those of its rows.
      features: async (of, parameters, batch, request) => {
        const given = await device.features!(of, parameters, batch, request);
        const made = loss(Float32Array.from(parameters));
        if (!Number.isFinite(made)) request.into.fill(made);
        return given;
      },
    },
  };
}

/** Its search descends by updates that a device may cut as it likes. */
const isDescent = (learner: Learner, extra: Readonly<Record<string, unknown>>): boolean =>
  callsWith(learner, extra).some((call) => call === 'descent' || typeof call === 'object');

/** Passes of a net over a sequence that count: of an evaluation, of a gradient, and of an episode before one. */
const passesOf = (learner: Learner, extra: Readonly<Record<string, unknown>>): number =>
  learner.samples ? 4 : callsWith(learner, extra).includes('population') ? 1 : 3;

/** Its search trains what it breeds. */
const isMemetic = (extra: Readonly<Record<string, unknown>>): boolean => 'trainingSteps' in extra;

/** Its search makes updates of products with the curvature. */
const isOfCurvature = (learner: Learner): boolean => callsWith(learner).includes('curvature');

/** All that can be seen of a search. */
const seen = (running: Search) => ({
  champion: [...running.champion().parameters],
  inside: lookInside(running),
  snapshot: running.snapshot(),
});

describe.each(cases)('$name', ({ learner, extra, problemWith }) => {
  const begin = async (chosen = {}, options: FakeOptions = {}): Promise<Search> =>
    search(learner, problemWith(options), settingsOf(learner, chosen));

  it('gives the same steps for the same seed and others for another', async () => {
    const [one, same, other] = [await begin(extra), await begin(extra), await begin(extra, { seed: 2 })];
    expect(await steps(one, 12)).toEqual(await steps(same, 12));
    await steps(other, 12);
    expect(seen(one)).toEqual(seen(same));
    expect(seen(one).champion).not.toEqual(seen(other).champion);
  });

  it('goes on from a snapshot, stored as bytes and JSON, as if it had never stopped', async () => {
    for (const stop of [0, 1, 2, 4, 7, 11]) {
      const whole = await begin(extra);
      await steps(whole, stop);
      const { arrays, values } = structuredClone(whole.snapshot());
      const expected = [await steps(whole, 13), seen(whole)];
      const snapshot = { arrays, values: JSON.parse(JSON.stringify(values)) };
      const settings = learner.settings.parse(settingsOf(learner, extra));
      const resumed = await learner.start(problemWith(), settings, snapshot);
      expect([await steps(resumed, 13), seen(resumed)]).toEqual(expected);
    }
  });

  it('is not changed by its snapshots and by looks inside', async () => {
    const [watched, alone] = [await begin(extra), await begin(extra)];
    for (let step = 0; step < 10; step++) {
      await watched.step();
      await alone.step();
      const { arrays } = watched.snapshot();
      for (const array of Object.values(arrays)) array.fill(0);
      watched.champion().parameters;
      lookInside(watched);
    }
    expect(seen(watched)).toEqual(seen(alone));
  });

  it('does not depend on when and in which order evaluations finish', async () => {
    const reference = await begin(extra);
    const expected = [await steps(reference, 12), seen(reference)];
    for (const seed of [1, 2, 3]) {
      const completion: Completion = { kind: 'late', seed };
      const late = await begin(extra, { completion });
      expect([await steps(late, 12), seen(late)]).toEqual(expected);
    }
  });

  it('counts its costs in every step', async () => {
    const running = await begin(extra);
    for (const report of await steps(running, 12)) {
      expect(report.updates + report.evaluations).toBeGreaterThan(0);
      if (isMemetic(extra)) {
        // `memetic.test.ts` counts by hand.
        expect(report.macs).toBeGreaterThanOrEqual(report.evaluations * small.sequences * 4);
        continue;
      }
      const batches = report.updates > 0 ? report.updates : report.evaluations;
      const evaluates = callsWith(learner, extra).includes('population');
      if (isOfCurvature(learner)) {
        expect(report.sequences).toBe(small.gradientBatch + small.lineBatch);
        // Two gradients, an evaluation for the states, a product and an evaluation of its step at least.
        expect(report.macs).toBeGreaterThanOrEqual(4 * (3 * (4 + 3) + 3 + 4 * 3 + 2));
        continue;
      }
      const size = evaluates || makesNets(learner) ? small.sequences : small.batch;
      expect(report.sequences).toBe(batches * size);
      // A regression adds up what it does with the features, and aligned parents what their alignment takes.
      const aligns = 'alignment' in extra && report.evaluations < small.population;
      if (isRegression(learner) || isIndirect(learner) || aligns)
        expect(report.macs).toBeGreaterThan(batches * size * 4);
      else expect(report.macs).toBe(batches * size * 4 * passesOf(learner, extra));
      const [counts] = countsOf(learner, learner.settings.parse(settingsOf(learner, extra)));
      expect(report[counts!]).toBeGreaterThan(0);
      expect(report[counts === 'updates' ? 'evaluations' : 'updates']).toBe(0);
      expect(Number.isFinite(report.loss)).toBe(true);
    }
  });

  it('makes as many evaluations or updates in its first step as it tells, where it tells', async () => {
    const [first] = await steps(await begin(extra), 1);
    const settings = learner.settings.parse(settingsOf(learner, extra));
    const told = learner.begins?.(settings);
    const [counts] = countsOf(learner, settings);
    if (told !== undefined) expect(first![counts!]).toBe(told);
  });

  it('has a finite champion of the right size before and after steps, and numbers inside', async () => {
    const running = await begin(extra);
    for (const count of [0, 1, 5]) {
      await steps(running, count);
      const { net, parameters: champion } = running.champion();
      const asked = problemWith().net;
      if (makesNets(learner) || asked.architecture === 'graph') {
        const { architecture, inputs, outputs } = asked;
        expect(net).toMatchObject({ architecture, inputs, outputs });
      } else expect(net).toEqual(asked);
      expect(champion).toHaveLength(net.parameters);
      expect(champion.every(Number.isFinite)).toBe(true);
      for (const value of Object.values(lookInside(running))) {
        expect(
          Array.isArray(value) ? value.every(Number.isFinite) : value === null || Number.isFinite(value),
        ).toBe(true);
      }
    }
  });

  it('says so or stops, with its reason, when every loss is NaN, and keeps a finite champion', async () => {
    const problem = problemWith();
    const running = await search(
      learner,
      withLosses(problem, () => Number.NaN),
      settingsOf(learner, extra),
    );
    const reports = await steps(running, 4);
    expect(reports.every(({ loss }) => Number.isNaN(loss))).toBe(true);
    expect(running.champion().parameters.every(Number.isFinite)).toBe(true);
    if (isDescent(learner, extra) || isOfCurvature(learner)) {
      expect(reports[0]!.stop).toEqual({ reason: 'exploded', detail: 'update 1: loss is NaN' });
    } else if (isRegression(learner) && !makesNets(learner)) {
      expect(reports[0]!.stop).toEqual({ reason: 'exploded', detail: 'batch 1: a state is not finite' });
    } else {
      expect(reports[3]!.stop).toBeUndefined();
    }
    if (countsOf(learner, learner.settings.parse(settingsOf(learner, extra)))[0] === 'evaluations') {
      const evaluations = reports.reduce((sum, report) => sum + report.evaluations, 0);
      expect(lookInside(running)).toMatchObject({ championLoss: null, failedEvaluations: evaluations });
    }
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'never makes a champion of a loss of %s',
    async (failure) => {
      const fails = (parameters: Float32Array): boolean => parameters[0]! > 0;
      const problem = withLosses(problemWith(), (parameters) =>
        fails(parameters) ? failure : sphere(parameters, 0),
      );
      const running = await search(learner, problem, settingsOf(learner, extra));
      for (let step = 0; step < 12; step++) {
        const { loss, stop } = await running.step();
        if (stop !== undefined || Number.isNaN(loss)) continue;
        expect(Number.isFinite(loss)).toBe(true);
        if (!isDescent(learner, extra)) expect(fails(running.champion().parameters)).toBe(false);
      }
    },
  );

  it('makes the calls of a device that it tells, and no others', async () => {
    const made = new Set<Call>();
    const { device, evaluatePopulation, ...problem } = problemWith();
    const watched: Problem = {
      ...problem,
      evaluatePopulation: (...given) => {
        made.add('population');
        return evaluatePopulation(...given);
      },
      device: {
        ...device,
        evaluate: (...given) => {
          made.add('evaluate');
          return device.evaluate(...given);
        },
        ...(device.linearise && {
          linearise: (...given: Parameters<NonNullable<Device['linearise']>>) => {
            made.add('curvature');
            return device.linearise!(...given);
          },
        }),
        gradient: (...given) => {
          made.add(isOfCurvature(learner) || isMemetic(extra) ? 'gradient' : 'descent');
          if (given[3]?.omega !== undefined) made.add('omega');
          return device.gradient(...given);
        },
        features: (...given) => {
          made.add('features');
          return device.features!(...given);
        },
      },
    };
    const running = await search(learner, watched, settingsOf(learner, extra));
    await steps(running, 6);
    const told = learner.calls(learner.settings.parse(settingsOf(learner, extra)));
    // A device sees of an update by a rule that its gradient is asked for.
    expect([...made].sort()).toEqual(
      [...new Set(told.map((call) => (typeof call === 'string' ? call : 'descent')))].sort(),
    );
  });

  it('describes every number that it tells of itself', async () => {
    const running = await search(learner, problemWith(), settingsOf(learner, extra));
    await steps(running, 3);
    const told = Object.entries(lookInside(running)).flatMap(([key, value]) =>
      typeof value === 'number' ? [key] : [],
    );
    const described = (learner.measures ?? []).map(({ key }) => key);
    expect(told.filter((key) => !described.includes(key))).toEqual([]);
  });

  it('passes on the failure of an evaluation', async () => {
    const problem = problemWith();
    const failure = new Error('worker died');
    const fail = async () => {
      throw failure;
    };
    const failing = {
      ...problem,
      evaluatePopulation: () => fail,
      device: { ...problem.device, gradient: fail, features: fail },
    };
    const running = await search(learner, failing, settingsOf(learner, extra));
    await expect(running.step()).rejects.toBe(failure);
  });
});

const gradientCases = cases.filter(({ learner, extra }) => isDescent(learner, extra));

describe.each(gradientCases)('the updates of $name', ({ learner, extra, problemWith }) => {
  const UPDATES = 23;

  /** Makes the updates in steps of at most so many, as often as the list is long and then again. */
  async function cut(device: Device, lengths: readonly number[]) {
    const running = await search(learner, problemWith({ device }), settingsOf(learner, extra));
    const total = { macs: 0, sequences: 0, updates: 0, evaluations: 0 };
    let loss = Number.NaN;
    for (let step = 0; total.updates < UPDATES; step++) {
      const length = Math.min(lengths[step % lengths.length]!, UPDATES - total.updates);
      const report = await running.step(({ updates }) => updates < length);
      for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += report[key];
      loss = report.loss;
      const { macs, sequences } = report.last ?? report;
      expect({ macs, sequences }).toEqual({
        macs: small.batch * 4 * passesOf(learner, extra),
        sequences: small.batch,
      });
    }
    await running.settle?.();
    return { total, loss, ...seen(running) };
  }

  it('find the same however they are cut into steps, on the host and on a device with descents', async () => {
    const oneByOne = await cut(gatedReference, [1]);
    expect(oneByOne.total).toMatchObject({ updates: UPDATES, sequences: UPDATES * small.batch });
    for (const device of [gatedReference, new FarDevice(), new FarDevice({ ahead: 1 })]) {
      for (const lengths of [[1], [UPDATES], [2, 7, 1, 10]]) {
        expect(await cut(device, lengths), `${device.name}, ${lengths}`).toEqual(oneByOne);
      }
    }
  });

  it('are one a step where nobody says that more may follow', async () => {
    const device = new FarDevice();
    const running = await search(learner, problemWith({ device }), settingsOf(learner, extra));
    for (const report of await steps(running, 3)) expect(report).toMatchObject({ updates: 1 });
    expect(device.given).toBe(device.open.most === 0 ? 0 : 3);
  });

  it('leave nothing open on a device once the search is closed', async () => {
    const device = new FarDevice();
    const running = await search(learner, problemWith({ device }), settingsOf(learner, extra));
    await steps(running, 2);
    running.close?.();
    expect(device.open.now).toBe(0);
  });

  it('go on after a snapshot that was taken of a device as they would have without', async () => {
    const whole = await cut(new FarDevice(), [UPDATES]);
    const settings = learner.settings.parse(settingsOf(learner, extra));
    const first = await learner.start(problemWith({ device: new FarDevice() }), settings);
    let { updates } = await first.step((done) => done.updates < 9);
    await first.settle?.();
    const device = new FarDevice();
    const second = await learner.start(problemWith({ device }), settings, first.snapshot());
    while (updates < UPDATES) {
      const left = UPDATES - updates;
      updates += (await second.step((done) => done.updates < left)).updates;
    }
    await second.settle?.();
    expect(seen(second)).toEqual({
      champion: whole.champion,
      inside: whole.inside,
      snapshot: whole.snapshot,
    });
  });
});

describe.each(learners)('the settings of $name', (learner) => {
  it('have a default and a meaning each', () => {
    expect(() => learner.settings.parse({})).not.toThrow();
    for (const option of describeOptions(learner.settings)) expect(option.meaning, option.name).not.toBe('');
  });

  it('share no name with the options of a net', () => {
    for (const architecture of architectures) {
      for (const key of Object.keys(architecture.options.shape))
        expect(learner.settings.shape).not.toHaveProperty(key);
    }
  });

  it('are valid in every contestant that it offers, with the net options beside them', () => {
    for (const { name, net: architecture, settings } of learner.contestants) {
      const own = Object.entries(settings).filter(([key]) => key in learner.settings.shape);
      const net = Object.entries(settings).filter(([key]) => !(key in learner.settings.shape));
      validateOptions(learner.settings, Object.fromEntries(own), name);
      const { options } = architecture === undefined ? architectures[0]! : findArchitecture(architecture);
      validateOptions(options, Object.fromEntries(net), name);
    }
  });
});

describe.each(everyLearner)('the words of $name', ({ atWork, measures = [] }) => {
  it('for its work are one that has room in a table and is no end of a trial', () => {
    expect(atWork).toMatch(/^[a-z]{3,12}$/);
    expect(['waiting', 'paused', 'solved', 'exploded', 'stopped', 'failed', 'done']).not.toContain(atWork);
  });

  it('for its measures are there once, short, and name only measures that it has', () => {
    const keys = measures.map(({ key }) => key);
    expect(keys).toEqual([...new Set(keys)]);
    for (const { label, quiet, figure } of measures) {
      expect(label.length).toBeGreaterThan(0);
      if (quiet !== 'always') expect(label.length).toBeLessThan(20);
      const named = [typeof quiet === 'object' ? quiet.as : undefined, figure?.second?.key];
      for (const key of named) if (key !== undefined) expect(keys).toContain(key);
      if (figure !== undefined) expect([figure.title, figure.axis, figure.shows]).not.toContain('');
    }
  });
});

describe('the registry of learners', () => {
  it('offers contestants of distinct names with the learner that each belongs to', () => {
    const presets = contestantPresets();
    expect(presets.map(({ name, learner }) => [name, learner])).toEqual([
      ['genitor', 'genitor'],
      ['genitor-real', 'genitor'],
      ['genitor-lstm', 'genitor'],
      ['genitor-readout', 'genitor'],
      ['msgd', 'sgd'],
      ['msgd-c', 'sgd'],
      ['msgd-cr', 'sgd'],
      ['lstm', 'sgd'],
      ['gru', 'sgd'],
      ['sgd-readout', 'sgd'],
      ['msgd-2013', 'sgd'],
      ['msgd-c-2013', 'sgd'],
      ['msgd-cr-2013', 'sgd'],
      ['adam', 'adam'],
      ['hf', 'hessian-free'],
      ['random', 'random-search'],
      ['random-identity', 'random-search'],
      ['esn', 'ridge'],
      ['genitor-esn', 'reservoirs'],
      ['cma-es', 'cma-es'],
      ['snes', 'snes'],
      ['openai-es', 'openai-es'],
      ['pgpe', 'pgpe'],
      ['deep-ga', 'deep-ga'],
      ['cosyne', 'cosyne'],
      ['esp', 'esp'],
      ['neat', 'neat'],
      ['neat-cpp-2002', 'neat'],
      ['neat-mario', 'neat'],
      ['ft-neat', 'neat'],
      ['hyperneat', 'hyperneat'],
      ['handover', 'handover'],
      ['rpg', 'rpg'],
    ]);
  });

  it('offers guessing from the start of genitor, on the same net and as many sequences', () => {
    const of = (name: string) => {
      const { settings, netOptions } = resolveContestant(name);
      return { sequences: settings.sequences, net: netOptions };
    };
    expect(of('random-identity')).toEqual(of('genitor'));
  });

  it('offers gradient descent as published beside its tuned form, which differs in start and rate alone', () => {
    for (const name of ['msgd', 'msgd-c', 'msgd-cr']) {
      const [tuned, published] = [resolveContestant(name), resolveContestant(`${name}-2013`)];
      expect(published.netOptions).toEqual({ ...tuned.netOptions, initialisation: 'basic-tanh' });
      expect(published.settings).toEqual({ ...tuned.settings, learningRate: 0.01 });
      expect(tuned.netOptions).not.toEqual(published.netOptions);
    }
  });

  it('has one description for a measure, whichever learner tells it', () => {
    const all = everyLearner.flatMap(({ measures = [] }) => measures);
    for (const one of all) {
      expect(all.filter(({ key }) => key === one.key)).toSatisfy((same: readonly (typeof one)[]) =>
        same.every((other) => JSON.stringify(other) === JSON.stringify(one)),
      );
    }
  });

  it('finds a learner by name and names the nearest for one that it does not know', () => {
    expect(findLearner('sgd').name).toBe('sgd');
    expect(() => findLearner('genitr')).toThrow("unknown learner 'genitr', did you mean 'genitor'?");
  });
});
