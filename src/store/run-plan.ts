/** Writer of the plan into a run file, at its beginning and when it is extended, with the process that planned it. */
import process from 'node:process';
import { fromExactJson, toExactJson } from '../formats/exact-json.ts';
import type { TournamentSpec } from '../tournament/spec/tournament.ts';
import { trialsOf } from '../tournament/spec/trials-of.ts';
import type { RunAbout } from './about.ts';
import { type Raised, writeRaised } from './raise-budget.ts';
import { applicationId, formatVersion, schema } from './schema.ts';
import type { DatabaseSync } from './sqlite.ts';
import type { StoredSession } from './stored-trial.ts';

// All of these write inside the transaction that is open.

/** Fills an empty database. */
export function writeBeginning(database: DatabaseSync, spec: TournamentSpec, about: RunAbout): void {
  database.exec(
    `PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${formatVersion}; ${schema}`,
  );
  database.prepare(`INSERT INTO run VALUES (1, ?, ?, 'running')`).run(formatVersion, toExactJson(spec));
  writeTrials(database, spec);
  writeSession(database, 'create', about);
}

/**
 * Replaces the former spec by one that contains it. Results of its trials stay, and `raised` are reopened.
 * @param about null where the process that plays the run extends it
 */
export function writeExtension(
  database: DatabaseSync,
  spec: TournamentSpec,
  about: RunAbout | null,
  raised: Raised,
): void {
  const { spec: held } = database.prepare('SELECT spec FROM run').get()!;
  writeRaised(database, fromExactJson(String(held)) as TournamentSpec, spec, raised);
  const state = about === null ? 'running' : 'stopped';
  database.prepare('UPDATE run SET spec = ?, state = ?').run(toExactJson(spec), state);
  writeTrials(database, spec);
  if (about !== null) writeSession(database, 'extend', about);
}

export function writeSession(
  database: DatabaseSync,
  purpose: StoredSession['purpose'],
  { created, genoprop, machine, commandLine }: RunAbout,
): void {
  if (purpose !== 'create') nameMachines(database, machine);
  database
    .prepare('INSERT INTO sessions VALUES (NULL, ?, ?, ?, ?, ?, ?)')
    .run(purpose, created, genoprop, process.version, machine, JSON.stringify(commandLine));
}

/**
 * Names the machine of trials that were played on that of the last session, before a session on another one begins: a
 * trial that names none is always of the last session's machine.
 */
function nameMachines(database: DatabaseSync, next: string): void {
  const last = database.prepare('SELECT machine FROM sessions ORDER BY number DESC LIMIT 1').get();
  if (last === undefined || last.machine === next) return;
  database
    .prepare(`UPDATE trials SET machine = ? WHERE machine IS NULL AND state <> 'planned'`)
    .run(String(last.machine));
}

/** Writes trials. Rows of existing trials keep all but their position. */
function writeTrials(database: DatabaseSync, spec: TournamentSpec): void {
  // Former positions are moved out of the way of the new ones, since each may be taken only once.
  database.exec('UPDATE trials SET position = -1 - position');
  const place = database.prepare(
    `INSERT INTO trials (id, position, task, contestant, repetition, state) VALUES (?, ?, ?, ?, ?, 'planned')
     ON CONFLICT (id) DO UPDATE SET position = excluded.position`,
  );
  for (const [position, { id, task, contestant, repetition }] of trialsOf(spec).entries()) {
    place.run(id, position, task.label, contestant.name, repetition);
  }
}
