/**
 * Mirror of a run in memory. If the file is deleted or overwritten while it is written, all its content can still be
 * written to another file.
 */
import { freemem } from 'node:os';
import type { TournamentEvent, TournamentSpec } from '../tournament/spec/tournament.ts';
import { eventWriter } from './run-writer.ts';
import { applicationId, formatVersion } from './schema.ts';
import type { DatabaseSync, Sqlite } from './sqlite.ts';

export interface Mirror {
  /** Records an event; false once the mirror has grown beyond its limit and is given up. */
  record(event: TournamentEvent): boolean;
  /** Writes a whole run file. Throws SQLite's errors. */
  copyTo(file: string): void;
  close(): void;
}

/** Limit in bytes: a quarter of the free memory, and at most a gibibyte. */
export const mirrorLimit = (): number => Math.min(2 ** 30, freemem() / 4);

/**
 * Mirror of a run; null where it is larger than the limit. @param file the run file, which is open @param limit bytes
 */
export function mirrorOf(sqlite: Sqlite, file: string, spec: TournamentSpec, limit: number): Mirror | null {
  const memory = new sqlite.DatabaseSync(':memory:');
  memory.prepare('ATTACH ? AS held').run(file);
  if (sizeOf(memory, 'held') > limit) {
    memory.close();
    return null;
  }
  copyTables(memory);
  memory.exec('DETACH held');
  const write = eventWriter(memory, spec);
  return {
    record(event) {
      memory.exec('BEGIN');
      write(event);
      memory.exec('COMMIT');
      return sizeOf(memory, 'main') <= limit;
    },
    copyTo: (path) => void memory.prepare('VACUUM INTO ?').run(path),
    close: () => memory.close(),
  };
}

function copyTables(memory: DatabaseSync): void {
  memory.exec(`BEGIN; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${formatVersion}`);
  const tables = memory
    .prepare("SELECT name, sql FROM held.sqlite_schema WHERE type = 'table' AND sql IS NOT NULL")
    .all();
  // All tables are made before any is filled, since some refer to others.
  for (const { sql } of tables) memory.exec(String(sql));
  for (const { name } of tables) {
    const table = `"${String(name).replaceAll('"', '""')}"`;
    memory.exec(`INSERT INTO main.${table} SELECT * FROM held.${table}`);
  }
  memory.exec('COMMIT');
}

function sizeOf(database: DatabaseSync, schema: string): number {
  const read = (name: string): number => Number(database.prepare(`PRAGMA ${schema}.${name}`).get()![name]);
  return read('page_count') * read('page_size');
}
