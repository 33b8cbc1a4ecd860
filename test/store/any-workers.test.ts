import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createRun } from '../../src/store/run-file.ts';
import { runTournament } from '../../src/tournament/run-tournament.ts';
import { chooseTask } from '../../src/tournament/spec/choose-task.ts';
import { resolveContestant } from '../../src/tournament/spec/resolve.ts';
import type { TournamentSpec } from '../../src/tournament/spec/tournament.ts';
import { findTask } from '../../tasks/index.ts';
import { type RunContent, runContent } from '../support/store/run-content.ts';

const spec: TournamentSpec = {
  tasks: [chooseTask(findTask('xor')), chooseTask(findTask('parity'), { length: 3 })],
  contestants: [
    resolveContestant('genitor', {
      hidden: 3,
      encoding: 'real',
      initialisation: 'gaussian',
      sequences: 128,
    }),
    resolveContestant('msgd-cr-2013', { hidden: 4 }),
    resolveContestant('random', { hidden: 3 }),
  ],
  seeds: 1,
  seed: 1,
  budget: { macs: 1e7 },
  device: 'wasm',
};

const folder = mkdtempSync(join(tmpdir(), 'genoprop-workers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function contentWith(workers: number): Promise<RunContent> {
  const path = join(folder, `${workers}.run`);
  const created = `2026-11-23T00:00:0${workers}.000Z`;
  const run = createRun(path, spec, { genoprop: '1', created, commandLine: [String(workers)], machine: 'm' });
  // Small jobs are shared too, so that helpers take part in the last trials.
  for await (const event of runTournament(spec, { workers, jobMacs: 1e4 })) run.record(event);
  run.close();
  return runContent(path);
}

describe('a run file of a tournament on several tasks', () => {
  it('is the same byte for byte with 1, 2 and 4 workers, save for seconds', async () => {
    const one = await contentWith(1);
    expect(one.trials).toHaveLength(6);
    // One of them found a better net at its end, and keeps that of before for a larger budget.
    expect(one.champions).toHaveLength(7);
    expect(one.checkpoints.length).toBeGreaterThan(0);
    expect(one.metrics.length).toBeGreaterThan(50);
    expect(await contentWith(2)).toEqual(one);
    expect(await contentWith(4)).toEqual(one);
  });
});
