/** Small specs and comparisons for the tests of trials and tournaments. */
import { contestantPresets, findLearner } from '../../../src/learners/index.ts';
import { findArchitecture } from '../../../src/nets/index.ts';
import { runTournament, type TournamentOptions } from '../../../src/tournament/run-tournament.ts';
import { chooseTask } from '../../../src/tournament/spec/choose-task.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type {
  Budget,
  Contestant,
  TaskChoice,
  TournamentEvent,
  TournamentSpec,
  TrialEvent,
  TrialResult,
  TrialSpec,
} from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { deviceExaminer, examSets } from '../../../src/tournament/trial/examine.ts';
import { assembleTrial } from '../../../src/tournament/trial/problem.ts';
import { runTrial, type TrialContext } from '../../../src/tournament/trial/trial.ts';
import toys from './toy-catalogue.ts';

export const catalogue = new URL('./toy-catalogue.ts', import.meta.url).href;

/** Settings that make every strategy small, with renewals within its budget. */
const smallStrategy = { hidden: 3, initialisation: 'gaussian', deviation: 0.05, sequences: 16, renewal: 60 };

/** Settings that make a contestant of that learner small, from a start that does not solve a toy at once. */
const SMALL: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  genitor: {
    ...{ hidden: 3, initialisation: 'gaussian', encoding: 'real' },
    ...{ population: 12, sequences: 16, inFlight: 8, renewal: 100 },
  },
  sgd: { hidden: 3, initialisation: 'basic-tanh', learningRate: 0.1 },
  adam: { hidden: 3, learningRate: 0.002 },
  'hessian-free': {
    ...{ hidden: 3, initialisation: 'basic-tanh' },
    ...{ gradientBatch: 16, curvatureBatch: 8, lineBatch: 8, iterations: 4 },
  },
  'random-search': { hidden: 3, initialisation: 'gaussian', sequences: 16 },
  ridge: { hidden: 3, batch: 16 },
  reservoirs: { hidden: 3, population: 4, sequences: 16 },
  'cma-es': { ...smallStrategy, population: 6, initialStep: 0.02 },
  snes: { ...smallStrategy, population: 6, initialStep: 0.02 },
  'openai-es': { ...smallStrategy, pairs: 3 },
  pgpe: { ...smallStrategy, pairs: 3, initialStep: 0.02 },
  'deep-ga': { ...smallStrategy, population: 8, parents: 3, candidates: 2, noise: 0.01 },
  cosyne: { ...smallStrategy, population: 8, mutationScale: 0.01 },
  esp: { ...smallStrategy, neurons: 4, trials: 2, burstAfter: 3, burstScale: 0.01, mutationScale: 0.01 },
  handover: {
    ...{ hidden: 3, initialisation: 'gaussian' },
    parts: 'genitor:encoding=real,population=12,sequences=16,inFlight=8,renewal=100>msgd-cr:learningRate=0.1',
  },
  rpg: { batch: 4, horizon: 20 },
  neat: { population: 8, sequences: 16, renewal: 5, links: 20, firstHidden: 1 },
  hyperneat: { population: 4, sequences: 16, renewal: 5, firstHidden: 1, passes: 1, weightOutputs: 'one' },
};

/** Contestants whose code that of others includes: all of it runs where the others do. */
const INCLUDED = ['msgd-c', 'genitor-lstm', 'neat-cpp-2002', 'neat-mario'];

/**
 * Every contestant that is offered for tasks of sequences, with a small net and little data; of those that are then alike,
 * the first.
 */
export function smallContestants(): Contestant[] {
  const seen = new Set<string>();
  return contestantPresets().flatMap(({ name, learner }) => {
    if (findLearner(learner).samples) return [];
    const { name: _, ...rest } = smallContestant(name);
    const key = JSON.stringify(rest);
    if (INCLUDED.includes(name) || seen.has(key)) return [];
    seen.add(key);
    return [{ ...rest, name }];
  });
}

/** The first of each learner among them. */
export const smallContestantsOfEachLearner = (): Contestant[] =>
  smallContestants().filter(
    ({ learner }, place, all) => all.findIndex((other) => other.learner === learner) === place,
  );

/** Those whose nets are of one shape, trials that may share a thread: all that descend, and two that evaluate. */
export const smallContestantsOfOneNet = (): Contestant[] =>
  smallContestants().filter(
    ({ architecture, learner, name }) =>
      architecture === 'elman' &&
      (findLearner(learner).counts === 'updates' || ['genitor', 'random'].includes(name)),
  );

/** Those of the settings that have an effect on the contestant as it is offered. */
export function withoutIdle(
  name: string,
  settings: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const offered = resolveContestant(name);
  const idle = findLearner(offered.learner).idle?.(offered.settings, offered.architecture) ?? {};
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !(key in idle)));
}

export function smallContestant(name: string): Contestant {
  const { learner, architecture } = resolveContestant(name);
  const { initialisation, ...small } = SMALL[learner] ?? { hidden: 3, learningRate: 0.1 };
  const hasIt =
    findArchitecture(architecture).options.shape.initialisation?.safeParse(initialisation).success;
  const wanted = {
    ...small,
    ...(hasIt && initialisation !== undefined ? { initialisation } : {}),
    // A unit with gates costs about as much as three without.
    ...(architecture === 'elman' ? {} : { hidden: 1 }),
  };
  return resolveContestant(name, withoutIdle(name, wanted));
}

/** Of what comes in order the first two, the last two, and two between: enough to go on from. */
export function someOf<T>(all: readonly T[]): T[] {
  const third = Math.floor(all.length / 3);
  const places = [0, 1, third, 2 * third, all.length - 2, all.length - 1];
  return [...new Set(places)].map((place) => all[place]!);
}

/** A contestant of a toy learner. */
export const toyContestant = (learner: string): Contestant => ({
  ...smallContestant('msgd'),
  name: learner,
  learner,
  settings: {},
});

/** A task of the toy catalogue under its default options. */
export const toyTask = (name: string): TaskChoice => chooseTask(toys.task(name));

export const toySpec = (
  contestants: readonly Contestant[],
  budget: Budget,
  given: Partial<TournamentSpec> = {},
): TournamentSpec => ({
  tasks: [toyTask('first')],
  contestants,
  seeds: 1,
  seed: 1,
  budget,
  device: 'reference',
  ...given,
});

export const toyTrial = (contestant: Contestant, budget: Budget, task = 'first'): TrialSpec =>
  trialsOf(toySpec([contestant], budget, { tasks: [toyTask(task)] }))[0]!;

/** Runs the trial here, and gives its outcome and its events. */
export async function play(spec: TrialSpec, given: Partial<TrialContext> = {}) {
  const device = await toys.openDevice(spec.device);
  const events: TrialEvent[] = [];
  const sets = examSets(toys.task(spec.task.name), spec);
  const stopped = () => given.control?.() === 'stop';
  const examiner = deviceExaminer(assembleTrial(spec, toys), sets, device, stopped);
  const emit = (event: TrialEvent) => void events.push(event);
  const result: TrialResult = await runTrial(spec, { catalogue: toys, device, examiner, emit, ...given });
  const checkpoints = events.filter((event) => event.type === 'checkpoint');
  return { result, events, checkpoints };
}

/** Runs the tournament on threads that know the toys. */
export async function playTournament(
  spec: TournamentSpec,
  options: TournamentOptions = {},
  hear: (event: TournamentEvent) => void = () => {},
) {
  const events: TournamentEvent[] = [];
  for await (const event of runTournament(spec, { catalogue, ...options })) {
    events.push(event);
    hear(event);
  }
  const results = events.flatMap((event) => (event.type === 'finished' ? [event.result] : []));
  const byId = new Map(results.map((result) => [result.id, timeless(result)]));
  return { events, results, byId: new Map([...byId].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** The same data without what depends on how fast the machine is. */
export function timeless<Data>(data: Data): unknown {
  if (ArrayBuffer.isView(data)) return Array.from(data as unknown as ArrayLike<number>);
  if (Array.isArray(data)) return data.map(timeless);
  if (typeof data !== 'object' || data === null) return data;
  const entries = Object.entries(data).filter(([key]) => key !== 'seconds');
  return Object.fromEntries(entries.map(([key, value]) => [key, timeless(value)]));
}
