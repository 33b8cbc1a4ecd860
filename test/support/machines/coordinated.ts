/** Tournaments that a coordinator plays into a run file, compared with the same ones played here. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CoordinatorOptions, openCoordinator } from '../../../src/machines/coordinator/coordinator.ts';
import type { Paces } from '../../../src/machines/coordinator/paces.ts';
import type { Exchange } from '../../../src/machines/queue/exchange.ts';
import { needsReader } from '../../../src/machines/wire/needs.ts';
import { pastOf } from '../../../src/store/past-of.ts';
import { createRun, openRun } from '../../../src/store/run-file.ts';
import { comparableRows } from '../../../src/store/trial-rows.ts';
import { runTournament } from '../../../src/tournament/run-tournament.ts';
import type { TournamentEvent, TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { about } from '../store/example-run.ts';

/** Paces of milliseconds. */
export const quick: Partial<Paces> = {
  ...{ look: 10, longestLook: 20, record: 30, compare: 100, stop: 1000, farewell: 500, alone: 60 },
};

export const newRunId = (): string => randomBytes(6).toString('hex');

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'genoprop-coordinated-'));

/** Rows of all trials in a run file, as they are compared. */
export function rowsOf(path: string, spec: TournamentSpec): Record<string, string> {
  const run = openRun(path, { readOnly: true });
  try {
    return Object.fromEntries(trialsOf(spec).map(({ id }) => [id, comparableRows(run.rows(id))]));
  } finally {
    run.close();
  }
}

/** Writes events into a new run file, and gives its rows. */
export function rowsAfter(
  path: string,
  spec: TournamentSpec,
  events: readonly TournamentEvent[],
): Record<string, string> {
  const run = createRun(path, spec, about);
  for (const event of events) run.record(event);
  run.close();
  return rowsOf(path, spec);
}

export interface Coordinated {
  readonly events: readonly TournamentEvent[];
  readonly notes: readonly string[];
}

export interface CoordinatedOptions extends Partial<Omit<CoordinatorOptions, 'exchange'>> {
  readonly signal?: AbortSignal;
  /** Called after each event has been written. */
  readonly onEvent?: (event: TournamentEvent) => void;
  /** Called with each note. */
  readonly onNote?: (line: string) => void;
  readonly onStart?: (setPaused: (paused: boolean) => void) => void;
}

/** Plays what is left of a run by a coordinator, into its run file, which is made where there is none. */
export async function coordinate(
  path: string,
  spec: TournamentSpec,
  exchange: Exchange,
  { signal, onEvent, onNote, onStart, ...options }: CoordinatedOptions = {},
): Promise<Coordinated> {
  const notes: string[] = [];
  const events: TournamentEvent[] = [];
  const coordinator = await openCoordinator({
    ...{ exchange, run: newRunId(), title: 'a run', needs: needsReader(null), trials: trialsOf(spec) },
    note: (line) => {
      notes.push(line);
      onNote?.(line);
    },
    ...options,
    paces: { ...quick, ...options.paces },
  });
  const run = existsRun(path) ? openRun(path) : createRun(path, spec, about);
  const past = pastOf(run);
  try {
    const playing = runTournament(spec, {
      player: (stage) => coordinator.player(stage),
      signal,
      onStart,
      resume: past.resume,
      finished: new Set(past.finished.keys()),
    });
    for await (const event of playing) {
      run.record(event);
      events.push(event);
      onEvent?.(event);
    }
  } finally {
    run.close();
    await coordinator.close();
  }
  return { events, notes };
}

function existsRun(path: string): boolean {
  try {
    openRun(path, { readOnly: true }).close();
    return true;
  } catch {
    return false;
  }
}
