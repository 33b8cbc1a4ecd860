/**
 * Every value of every option and both ends of every range, played for a moment: each setting of each contestant on
 * every task as it stands, and each option of each task by every contestant. All of it follows from the registries.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Device } from '../../src/engine/device.ts';
import { UserError } from '../../src/errors.ts';
import { callsOf } from '../../src/learners/calls.ts';
import { contestantPresets, findLearner, type OfferedContestant } from '../../src/learners/index.ts';
import { defaultArchitecture, findArchitecture } from '../../src/nets/index.ts';
import { block } from '../../src/nets/layout.ts';
import { describeOptions, type OptionDescription } from '../../src/options/describe.ts';
import { drawBatch } from '../../src/tasks/batches.ts';
import type { Task } from '../../src/tasks/define-task.ts';
import { builtIn } from '../../src/tournament/spec/catalogue.ts';
import { chooseTask, settleTask } from '../../src/tournament/spec/choose-task.ts';
import { unfitness } from '../../src/tournament/spec/fit.ts';
import { resolveContestant } from '../../src/tournament/spec/resolve.ts';
import type { Contestant, TaskChoice, TrialSpec } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { deviceExaminer } from '../../src/tournament/trial/examine.ts';
import { assembleTrial } from '../../src/tournament/trial/problem.ts';
import { runTrial } from '../../src/tournament/trial/trial.ts';
import { sequenceTasks as tasks } from '../../tasks/index.ts';

type Values = Readonly<Record<string, unknown>>;

/** Sequences of an examination, in place of a thousand and more. */
const EXAMINED = 4;
/** What a trial may cost: numbers drawn or multiplied, by the sizes that its settings name. */
const MOST_WORK = 4e6;

/** All values of a choice; of a number both ends of its range, and `none` where there is that. */
function valuesOf({
  type,
  choices = [],
  nullable,
  minimum,
  maximum,
  above,
  below,
}: OptionDescription): unknown[] {
  const inside = (bound: number, toward: number) => bound + toward * (type === 'integer' ? 1 : 1e-3);
  const low = minimum ?? (above === undefined ? undefined : inside(above, 1));
  const high = maximum ?? (below === undefined ? undefined : inside(below, -1));
  const ends = [low, high].filter((end) => end !== undefined);
  const truths = type === 'boolean' ? [true, false] : [];
  return [...choices, ...ends, ...truths, ...(nullable ? [null] : [])];
}

const variantsOf = (options: readonly OptionDescription[]): Values[] =>
  options.flatMap((option) => valuesOf(option).map((value) => ({ [option.name]: value })));

/** Options of a contestant's learner and of its own net, each with a key: its kind of learner, its net, and all else. */
const optionsOf = ({ learner, net }: OfferedContestant): (readonly [key: string, OptionDescription])[] => {
  const { kind, settings } = findLearner(learner);
  const ownNet = net === undefined ? defaultArchitecture : findArchitecture(net);
  return [
    ...describeOptions(settings).map((option) => [JSON.stringify([kind, option]), option] as const),
    ...describeOptions(ownNet.options).map(
      (option) => [JSON.stringify([kind, ownNet.name, option]), option] as const,
    ),
  ];
};

/** Options that no contestant before it has alike: learners of a kind share the code of what they have in common. */
function contestantOptions(preset: OfferedContestant): OptionDescription[] {
  const before = presets.slice(0, presets.indexOf(preset)).flatMap(optionsOf);
  const walked = new Set(before.map(([key]) => key));
  return optionsOf(preset).flatMap(([key, option]) => (walked.has(key) ? [] : [option]));
}

/** As chosen, or the one line that refuses it: options need not go together. */
function attempt<T>(choose: () => T): T | string {
  try {
    return choose();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** Options of tasks whose sequences are long and wide, to make those of training short. */
const SHORT: Readonly<Record<string, Values>> = {
  'piano-roll': { chunk: 3 },
  'ptb-characters': { length: 3, warmUp: 0 },
  'narma-10': { washout: 5, length: 20 },
  'memory-capacity': { delays: 3, washout: 5, length: 20 },
  'sine-seventh': { washout: 5, length: 20 },
};

/** Sizes that multiply, and every whole number that may be a count of parameter vectors. */
function workOf(spec: TrialSpec): number {
  const { net, learner, settings } = assembleTrial(spec, builtIn);
  const asking = learner.asks?.(settings);
  const genomes = asking?.kind === 'evaluations' ? asking.genomes : 3;
  const batch = (asking?.sequences ?? 1) * (spec.task.facts.steps ?? 1) * net.parameters * genomes;
  const counts = describeOptions(learner.settings)
    // Spans of schedules are counts of updates, for which nothing is kept.
    .filter(({ type, name }) => type === 'integer' && !/span$/i.test(name))
    .map(({ name }) => Number(settings[name]) * net.parameters);
  // A regression factorises a matrix of the readout's features.
  const features = learner.calls(settings).includes('features') ? block(net, 'W_out').shape[1]! : 0;
  // Each genome of a reservoir is a net to draw and a regression to solve.
  const reservoirs = learner.name === 'reservoirs' ? Number(settings.population) * 1000 : 0;
  return Math.max(batch / 100, features ** 3 / 1000, reservoirs, ...counts);
}

const trialOf = (task: TaskChoice, contestant: Contestant): TrialSpec =>
  trialsOf({
    tasks: [task],
    contestants: [contestant],
    seeds: 1,
    seed: 1,
    budget: { updates: 2, evaluations: 2 },
    device: 'wasm',
  })[0]!;

let device: Device;
const warnings: unknown[] = [];
const warned = (warning: unknown): void => void warnings.push(warning);

beforeAll(async () => {
  device = await builtIn.openDevice('wasm');
  process.on('warning', warned);
  vi.spyOn(console, 'warn').mockImplementation(warned);
  vi.spyOn(console, 'error').mockImplementation(warned);
});
afterEach(() => expect(warnings.splice(0)).toEqual([]));
afterAll(async () => {
  process.off('warning', warned);
  vi.restoreAllMocks();
  await device.close();
});

/** How it ended; the exam is as large as it needs be to see that there is one. */
async function play(spec: TrialSpec): Promise<string> {
  const parts = assembleTrial(spec, builtIn);
  const examined = drawBatch(parts.task, parts.options, ['walk'], 0, EXAMINED);
  const examiner = deviceExaminer(parts, { chunks: () => [examined] }, device, () => false);
  const { stop } = await runTrial(spec, { catalogue: builtIn, device, examiner, emit: () => {} });
  return stop.reason === 'failed' ? `failed: ${stop.detail}` : stop.reason;
}

/** Why a tournament would not begin with it: forcing where nothing is fed back, or Ω of a net or runs that have none. */
function refusalOf(spec: TrialSpec): string | null {
  const unfit = unfitness(spec.contestant, spec.task);
  if (unfit !== null) return unfit;
  const { net, learner, settings } = assembleTrial(spec, builtIn);
  const { shape } = spec.task.facts;
  return device.lacks(net, shape, callsOf(learner, settings, shape));
}

/** Reasons to refuse, each with the settings, or the contestant, that may be refused for it. */
const REFUSALS: readonly (readonly [reason: RegExp, settings: RegExp])[] = [
  [/^it cannot give Ω of the net (lstm|gru|reservoir): [^\n]+$/, /alpha=/],
  [/: forcing\w*=\S+ is for tasks whose outputs are fed back, [^\n]+$/, /:forcing/],
  [
    /: learner hessian-free takes the curvature batch from the gradient batch, [^\n]+$/,
    /(gradient|curvature)Batch=/,
  ],
  [/: learner hessian-free raises λ below rhoLow=\S+ and [^\n]+$/, /rho(Low|High)=/],
  [/: learner hessian-free does not stop conjugate gradients before [^\n]+$/, /[iI]terations=/],
  [/: learner hessian-free takes the cases of its preconditioner from [^\n]+$/, /cases=|preconditioner=/],
  [/^it cannot give curvature products of the net elman where states are carried [^\n]+$/, /^hf/],
  [/: products with the curvature are not defined for sequences that run free; [^\n]+$/, /:forcing/],
  [/: training on free runs needs the gradient through the recurrent weights, [^\n]+$/, /:forcing/],
  [
    /: forcing=visible makes the first hidden units the outputs, and those of a net reservoir [^\n]+$/,
    /:forcing/,
  ],
  [/: forcing=visible makes the first hidden units the outputs, and a net graph [^\n]+$/, /:forcing/],
  [/^it cannot feed outputs back to the inputs of the net graph: [^\n]+$/, /^(hyper)?neat\b/],
  [/: regression needs states that do not depend on the readout, [^\n]+$/, /:forcing/],
  [/: alpha weighs Ω, which is not defined for sequences that run free; [^\n]+$/, /:forcing|alpha=/],
];

/** A fitness whose zero is not chosen: losses above it end the trial with a line that says so. */
const OFFSET_ALONE = /neat:fitness=offset$/;

/** Plays what is light enough; gives the trials that failed, and the names of those left out. */
async function walk(specs: Iterable<readonly [name: string, spec: TrialSpec]>) {
  const failed: string[] = [];
  const heavy: string[] = [];
  let played = 0;
  for (const [name, spec] of specs) {
    if (workOf(spec) > MOST_WORK) {
      heavy.push(name);
      continue;
    }
    played += 1;
    const refusal = refusalOf(spec);
    if (refusal !== null) {
      const [words, settings] = REFUSALS.find(([reason]) => reason.test(refusal)) ?? [/^never$/, /^never$/];
      expect(refusal, name).toMatch(words);
      expect(name).toMatch(settings);
      continue;
    }
    const ended = await play(spec);
    if (OFFSET_ALONE.test(name))
      expect(ended).toMatch(/^failed: .* has a negative fitness, for fitnessOffset is 0; /);
    else if (ended.startsWith('failed')) failed.push(`${name}: ${ended}`);
  }
  return { failed, heavy, played };
}

/**
 * Contestants. Those left out are of the same learners, with other values of settings whose every value is walked
 * anyway.
 */
const presets = contestantPresets().filter(
  ({ name, learner }) =>
    !/-2013$/.test(name) &&
    !['genitor-real', 'random-identity', 'msgd', 'msgd-c', 'genitor-lstm', 'genitor-readout'].includes(
      name,
    ) &&
    !['neat-cpp-2002', 'neat-mario', 'ft-neat'].includes(name) &&
    // For episodes alone: `policy-gradient.test.ts` walks its settings.
    findLearner(learner).samples !== true,
);
const lightStrategy = { sequences: 4 };
/** Those of strategies: a whole generation is a step. */
const LIGHT_STRATEGIES: Readonly<Record<string, Values>> = {
  'cma-es': { ...lightStrategy, population: 4 },
  snes: { ...lightStrategy, population: 4 },
  'openai-es': { ...lightStrategy, pairs: 2 },
  pgpe: { ...lightStrategy, pairs: 2 },
  'deep-ga': { ...lightStrategy, population: 4, parents: 2, candidates: 2 },
  cosyne: { ...lightStrategy, population: 4 },
  esp: { ...lightStrategy, neurons: 4, trials: 1 },
};
/** Settings that make a first step light, beside the one that is walked. */
const LIGHT: Readonly<Record<string, Values>> = {
  genitor: { population: 20, sequences: 16, inFlight: 8 },
  'random-search': { sequences: 16, inFlight: 8 },
  sgd: { batch: 4 },
  adam: { batch: 4 },
  handover: { parts: 'genitor:population=20,sequences=16,inFlight=8>msgd-cr:batch=4' },
  'hessian-free': {
    hidden: 4,
    gradientBatch: 4,
    curvatureBatch: 2,
    lineBatch: 2,
    iterations: 2,
    cases: 2,
    tries: 3,
  },
  ridge: { hidden: 10, connectivity: 0.2 },
  reservoirs: { hidden: 10, population: 2 },
  ...LIGHT_STRATEGIES,
  neat: { population: 2, sequences: 4 },
  hyperneat: {
    ...{ population: 2, sequences: 4, firstHidden: 1, passes: 1 },
    // The greatest numbers of a CPPN are no multiples of the net's parameters, as `workOf` takes all of them to be.
    ...{ mostNodes: 10, mostLinks: 20 },
  },
};

/** Learners whose first step is heavy: a hundred products, regressions on as many features as a task has symbols, a generation. */
const isDear = (learner: string): boolean =>
  ['hessian-free', 'ridge', 'reservoirs', 'neat', 'hyperneat', ...Object.keys(LIGHT_STRATEGIES)].includes(
    learner,
  );
/** Options that make the draw of a net light, by its architecture. */
const LIGHT_NET: Readonly<Record<string, Values>> = { reservoir: { hidden: 20 } };

const lightNet = ({ net = defaultArchitecture.name }: OfferedContestant): Values => LIGHT_NET[net] ?? {};

const shownAs = (values: Values): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value ?? 'none'}`)
    .join();

describe.each(tasks.map((task) => [task.name, task] as const))('on %s', (_name, task: Task) => {
  it('no setting of a contestant makes a trial fail or warn', async ({ annotate }) => {
    const choice = chooseTask(task, SHORT[task.name]);
    const specs = presets.flatMap((preset) =>
      variantsOf(contestantOptions(preset)).flatMap((values) => {
        const { name } = preset;
        const light = { ...LIGHT[preset.learner], ...lightNet(preset) };
        const contestant = attempt(() => resolveContestant(name, { ...light, ...values }));
        if (typeof contestant === 'string') expect(contestant).not.toContain('\n');
        return typeof contestant === 'string'
          ? []
          : [[`${name}:${shownAs(values)}`, trialOf(choice, contestant)] as const];
      }),
    );
    const { failed, heavy, played } = await walk(specs);
    expect(failed).toEqual([]);
    expect(played).toBeGreaterThan(specs.length / 2);
    await annotate(`left out as too heavy: ${heavy.join(' ') || 'none'}`);
    // Only upper ends of whole numbers may be too heavy.
    for (const name of heavy) expect(name, 'left out as too heavy').toMatch(/=\d+$/);
  }, 300_000);

  it('no option of the task makes a trial fail or warn', async ({ annotate }) => {
    const tooLong: string[] = [];
    const options = describeOptions(task.options);
    const specs = variantsOf(options).flatMap((values) => {
      const settled = attempt(() => settleTask(task, { ...SHORT[task.name], ...values }));
      if (typeof settled === 'string') {
        expect(settled).not.toContain('\n');
        return [];
      }
      const longest = Math.max(
        ...Object.values(values).map((value) => (typeof value === 'number' ? value : 0)),
      );
      if (longest > MOST_WORK / 1000) {
        tooLong.push(shownAs(values));
        return [];
      }
      const choice = attempt(() => chooseTask(task, { ...SHORT[task.name], ...values }));
      if (typeof choice === 'string') return [];
      return presets.map(
        (preset) =>
          [
            `${preset.name} on ${shownAs(values)}`,
            trialOf(
              choice,
              resolveContestant(preset.name, {
                ...(isDear(preset.learner) ? LIGHT[preset.learner] : {}),
                ...lightNet(preset),
                ...(preset.learner === 'ridge' ? { lambdas: '1e-5' } : {}),
              }),
            ),
          ] as const,
      );
    });
    const { failed, heavy, played } = await walk(specs);
    await annotate(`left out as too heavy: ${[...tooLong, ...heavy].join(' ') || 'none'}`);
    expect(failed).toEqual([]);
    if (options.length > 0) expect(played).toBeGreaterThan(0);
  }, 300_000);
});
