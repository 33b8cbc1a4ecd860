/** A small real run, played in this thread. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDevice } from '../../../src/engine/index.ts';
import { createRun } from '../../../src/store/run-file.ts';
import type { Task } from '../../../src/tasks/define-task.ts';
import { episodePlayer } from '../../../src/tasks/play-episodes.ts';
import { builtIn, type Catalogue } from '../../../src/tournament/spec/catalogue.ts';
import { resolveContestant, resolveTask } from '../../../src/tournament/spec/resolve.ts';
import type { TaskChoice, TournamentEvent, TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { deviceExaminer, examSets } from '../../../src/tournament/trial/examine.ts';
import { episodeExaminer } from '../../../src/tournament/trial/examine-episodes.ts';
import { assembleTrial } from '../../../src/tournament/trial/problem.ts';
import { runTrial } from '../../../src/tournament/trial/trial.ts';

export interface SmallRun {
  readonly folder: string;
  readonly path: string;
  readonly spec: TournamentSpec;
  remove(): void;
}

/** A tournament of a genetic and a gradient contestant; `[name, options]` of its tasks. */
export function smallSpec(
  tasks: readonly (readonly [string, Record<string, unknown>])[],
  seeds = 1,
): TournamentSpec {
  return {
    tasks: tasks.map(([name, options]): TaskChoice => resolveTask(name, options)),
    contestants: [
      resolveContestant('genitor', { hidden: 4, population: 20, sequences: 32 }),
      resolveContestant('msgd-c', { hidden: 4, unit: 'logistic' }, { as: 'small sgd' }),
    ],
    seeds,
    seed: 5,
    budget: { macs: 3e6 },
    device: 'wasm',
  };
}

/** Plays every trial of the tournament that `plays` holds for, a plugin's too. */
export async function smallRun(
  spec: TournamentSpec,
  plays = (_id: string): boolean => true,
  plugin?: Task,
): Promise<SmallRun> {
  const folder = mkdtempSync(join(tmpdir(), 'genoprop-export-'));
  const path = join(folder, 'small.run.sqlite');
  const run = createRun(path, spec, {
    genoprop: '0.1.0',
    created: '2026-11-23T04:05:06.789Z',
    commandLine: ['duel', 'test'],
    machine: 'a machine',
  });
  const device = await openDevice(spec.device);
  const catalogue: Catalogue = plugin === undefined ? builtIn : withPlugin(plugin);
  for (const trial of trialsOf(spec)) {
    if (!plays(trial.id)) continue;
    const parts = assembleTrial(trial, catalogue);
    const examiner =
      parts.task.episode === undefined
        ? deviceExaminer(parts, examSets(parts.task, trial), device, () => false)
        : episodeExaminer(episodePlayer(parts.task), trial, parts.task, () => false);
    await runTrial(trial, { catalogue, device, examiner, emit: (event) => run.record(event) });
  }
  run.record({ type: 'done', stopped: false } satisfies TournamentEvent);
  run.close();
  return { folder, path, spec, remove: () => rmSync(folder, { recursive: true }) };
}

const withPlugin = (plugin: Task): Catalogue => ({
  ...builtIn,
  task: () => plugin,
  ...(plugin.episode === undefined ? {} : { episodes: () => episodePlayer(plugin) }),
});
