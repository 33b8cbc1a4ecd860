/** What two runs of one tournament must have in common to the last bit: all but seconds, and who played it where and when. */
import { DatabaseSync } from 'node:sqlite';
import { openRun } from '../../../src/store/run-file.ts';
import { summarise } from '../../../src/tournament/summarise.ts';

export interface RunContent {
  /** Rows as JSON, bytes in base 64, ordered by their keys. */
  readonly trials: readonly string[];
  readonly metrics: readonly string[];
  readonly champions: readonly string[];
  readonly checkpoints: readonly string[];
  /** The summary, verdict and all, as JSON. */
  readonly summary: string;
}

export function runContent(path: string): RunContent {
  // First as genoprop reads it, which plays back the journal that a killed writer may have left.
  const run = openRun(path, { readOnly: true });
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = (table: string, order: string): string[] =>
    database
      .prepare(`SELECT * FROM ${table} ORDER BY ${order}`)
      .all()
      .map((row) => JSON.stringify(row, comparable));
  const content = {
    trials: rows('trials', 'position'),
    metrics: rows('metrics', 'trial, macs'),
    champions: rows('champions', 'trial, macs'),
    checkpoints: rows('checkpoints', 'trial'),
  };
  database.close();
  const results = new Map(run.trials().flatMap(({ id, result }) => (result ? [[id, result] as const] : [])));
  const summary = JSON.stringify(summarise(run.spec(), results));
  run.close();
  return { ...content, summary };
}

function comparable(key: string, value: unknown): unknown {
  if (key.endsWith('seconds') || key === 'machine') return undefined;
  // A checkpoint's costs are JSON inside the row, and its checksum is of them too.
  if (key === 'metadata' && String(value).includes('"seconds":')) {
    return String(value).replaceAll(/"(seconds|checksum)":[^,}]+/g, '"$1":0');
  }
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}
