/** Run files as commands find them: planned, and played as far as some events tell. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chdir, cwd } from 'node:process';
import { afterEach, beforeEach } from 'vitest';
import { createRun } from '../../../src/store/run-file.ts';
import { chooseTask } from '../../../src/tournament/spec/choose-task.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type {
  TournamentEvent,
  TournamentSpec,
  TrialResult,
} from '../../../src/tournament/spec/tournament.ts';
import { version } from '../../../src/version.ts';
import { findTask } from '../../../tasks/index.ts';
import { checkpoint, result } from './recording.ts';

const parity = findTask('parity');

/** Two tasks, two contestants of whom one guesses, two seeds. */
export const spec: TournamentSpec = {
  tasks: [chooseTask(findTask('xor')), chooseTask(parity, { length: 3 })],
  contestants: [resolveContestant('msgd', { hidden: 4 }, { as: 'small' }), resolveContestant('random', {})],
  seeds: 2,
  seed: 7,
  budget: { macs: 1e10 },
  device: 'wasm',
};

/** The same on the first task alone. */
export const single: TournamentSpec = { ...spec, tasks: [spec.tasks[0]!] };

export const id = (contestant: string, seed: number, task = 'xor'): string => `${task}/${contestant}/${seed}`;

export const started = (trial: string): TournamentEvent => ({ type: 'started', id: trial, parameters: 33 });

export const validated = (trial: string, macs: number, error = 0.25): TournamentEvent => ({
  type: 'checkpoint',
  id: trial,
  checkpoint: checkpoint(macs, error),
  spent: macs / 1e10,
  champion: { parameters: new Float32Array(2).fill(macs) },
  snapshot: { arrays: { 'search/weights': new Float32Array(3).fill(macs) }, values: { macs } },
});

export const ended = (
  trial: string,
  reason: TrialResult['stop']['reason'] = 'solved',
  more: Partial<TrialResult> = {},
): TournamentEvent => ({ type: 'finished', id: trial, result: result(trial, reason, more) });

export const aboutTest = (created: string) => ({
  genoprop: version(),
  created,
  commandLine: ['duel', 'xor', '--run', 'a run.sqlite', '--seeds', '2'],
  machine: 'a machine',
});

/** Makes a run file and writes these events into it. */
export function makeRun(
  path: string,
  events: readonly TournamentEvent[] = [],
  { planned = spec, created = '2026-11-23T04:05:06.789Z' } = {},
): void {
  const run = createRun(path, planned, aboutTest(created));
  for (const event of events) run.record(event);
  run.close();
}

/** Each test in a folder of its own, which is the working folder. */
export function inOwnFolder(): void {
  const before = cwd();
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'genoprop-runs-'));
    chdir(folder);
  });
  afterEach(() => {
    chdir(before);
    rmSync(folder, { recursive: true });
  });
}
