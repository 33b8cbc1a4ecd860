import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/engine/device.ts';
import { isEpisodes } from '../../../src/engine/lesson.ts';
import { shareOf } from '../../../src/tournament/spec/budget.ts';
import { chooseTask } from '../../../src/tournament/spec/choose-task.ts';
import type { TournamentSpec, TrialSpec } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import type { Tuning } from '../../../src/tournament/spec/tuning.ts';
import { examSets } from '../../../src/tournament/trial/examine.ts';
import { episodeExaminer } from '../../../src/tournament/trial/examine-episodes.ts';
import { assembleTrial, makeProblem } from '../../../src/tournament/trial/problem.ts';
import { testSpecimens } from '../../../src/tournament/trial/specimens.ts';
import { testSource } from '../../../src/tournament/trial/test-source.ts';
import { findTask } from '../../../tasks/index.ts';
import { playing } from '../../support/tournament/episode-catalogue.ts';
import toys from '../../support/tournament/toy-catalogue.ts';
import { smallContestant, timeless, toySpec } from '../../support/tournament/toys.ts';

const tuning: Tuning = { sampler: 'sobol', rounds: [{ candidates: 2, share: 1 }], searches: [] };
const contestants = [smallContestant('genitor'), { ...smallContestant('msgd'), name: 'msgd#2' }];
const plain: TournamentSpec = toySpec(contestants, { macs: 1e6 });
const tuned: TournamentSpec = { ...plain, tuning };

/** Draws of each part of a trial, by the part's name. */
async function drawsOf(trial: TrialSpec): Promise<Record<string, unknown>> {
  const parts = assembleTrial(trial, toys);
  const device: Device = await toys.openDevice('reference');
  const problem = makeProblem(trial, parts, device);
  const sets = examSets(parts.task, trial);
  const lessons = makeProblem(
    trial,
    { ...parts, episodes: () => () => ({ loss: 0, wrong: false, macs: 0 }) },
    device,
  );
  const lesson = lessons.lesson(0, 4);
  const played: unknown[] = [];
  const examiner = episodeExaminer(
    playing((_net, _parameters, random) => {
      played.push(random.uniform());
      return { loss: 0, wrong: false, macs: 0 };
    }),
    trial,
    parts.task,
    () => false,
  );
  await examiner.examine({ net: parts.net, parameters: new Float32Array(parts.net.parameters) }, 'test', 1);
  const own = chooseTask(findTask('temporal-order'));
  const all = {
    training: problem.trainingBatch(0, 8),
    initial: problem.initialise(problem.random('initial')),
    search: problem.random('offspring', 3).uniform(),
    validation: [...sets.chunks('validation', 8)][0],
    test: [...sets.chunks('test', 8)][0],
    lesson: isEpisodes(lesson) ? lesson.path : null,
    episodes: played,
    scored: await (await testSource(own, trial, 8)).chunk(0),
    shown: await testSpecimens(own, trial, 4),
  };
  // As data: a batch has functions too.
  return Object.fromEntries(
    Object.entries(all).map(([part, drawn]) => [part, JSON.stringify(timeless(drawn))]),
  );
}

describe('streams of a tuning', () => {
  it('differ from those of a tournament of the same seed, in every part', async () => {
    const own = await drawsOf(trialsOf(tuned)[0]!);
    const others = await drawsOf(trialsOf(plain)[0]!);
    expect(await drawsOf(trialsOf(tuned)[0]!)).toEqual(own);
    for (const [part, drawn] of Object.entries(own)) expect(drawn, part).not.toEqual(others[part]);
  });

  it('are the same for all contestants, but for the nets that they begin with', async () => {
    const [first, second] = trialsOf(tuned);
    expect(second!.contestant.name).toBe('msgd#2');
    const { initial: _, ...one } = await drawsOf(first!);
    const { initial: __, ...other } = await drawsOf(second!);
    expect(other).toEqual(one);
  });

  it('differ between seeds', async () => {
    const [first] = trialsOf(tuned);
    const one = await drawsOf(first!);
    const other = await drawsOf(trialsOf({ ...tuned, seed: 2 })[0]!);
    for (const [part, drawn] of Object.entries(one)) expect(drawn, part).not.toEqual(other[part]);
  });
});

describe('a share of the budget', () => {
  it('scales every limit, whole ones rounded up', () => {
    const budget = { macs: 1e6, updates: 10, evaluations: 7, seconds: 3 };
    expect(shareOf(budget, 1 / 3)).toEqual({ macs: 333_334, updates: 4, evaluations: 3, seconds: 1 });
    expect(shareOf(budget)).toBe(budget);
    expect(shareOf({ updates: 5 }, 0.5)).toEqual({ updates: 3 });
  });

  it('is that of the contestant whose trial it is, of its task’s budget', () => {
    const [task] = plain.tasks;
    const tasks = [task!, { ...task!, label: 'dear', budget: { macs: 9e6 } }];
    const [first, second] = contestants;
    const spec = { ...tuned, tasks, contestants: [first!, { ...second!, budgetShare: 1 / 3 }] };
    expect(trialsOf(spec).map(({ budget }) => budget.macs)).toEqual([1e6, 333_334, 9e6, 3e6]);
  });
});
