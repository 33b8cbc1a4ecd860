/** Rows of a trial in all tables of a run file, as they are stored: to copy a trial into another file, and to compare. */
import type { SQLInputValue } from 'node:sqlite';
import type { DatabaseSync } from './sqlite.ts';
import type { Row } from './stored-rows.ts';
import type { StoredSession } from './stored-trial.ts';

/** Tables, with the column that names the trial. */
const tables = { trials: 'id', metrics: 'trial', checkpoints: 'trial', champions: 'trial' } as const;

export type TrialRows = Readonly<Record<keyof typeof tables, readonly Row[]>>;

const tableNames = Object.keys(tables) as (keyof typeof tables)[];

/**
 * Reads the rows.
 * @param all runs a query
 */
export function trialRows(all: (sql: string, id: string) => Row[], id: string): TrialRows {
  const rowsOf = (table: keyof typeof tables): Row[] =>
    all(`SELECT * FROM ${table} WHERE ${tables[table]} = ?${table === 'trials' ? '' : ' ORDER BY macs'}`, id);
  return Object.fromEntries(tableNames.map((table) => [table, rowsOf(table)])) as unknown as TrialRows;
}

/**
 * Writes trials and sessions of other runs into a new one, inside the transaction that is open. A trial keeps the place
 * that the new run's spec gives it.
 */
export function writeFilling(
  database: DatabaseSync,
  trials: Iterable<TrialRows>,
  sessions: readonly StoredSession[],
  state: string,
): void {
  for (const rows of trials) {
    for (const { position: _, ...row } of rows.trials) {
      const columns = Object.keys(row).filter((column) => column !== 'id');
      database
        .prepare(`UPDATE trials SET ${columns.map((column) => `${column} = ?`)} WHERE id = ?`)
        .run(...valuesOf(row, columns), row.id as string);
    }
    for (const table of ['metrics', 'checkpoints', 'champions'] as const) {
      for (const row of rows[table]) insert(database, table, row);
    }
  }
  database.exec('DELETE FROM sessions');
  for (const { purpose, created, genoprop, node, machine, commandLine } of sessions) {
    database
      .prepare('INSERT INTO sessions VALUES (NULL, ?, ?, ?, ?, ?, ?)')
      .run(purpose, created, genoprop, node, machine, JSON.stringify(commandLine));
  }
  database.prepare('UPDATE run SET state = ?').run(state);
}

function insert(database: DatabaseSync, table: string, row: Row): void {
  const columns = Object.keys(row);
  database
    .prepare(`INSERT INTO ${table} (${columns}) VALUES (${columns.map(() => '?')})`)
    .run(...valuesOf(row, columns));
}

const valuesOf = (row: Row, columns: readonly string[]): SQLInputValue[] =>
  columns.map((column) => row[column] as SQLInputValue);

/** Columns of a trial's row that tell of its place and its adventures, not of its result. */
const CIRCUMSTANCES = new Set(['position', 'retries', 'retried_because', 'machine']);

/**
 * Text of everything in which two plays of one trial are equal: all but seconds, the place in the plan and retries.
 * Checksums are of seconds too.
 */
export const comparableRows = (rows: TrialRows): string =>
  JSON.stringify(rows, (key, value: unknown) => {
    if (key.endsWith('seconds') || CIRCUMSTANCES.has(key)) return undefined;
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
    if (key === 'metadata' && typeof value === 'string')
      return value.replaceAll(/"(seconds|checksum)":(?:"[^"]*"|[^,}]+)/g, '"$1":0');
    return value;
  });
