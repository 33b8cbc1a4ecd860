import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contestantPresets, findLearner } from '../../src/learners/index.ts';
import { openSessionRun } from '../../src/store/session-run.ts';
import { runTournament } from '../../src/tournament/run-tournament.ts';
import { chooseTask } from '../../src/tournament/spec/choose-task.ts';
import { resolveContestant } from '../../src/tournament/spec/resolve.ts';
import type { Budget, TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { findTask } from '../../tasks/index.ts';
import { type RunContent, runContent } from '../support/store/run-content.ts';
import { withoutIdle } from '../support/tournament/toys.ts';

const folder = mkdtempSync(join(tmpdir(), 'genoprop-raised-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const budgets = (macs: number): Budget => ({ macs });

const parity = findTask('parity');

/** Of each learner for tasks of sequences the contestant that is offered first. */
const presets = contestantPresets().filter(
  ({ learner }, place, all) =>
    !findLearner(learner).samples &&
    !findLearner(learner).pacedByBudget &&
    all.findIndex((other) => other.learner === learner) === place,
);

/** Settings of some. Regressions on few rows have few multiply-accumulates, and so are many in a budget. */
const OWN: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  msgd: { learningRate: 0.1 },
  esn: { hidden: 1, batch: 64 },
  'genitor-esn': { hidden: 1, sequences: 16 },
};

/**
 * A contestant of every learner on two tasks that some of them solve. None solves one
 * at the end of the least budget, as esn would with more than one unit: such a trial stays as it is.
 */
const spec = (macs: number, own: number, more: Partial<TournamentSpec> = {}): TournamentSpec => ({
  tasks: [chooseTask(parity, { length: 2 }), { ...chooseTask(parity, { length: 3 }), budget: budgets(own) }],
  contestants: presets.map(({ name }) =>
    resolveContestant(name, withoutIdle(name, { hidden: 3, ...OWN[name] })),
  ),
  seeds: 1,
  seed: 1,
  budget: budgets(macs),
  device: 'wasm',
  ...more,
});

let stamps = 0;
const about = () => ({
  genoprop: '1',
  created: `2026-11-27T00:00:${String(stamps++).padStart(2, '0')}.000Z`,
  commandLine: ['duel'],
  machine: 'm',
});

interface Interruption {
  /** The process ends after that many events. */
  readonly after?: number;
  readonly workers?: number;
}

/** Plays it into that run file, and gives what the session found to do. */
async function playInto(name: string, wanted: TournamentSpec, { after, workers = 1 }: Interruption = {}) {
  const { run, past, added } = openSessionRun(join(folder, name), wanted, about());
  const { resume } = past;
  let events = 0;
  const finished = new Set(past.finished.keys());
  for await (const event of runTournament(wanted, { workers, jobMacs: 1e4, resume, finished })) {
    // As a process that is killed: what comes after is not written.
    if (events++ === after) break;
    run.record(event);
  }
  run.close();
  return { past, added };
}

const contentOf = (name: string): RunContent => runContent(join(folder, name));

describe('a larger budget for a run that has ended', () => {
  const large = spec(6e6, 8e6);
  let expected: RunContent;
  beforeAll(async () => {
    await playInto('large.run', large);
    expected = contentOf('large.run');
  }, 120_000);

  it('is tried on trials that it ends and on trials that are solved before', () => {
    const reasons = expected.trials.map((row) => JSON.parse(row).stop_reason as string);
    expect(new Set(reasons)).toEqual(new Set(['budget', 'solved']));
  });

  it('gives what it would have given from the beginning, byte for byte, for every learner', {
    timeout: 240_000,
  }, async () => {
    await playInto('raised.run', spec(1e6, 1.5e6), { workers: 2 });
    expect(contentOf('raised.run')).not.toEqual(expected);
    const { past, added } = await playInto('raised.run', large, { workers: 2 });
    expect(added).toMatchObject({ trials: 0, anew: [] });
    expect(added!.goOn.length).toBeGreaterThan(expected.trials.length / 2);
    // They go on: none of them starts again.
    expect([...past.resume.keys()].sort()).toEqual([...added!.goOn].sort());
    expect(contentOf('raised.run')).toEqual(expected);
  });

  it('does so in several helpings, some of them cut short', { timeout: 240_000 }, async () => {
    await playInto('helpings.run', spec(3e5, 4e5));
    for (const after of [10, 40]) await playInto('helpings.run', spec(2e6, 3e6), { after });
    await playInto('helpings.run', spec(4e6, 5e6));
    for (const after of [3, 30]) await playInto('helpings.run', large, { after });
    await playInto('helpings.run', large);
    expect(contentOf('helpings.run')).toEqual(expected);
  });

  it('begins trials anew of which an older version kept no state', { timeout: 240_000 }, async () => {
    await playInto('old.run', spec(1e5, 2e5));
    const database = new DatabaseSync(join(folder, 'old.run'));
    database.exec('DELETE FROM checkpoints');
    database.close();
    const { past, added } = await playInto('old.run', large);
    expect(added!.goOn).toEqual([]);
    expect(added!.anew.length).toBeGreaterThan(expected.trials.length / 2);
    expect(past.resume.size).toBe(0);
    expect(contentOf('old.run')).toEqual(expected);
  });
});
