/**
 * Contract of every contestant that is offered: it plays an episode task, to the same end from a checkpoint, or it is
 * refused in one line before anything starts.
 */
import { describe, expect, it } from 'vitest';
import { openDevice } from '../../src/engine/index.ts';
import { contestantPresets, findLearner } from '../../src/learners/index.ts';
import { episodePlayer } from '../../src/tasks/play-episodes.ts';
import { builtIn } from '../../src/tournament/spec/catalogue.ts';
import { chooseTask } from '../../src/tournament/spec/choose-task.ts';
import { asksForMore } from '../../src/tournament/spec/episodes.ts';
import { unfitness } from '../../src/tournament/spec/fit.ts';
import { resolveContestant } from '../../src/tournament/spec/resolve.ts';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { episodeExaminer } from '../../src/tournament/trial/examine-episodes.ts';
import { runTrial, type TrialContext } from '../../src/tournament/trial/trial.ts';
import { findTask } from '../../tasks/index.ts';
import { timeless, withoutIdle } from '../support/tournament/toys.ts';

const maze = findTask('t-maze');
const task = chooseTask(maze, { length: 2 });
const device = await openDevice('reference');

const settled = contestantPresets().map(({ name }) => {
  const contestant = resolveContestant(name);
  const fields = 'hidden' in contestant.netOptions ? { hidden: 3 } : {};
  return [name, resolveContestant(name, withoutIdle(name, fields))] as const;
});
const plays = ([, { learner, settings }]: (typeof settled)[number]): boolean =>
  !asksForMore(findLearner(learner), settings);

describe.each(settled.filter(plays))('%s', (_, contestant) => {
  const spec = { ...{ tasks: [task], contestants: [contestant], seeds: 1, seed: 1 }, device: 'reference' };
  const { counts } = findLearner(contestant.learner);
  const [trial] = trialsOf({ ...spec, budget: { evaluations: 400, updates: 30 } });

  async function play(given: Partial<TrialContext> = {}) {
    const events: TournamentEvent[] = [];
    const examiner = episodeExaminer(episodePlayer(maze), trial!, maze, () => false);
    const emit = (event: TournamentEvent) => void events.push(event);
    const result = await runTrial(trial!, { catalogue: builtIn, device, examiner, emit, ...given });
    return { result, checkpoints: events.filter((event) => event.type === 'checkpoint') };
  }

  it('plays an episode task, and goes on from its checkpoints to the same end', async () => {
    const { result, checkpoints } = await play();
    expect(['budget', 'solved']).toContain(result.stop.reason);
    expect(result.cost[counts]).toBeGreaterThan(0);
    expect(result.cost.macs).toBeGreaterThan(0);
    expect(result.testMeasures.steps).toBeGreaterThan(0);
    const { snapshot } = checkpoints[Math.floor(checkpoints.length / 2)]!;
    const values = JSON.parse(JSON.stringify(snapshot!.values));
    const resumed = await play({ resume: { arrays: snapshot!.arrays, values } });
    expect(timeless(resumed.result)).toEqual(timeless(result));
  });
});

describe.each(settled.filter((one) => !plays(one)))('%s', (name, contestant) => {
  it('is refused in one line, which names its learner', () => {
    expect(unfitness(contestant, task)).toMatch(
      new RegExp(`^${name}\\S* on t-maze:length=2: learner ${contestant.learner}\\b[^\\n]+$`),
    );
  });
});

it('some contestants play episodes, and some do not', () => {
  expect(settled.filter(plays).map(([name]) => name)).toEqual(
    expect.arrayContaining(['genitor', 'random', 'rpg']),
  );
  expect(settled.filter((one) => !plays(one)).map(([name]) => name)).toEqual(
    expect.arrayContaining(['msgd', 'hf']),
  );
});
