import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pastOf } from '../../src/store/past-of.ts';
import { createRun, openRun } from '../../src/store/run-file.ts';
import { computingMachines, trialMachines } from '../../src/store/trial-machines.ts';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { machinesOf, standingOf } from '../../src/tournament/standing.ts';
import { aboutTest, ended, id, single, started, validated } from '../support/cli/runs.ts';

let path: string;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-machines-'));
  path = join(folder, 'a.run');
});
afterEach(() => rmSync(folder, { recursive: true }));

const [one, two, three] = [id('small', 1), id('random', 1), id('small', 2)];
const placed = (trial: string, machine: string): TournamentEvent => ({ type: 'placed', id: trial, machine });
const about = (machine: string) => ({ ...aboutTest('2026-11-23T04:05:06.789Z'), machine });

function write(events: readonly TournamentEvent[], machine = 'here'): void {
  const run = createRun(path, single, about(machine));
  for (const event of events) run.record(event);
  run.close();
}

function machines(): (string | null)[] {
  const run = openRun(path, { readOnly: true });
  const found = run.trials().map((trial) => trial.machine);
  run.close();
  return found;
}

describe('the machine of a trial', () => {
  it('is the last one that it was placed on, whether that was told before its start or after', () => {
    const first = [placed(one, 'east: x'), started(one), placed(one, 'west: y'), ended(one)];
    write([...first, started(two), placed(two, 'east: x'), started(three)]);
    expect(machines()).toEqual(['west: y', 'east: x', null, null]);
  });

  it('is no other once a trial goes on here', () => {
    write([
      placed(one, 'east: x'),
      started(one),
      validated(one, 1e9),
      placed(two, 'east: x'),
      started(two),
      ended(two),
    ]);
    const run = openRun(path);
    run.record(started(one));
    run.close();
    expect(machines()).toEqual([null, 'east: x', null, null]);
  });

  it('is named before a session on another machine begins, and only of trials that have begun', () => {
    write([started(one), ended(one), placed(two, 'east: x'), started(two)]);
    const run = openRun(path);
    run.noteResumed(about('here'));
    expect(run.trials().map(({ machine }) => machine)).toEqual([null, 'east: x', null, null]);
    run.noteResumed(about('there'));
    run.record(started(three));
    expect(run.trials().map(({ machine }) => machine)).toEqual(['here', 'east: x', null, null]);
    expect([...trialMachines(run.trials(), run.sessions())]).toEqual([
      [one, 'here'],
      [two, 'east: x'],
      [three, 'there'],
    ]);
    expect(computingMachines(run.trials(), run.sessions())).toEqual(['here', 'x', 'there']);
    run.close();
  });

  it('is not known in a file of an earlier version, and is known once that goes on', () => {
    write([started(one), ended(one)]);
    const database = new DatabaseSync(path);
    database.exec('ALTER TABLE trials DROP COLUMN machine');
    database.close();
    expect(machines()).toEqual([null, null, null, null]);
    const run = openRun(path);
    run.noteResumed(about('there'));
    run.close();
    expect(machines()).toEqual(['here', null, null, null]);
  });

  it('goes with the outcome of an ended trial into the next session, and with no other trial', () => {
    write([
      placed(one, 'east: x'),
      started(one),
      ended(one),
      placed(two, 'west: y'),
      started(two),
      validated(two, 1e9),
    ]);
    const run = openRun(path, { readOnly: true });
    const standing = standingOf(trialsOf(single), pastOf(run));
    expect([...machinesOf(standing)]).toEqual([[one, 'east: x']]);
    expect(standing.get(two)!.machine).toBeNull();
    run.close();
  });

  it('may not be a number', () => {
    write([started(one)]);
    const database = new DatabaseSync(path);
    database.exec("UPDATE trials SET machine = x'00'");
    database.close();
    expect(() => machines()).toThrow(/trials row xor\/small\/1: machine/);
  });
});
