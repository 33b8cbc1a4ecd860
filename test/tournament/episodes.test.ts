/** Lessons that are episodes: names alone, losses and costs that are known afterwards, the same on any threads. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { openDevice } from '../../src/engine/index.ts';
import { type EpisodeSet, isEpisodes, type Scores, totalMacs } from '../../src/engine/lesson.ts';
import type { Problem } from '../../src/learners/learner.ts';
import type { ElmanNet } from '../../src/nets/net.ts';
import { randomStream } from '../../src/random/random.ts';
import { playPopulation } from '../../src/tasks/play-episodes.ts';
import { runTournament } from '../../src/tournament/run-tournament.ts';
import { builtIn } from '../../src/tournament/spec/catalogue.ts';
import { chooseTask } from '../../src/tournament/spec/choose-task.ts';
import { resolveContestant } from '../../src/tournament/spec/resolve.ts';
import type { Budget, TournamentEvent, TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { close, isDone, newJobQueue } from '../../src/tournament/threads/job-queue.ts';
import { type HelpAnswer, type HelpTask, newControl } from '../../src/tournament/threads/messages.ts';
import { sharedEvaluator } from '../../src/tournament/threads/shared-evaluator.ts';
import { openWorkerPool } from '../../src/tournament/threads/worker-pool.ts';
import { episodeExaminer, examineEpisodes } from '../../src/tournament/trial/examine-episodes.ts';
import { assembleTrial, makeProblem } from '../../src/tournament/trial/problem.ts';
import { runTrial, type TrialContext } from '../../src/tournament/trial/trial.ts';
import { findTask } from '../../tasks/index.ts';
import {
  cart,
  cartEpisode,
  episodeCatalogue,
  playCart,
  playing,
  stepMacs,
} from '../support/tournament/episode-catalogue.ts';
import { timeless } from '../support/tournament/toys.ts';

const catalogue = new URL('../support/tournament/episode-catalogue.ts', import.meta.url).href;
const relu = { hidden: 3, unit: 'relu', sequences: 6 };
// Wide draws, so that genomes differ in how long they live.
const real = { encoding: 'real', initialisation: 'gaussian' };
const genitor = resolveContestant('genitor', { ...relu, ...real, population: 12, inFlight: 8, renewal: 60 });
const random = resolveContestant('random', { ...relu, inFlight: 8, renewal: 50 });
const msgd = resolveContestant('msgd', { hidden: 3 });

const specOf = (given: Partial<TournamentSpec> = {}, budget: Budget = { evaluations: 400 }) => ({
  tasks: [cart],
  contestants: [genitor, random],
  seeds: 1,
  seed: 1,
  budget,
  device: 'wasm',
  ...given,
});
const [trial] = trialsOf(specOf());
const device = await openDevice('wasm');
const parts = assembleTrial(trial!, episodeCatalogue());
const net = parts.net as ElmanNet;
const problem = makeProblem(trial!, parts, device);

/** Genomes in shared memory, drawn as the contestant draws them. */
function population(count: number): Float32Array {
  const genomes = new Float32Array(new SharedArrayBuffer(4 * count * net.parameters));
  for (let genome = 0; genome < count; genome++) {
    genomes.set(problem.initialise(problem.random('episodes', genome)), genome * net.parameters);
  }
  return genomes;
}

describe('a lesson of episodes', () => {
  const lesson = problem.lesson(3, 5);

  it('is names alone', () => {
    expect(JSON.parse(JSON.stringify(lesson))).toEqual({
      kind: 'episodes',
      task: 'cart',
      options: {},
      path: [1, 'cart', 1, 'train', 3],
      first: 0,
      sequences: 5,
      part: 'training',
      cases: null,
    });
    expect(isEpisodes(lesson)).toBe(true);
  });

  it('gives each genome its mean loss and its own cost, which are those of its episodes one by one', async () => {
    const genomes = population(9);
    const { losses, macs } = await problem.evaluatePopulation(genomes, 9, lesson)();
    for (let genome = 0; genome < 9; genome++) {
      const parameters = genomes.subarray(genome * net.parameters, (genome + 1) * net.parameters);
      const outcomes = Array.from({ length: 5 }, (_, episode) =>
        cartEpisode(net, parameters, randomStream(1, 'cart', 1, 'train', 3, episode)),
      );
      expect(losses[genome]).toBe(outcomes.reduce((sum, { loss }) => sum + loss, 0) / 5);
      expect(macs[genome]).toBe(outcomes.reduce((sum, outcome) => sum + outcome.macs, 0));
      expect(macs[genome]! % stepMacs(net)).toBe(0);
    }
    expect(new Set(macs).size).toBeGreaterThan(3);
    expect(new Set(losses).size).toBeGreaterThan(3);
  });

  it('is scored alike by helpers that know its names and nothing else of it', async () => {
    const workerPool = openWorkerPool(2, { catalogue, drawers: 0 });
    const queue = newJobQueue();
    const arriving: MessagePort[] = [];
    const answers = [1, 2].map((helper) => {
      const { port1, port2 } = new MessageChannel();
      arriving.push(port1);
      const task: HelpTask = { queue, helper, port: port2, device: 'wasm', control: newControl() };
      return workerPool.run<HelpAnswer>('evaluate', task, [port2]);
    });
    const genomes = population(7);
    // The owner plays none itself, so all the work is left to the helpers.
    const score = (): Promise<Scores> => new Promise(() => {});
    const newcomer = () => arriving.shift();
    const evaluate = sharedEvaluator({ queue, score, net, jobMacs: 1, newcomer });
    const collect = evaluate(genomes, 7, lesson, Number.POSITIVE_INFINITY);
    while (![0, 1, 2].every((slot) => isDone(queue, slot))) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await collect()).toEqual(await problem.evaluatePopulation(genomes, 7, lesson)());
    close(queue);
    expect(await Promise.all(answers)).toEqual([{ type: 'left' }, { type: 'left' }]);
    await workerPool.disband();
  });

  it('is left between episodes where it is asked to end, in a population and in an examination', () => {
    const genomes = population(4);
    let asked = 0;
    const check = (): void => {
      if (++asked > 7) throw new Error('no more');
    };
    const set = lesson as EpisodeSet;
    expect(() => playPopulation(playCart, net, genomes, 4, set, check)).toThrow('no more');
    expect(asked).toBe(8);
    let looked = 0;
    const solution = { net, parameters: genomes.subarray(0, net.parameters) };
    const examine = (most: number) => {
      looked = 0;
      return examineEpisodes(playCart, solution, cart.facts.success, set, () => ++looked > most);
    };
    expect(examine(3)).toBeNull();
    expect(looked).toBeGreaterThan(3);
    expect(examine(100)).toMatchObject({ sequences: 5 });
  });

  it('of few starts plays each once, and the next goes on after them', () => {
    const [one] = trialsOf(specOf({ tasks: [chooseTask(findTask('t-maze'), { noise: true })] }));
    const { lesson: lessonOf } = makeProblem(one!, assembleTrial(one!, builtIn), device);
    expect(lessonOf(0, 256)).toMatchObject({ first: 0, sequences: 100, cases: 100, part: 'training' });
    expect(lessonOf(3, 30)).toMatchObject({ first: 90, sequences: 30, cases: 100 });
    expect(lessonOf(4, 30)).toMatchObject({ first: 20, sequences: 30 });
  });

  it('is no batch, and says so by the name of its task', () => {
    expect(() => problem.trainingBatch(0, 5)).toThrow(
      'task cart: is played in episodes, so there are no batches of it',
    );
  });
});

describe.each([genitor, random])('$name on episodes', (contestant) => {
  it('counts afterwards what its genomes took', async () => {
    let collected = 0;
    const counting: Problem = {
      ...problem,
      evaluatePopulation(...call) {
        const collect = problem.evaluatePopulation(...call);
        return async () => {
          const scores = await collect();
          collected += totalMacs(scores.macs);
          return scores;
        };
      },
    };
    const { learner, settings } = assembleTrial(
      trialsOf(specOf({ contestants: [contestant] }))[0]!,
      episodeCatalogue(),
    );
    const search = await learner.start(counting, settings);
    const costs: number[] = [];
    let total = 0;
    let evaluations = 0;
    for (let step = 0; step < 60; step++) {
      const report = await search.step();
      total += report.macs;
      evaluations += report.evaluations;
      costs.push(report.macs / report.evaluations);
      expect(report.sequences).toBe(6 * report.evaluations);
      expect(total).toBe(collected);
    }
    // Past a renewal, and no two genomes cost the same by rule.
    expect(evaluations).toBeGreaterThan(100);
    expect(new Set(costs).size).toBeGreaterThan(10);
  });
});

/** Plays the first trial of the spec in this thread. */
async function play(spec: TournamentSpec, given: Partial<TrialContext> = {}, own = episodeCatalogue()) {
  const [one] = trialsOf(spec);
  const events: TournamentEvent[] = [];
  const emit = (event: TournamentEvent) => void events.push(event);
  const examiner = episodeExaminer(own.episodes('cart')!, one!, own.task('cart'), () => false);
  const result = await runTrial(one!, { catalogue: own, device, examiner, emit, ...given });
  return { result, checkpoints: events.filter((event) => event.type === 'checkpoint') };
}

describe('a tournament on episodes', () => {
  async function tournament(workers: number) {
    const events: TournamentEvent[] = [];
    for await (const event of runTournament(specOf(), { workers, catalogue, jobMacs: 1 })) events.push(event);
    const kept = events.filter(({ type }) => type === 'checkpoint' || type === 'finished');
    return timeless(kept.sort((a, b) => ('id' in a && 'id' in b && a.id < b.id ? -1 : 1)));
  }

  it('finds the same with one worker and with three', async () => {
    const one = await tournament(1);
    expect(await tournament(3)).toEqual(one);
    const results = (one as TournamentEvent[]).flatMap((event) =>
      event.type === 'finished' ? [event.result] : [],
    );
    expect(results.map(({ stop }) => stop.reason)).not.toContain('failed');
    for (const { cost, testError } of results) {
      expect(cost.macs % stepMacs(net)).toBe(0);
      expect(cost.macs).toBeGreaterThan(0);
      expect(testError).not.toBeNull();
    }
  });

  it('plays a built-in task to the same result with one worker, two and seven', async () => {
    const spec = {
      ...specOf({ tasks: [chooseTask(findTask('t-maze'), { length: 3 })], contestants: [genitor] }),
      budget: { evaluations: 300 },
    };
    const play = async (workers: number) => {
      const events: TournamentEvent[] = [];
      for await (const event of runTournament(spec, { workers, jobMacs: 1 })) events.push(event);
      return timeless(events.filter(({ type }) => type === 'checkpoint' || type === 'finished'));
    };
    const one = await play(1);
    for (const workers of [2, 7]) expect(await play(workers)).toEqual(one);
    const [last] = (one as TournamentEvent[]).slice(-1);
    expect(last).toMatchObject({ result: { testMeasures: { steps: expect.any(Number) } } });
  });

  it('ends the same when it goes on from any of its checkpoints', async () => {
    const spec = specOf({ contestants: [genitor] }, { macs: 60_000 });
    const { result, checkpoints } = await play(spec);
    expect(checkpoints.length).toBeGreaterThan(1);
    for (const { snapshot } of checkpoints) {
      const values = JSON.parse(JSON.stringify(snapshot!.values));
      const resumed = await play(spec, { resume: { arrays: snapshot!.arrays, values } });
      expect(timeless(resumed.result)).toEqual(timeless(result));
    }
  });

  it('names the task whose episodes throw, in one line', async () => {
    const own = episodeCatalogue(
      playing((...call) => {
        if (call[2].uniform() < 0.01) throw new Error('the cart broke\nin two');
        return cartEpisode(...call);
      }),
    );
    const { result } = await play(specOf({ contestants: [genitor] }), {}, own);
    expect(result.stop).toEqual({ reason: 'failed', detail: 'task cart: the cart broke' });
  });
});

describe('what cannot play episodes', () => {
  const first = async (spec: TournamentSpec) => {
    for await (const event of runTournament(spec, { catalogue })) return event;
    return null;
  };
  const learner =
    'learner sgd: it asks for the gradient of a loss, and the episodes of task cart have none; take rpg, the policy gradient, or a learner that evaluates populations';

  it.each<[string, Partial<TournamentSpec>, string]>([
    ['a learner', { contestants: [genitor, msgd] }, learner],
    [
      'a device',
      { device: 'webgpu' },
      'device webgpu: it cannot play the episodes of task cart yet; take wasm or reference',
    ],
  ])('is named before anything starts: %s', async (_, given, message) => {
    await expect(first(specOf(given))).rejects.toThrow(message);
  });

  it('is named by a trial on its own as well', async () => {
    const { result, checkpoints } = await play(specOf({ contestants: [msgd] }));
    expect(result.stop).toEqual({ reason: 'failed', detail: learner });
    expect(checkpoints).toEqual([]);
  });
});
