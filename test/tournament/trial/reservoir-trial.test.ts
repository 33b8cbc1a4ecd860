/** Trials of echo state networks: one reservoir for all contestants, checkpoints, and what is refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device.ts';
import { openDevice } from '../../../src/engine/index.ts';
import { callsOf } from '../../../src/learners/calls.ts';
import { findLearner } from '../../../src/learners/index.ts';
import type { Snapshot } from '../../../src/learners/learner.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import { reservoir } from '../../../src/nets/reservoir.ts';
import { drawBatch } from '../../../src/tasks/batches.ts';
import { runTournament } from '../../../src/tournament/run-tournament.ts';
import { builtIn } from '../../../src/tournament/spec/catalogue.ts';
import { choiceOf, settleTask, UNKNOWN } from '../../../src/tournament/spec/choose-task.ts';
import { unfitness } from '../../../src/tournament/spec/fit.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type { TournamentSpec, TrialEvent } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { deviceExaminer } from '../../../src/tournament/trial/examine.ts';
import { assembleTrial, makeProblem } from '../../../src/tournament/trial/problem.ts';
import { runTrial } from '../../../src/tournament/trial/trial.ts';
import { findTask } from '../../../tasks/index.ts';
import { timeless } from '../../support/tournament/toys.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('wasm');
});
afterAll(() => device.close());

const task = choiceOf(settleTask(findTask('figure-eight'), { washout: 6, free: 8 }), UNKNOWN, undefined);
const small = { hidden: 12, connectivity: 0.2 };
const SMALL = {
  'sgd-readout': { ...small, batch: 4 },
  'genitor-readout': { ...small, population: 6, sequences: 4, inFlight: 4, renewal: 12 },
} as const;
type Name = keyof typeof SMALL;
const names = Object.keys(SMALL) as Name[];

const tournament = (contestants: readonly Name[], settings = {}): TournamentSpec => ({
  tasks: [task],
  contestants: contestants.map((name) => resolveContestant(name, { ...SMALL[name], ...settings })),
  seeds: 1,
  seed: 1,
  budget: { evaluations: 60, updates: 30 },
  device: 'wasm',
});

async function play(name: Name, settings = {}, resume?: Snapshot) {
  const spec = trialsOf(tournament([name], settings))[0]!;
  const parts = assembleTrial(spec, builtIn);
  const examined = drawBatch(parts.task, parts.options, ['reservoir'], 0, 2);
  const examiner = deviceExaminer(parts, { chunks: () => [examined] }, device, () => false);
  const events: TrialEvent[] = [];
  const result = await runTrial(spec, {
    ...{ catalogue: builtIn, device, examiner },
    emit: (event) => void events.push(event),
    ...(resume && { resume }),
  });
  return { parts, result, checkpoints: events.filter((event) => event.type === 'checkpoint') };
}

describe.each(names)('a trial of %s', (name) => {
  it('goes on from a checkpoint to the same result', async () => {
    const { result, checkpoints } = await play(name);
    expect(result.stop.reason).toBe('budget');
    const middle = checkpoints[Math.floor(checkpoints.length / 2)]!;
    const resumed = await play(name, {}, middle.snapshot!);
    expect(timeless(resumed.result)).toEqual(timeless(result));
    expect(resumed.checkpoints.at(-1)!.champion?.parameters).toEqual(
      checkpoints.at(-1)!.champion?.parameters,
    );
  });

  it('has the reservoir of its seed in every champion, and learns its readout', async () => {
    const { parts, checkpoints } = await play(name);
    const problem = makeProblem(trialsOf(tournament(['sgd-readout']))[0]!, parts, device);
    const drawn = problem.initialise(problem.random('any'));
    const champions = checkpoints.flatMap(({ champion }) => (champion ? [champion.parameters] : []));
    expect(champions.length).toBeGreaterThan(0);
    for (const own of champions) {
      for (const block of reservoir.fixed!.blocks)
        expect(blockOf(parts.net, own, block)).toEqual(blockOf(parts.net, drawn, block));
      expect(blockOf(parts.net, own, 'W_out')).not.toEqual(blockOf(parts.net, drawn, 'W_out'));
      expect(blockOf(parts.net, own, 'W_out_low').every((value) => value === 0)).toBe(true);
    }
  });
});

it('GENITOR pays for the states once a call, and breeds by free runs at their full price', async () => {
  const { parts, result } = await play('genitor-readout');
  const batch = makeProblem(trialsOf(tournament(['genitor-readout']))[0]!, parts, device).trainingBatch(0, 4);
  const { net } = parts;
  const states = reservoir.macs.shared!(net as never, batch);
  const answers = reservoir.macs.forward(net as never, batch) - states;
  // All batches have the same extent: 6 members in 4 parts first, then offspring one by one, and so on.
  const { macs, evaluations } = result.cost;
  const calls = (macs - evaluations * answers) / states;
  expect(Number.isInteger(calls)).toBe(true);
  expect(calls).toBeLessThan(evaluations);
  const free = await play('genitor-readout', { forcing: 'none' });
  expect(free.result.cost.macs).toBeGreaterThan(macs);
});

it('gives the same results with 1 worker and with 2', async () => {
  const spec = tournament(names);
  const resultsWith = async (workers: number) => {
    const results = new Map<string, unknown>();
    for await (const event of runTournament(spec, { workers, jobMacs: 100 }))
      if (event.type === 'finished') results.set(event.id, timeless(event.result));
    return results;
  };
  const one = await resultsWith(1);
  expect(one.size).toBe(2);
  expect(await resultsWith(2)).toEqual(one);
});

describe('refused in one line before anything starts', () => {
  const lines: readonly (readonly [
    name: string,
    settings: Readonly<Record<string, unknown>>,
    line: string | RegExp,
  ])[] = [
    [
      'sgd-readout',
      { forcing: 'none' },
      'sgd-readout on figure-eight:washout=6,free=8: training on free runs needs the gradient through the recurrent weights, which a net reservoir does not learn; force all sequences',
    ],
    [
      'genitor-readout',
      { forcing: 'visible' },
      'genitor-readout on figure-eight:washout=6,free=8: forcing=visible makes the first hidden units the outputs, and those of a net reservoir stay as they are drawn; set forcing=outputs',
    ],
    [
      'msgd-cr',
      { net: 'reservoir' },
      'it cannot give Ω of the net reservoir: Ω is defined for Elman nets, and its gradient is that of W_rec, which a reservoir does not learn',
    ],
    [
      'hf',
      { net: 'reservoir' },
      /^it cannot [^\n]+ of the net reservoir: only its readout is learnt, so there is no way back [^\n]+$/,
    ],
  ];
  it.each(lines)('%s with %j', (name, settings, line) => {
    const contestant = resolveContestant(name, settings);
    const { net } = assembleTrial(trialsOf({ ...tournament([]), contestants: [contestant] })[0]!, builtIn);
    const calls = callsOf(findLearner(contestant.learner), contestant.settings, task.facts.shape);
    const refusal = unfitness(contestant, task) ?? device.lacks(net, task.facts.shape, calls);
    expect(refusal).toMatch(line);
  });
});
