import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRun, openRun } from '../../src/store/run-file.ts';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { about, checkpoint, spec, started, trial } from '../support/store/example-run.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-measures-'));
  path = join(folder, 'a.run.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const measured = (step: number, validationMeasures: Record<string, number>): TournamentEvent => {
  const event = checkpoint(step);
  return { ...event, checkpoint: { ...event.checkpoint, validationMeasures } };
};

/** A file as versions before measures wrote it. */
function withoutMeasures(): void {
  const run = createRun(path, spec, about);
  for (const event of [started, checkpoint(0)]) run.record(event);
  run.close();
  const database = new DatabaseSync(path);
  database.exec('ALTER TABLE metrics DROP COLUMN measures');
  database.close();
}

describe('the measures of a validation', () => {
  it('come back from a run file to the last bit, NaN among them', () => {
    const run = createRun(path, spec, about);
    run.record(started);
    run.record(measured(0, { longest: 1 / 3, odd: Number.NaN }));
    run.record(checkpoint(1));
    run.close();
    const [first, second] = openRun(path, { readOnly: true }).metrics(trial);
    expect(first!.validationMeasures).toStrictEqual({ longest: 1 / 3, odd: Number.NaN });
    expect(second).not.toHaveProperty('validationMeasures');
  });

  it('are not there in a file of a version before them, which is read as it is', () => {
    withoutMeasures();
    const run = openRun(path, { readOnly: true });
    expect(run.metrics(trial)).toHaveLength(1);
    expect(run.metrics(trial)[0]).not.toHaveProperty('validationMeasures');
    run.close();
  });

  it('are added to such a file when it is gone on with', () => {
    withoutMeasures();
    const run = openRun(path);
    run.record(measured(1, { longest: 2 }));
    expect(run.metrics(trial).map((one) => one.validationMeasures)).toEqual([undefined, { longest: 2 }]);
    run.close();
  });
});
