/** A tiny tournament on a gait: the same run file with any number of workers, and the same end of a trial that is resumed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDevice } from '../../src/engine/index.ts';
import { replayChampion } from '../../src/export/replay-champion.ts';
import { championOfRun } from '../../src/export/run-champion.ts';
import type { Snapshot } from '../../src/learners/learner.ts';
import { readRun } from '../../src/store/read-run.ts';
import { createRun } from '../../src/store/run-file.ts';
import { episodePlayer } from '../../src/tasks/play-episodes.ts';
import { prepareEpisodes } from '../../src/tasks/prepare-episodes.ts';
import { runTournament } from '../../src/tournament/run-tournament.ts';
import { builtIn } from '../../src/tournament/spec/catalogue.ts';
import { chooseTask } from '../../src/tournament/spec/choose-task.ts';
import { resolveContestant } from '../../src/tournament/spec/resolve.ts';
import type { TournamentSpec, TrialResult } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { episodeExaminer } from '../../src/tournament/trial/examine-episodes.ts';
import { runTrial } from '../../src/tournament/trial/trial.ts';
import gait2d from '../../tasks/gait-2d.ts';
import { type RunContent, runContent } from '../support/store/run-content.ts';
import { timeless } from '../support/tournament/toys.ts';

const folder = mkdtempSync(join(tmpdir(), 'genoprop-gait-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => prepareEpisodes(gait2d));

const specOf = (): TournamentSpec => ({
  tasks: [chooseTask(gait2d, { seconds: 0.5, goal: 0.05 })],
  contestants: [
    resolveContestant('genitor', { hidden: 3, population: 6, inFlight: 4 }),
    resolveContestant('neat', { population: 8 }),
  ],
  ...{ seeds: 1, seed: 1, budget: { evaluations: 24 }, toTheEnd: { until: null }, device: 'wasm' },
});

async function contentWith(workers: number): Promise<RunContent> {
  const spec = specOf();
  const path = join(folder, `${workers}.run`);
  const created = `2026-11-28T00:00:0${workers}.000Z`;
  const run = createRun(path, spec, { genoprop: '1', created, commandLine: [String(workers)], machine: 'm' });
  for await (const event of runTournament(spec, { workers, jobMacs: 1 })) run.record(event);
  run.close();
  return runContent(path);
}

it('a gait gives the same run file with 1, 2 and 7 workers, save for seconds', async () => {
  const one = await contentWith(1);
  expect(one.trials).toHaveLength(2);
  expect(JSON.stringify(one)).not.toContain('"failed"');
  // The champion comes out of the file with its task, and is replayed on a start of its test.
  const champion = readRun(join(folder, '1.run'), (run) => championOfRun(run, run.trials()[1]!, 'it'));
  expect(champion.about.task.versions).toEqual(gait2d.episode!.versions!());
  const { recording, outcome } = await replayChampion(champion, { start: 1, most: 100 }, 'it');
  expect(recording.pictures).toHaveLength(30);
  expect(outcome.measures!.distance).toBeGreaterThan(0);
  for (const workers of [2, 7]) expect(await contentWith(workers)).toEqual(one);
});

it('a trial of a gait ends alike where it is resumed from a checkpoint', async () => {
  const [trial] = trialsOf(specOf());
  const device = await openDevice('wasm');
  const examiner = episodeExaminer(episodePlayer(gait2d), trial!, gait2d, () => false);
  const snapshots: Snapshot[] = [];
  const play = (resume?: Snapshot): Promise<TrialResult> =>
    runTrial(trial!, {
      ...{ catalogue: builtIn, device, examiner },
      ...(resume === undefined ? {} : { resume }),
      emit(event) {
        if (event.type === 'checkpoint' && event.snapshot !== null && resume === undefined)
          snapshots.push(event.snapshot);
      },
    });
  const whole = await play();
  expect(snapshots.length).toBeGreaterThan(1);
  expect(whole.testMeasures.distance).toBeGreaterThan(0);
  expect(timeless(await play(structuredClone(snapshots[1]!)))).toEqual(timeless(whole));
});
