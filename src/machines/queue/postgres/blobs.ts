/** Blobs in a table of PostgreSQL, one row each. Times are the server's. */
import type { Pool, QueryResult } from 'pg';
import { type BlobStore, requireFitting } from '../blob-store.ts';
import type { Guard } from '../guard.ts';

/** DDL of the table. The bytes are compressed already, so the server does not try to. */
const TABLE = `
CREATE TABLE IF NOT EXISTS genoprop_blobs (
  prefix text NOT NULL,
  blob_group text NOT NULL,
  name text NOT NULL,
  until timestamptz NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (prefix, blob_group, name)
);
ALTER TABLE genoprop_blobs ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE INDEX IF NOT EXISTS genoprop_blobs_until ON genoprop_blobs (until)`;

/** Key of the advisory lock under which the table is made: "geno". */
const LOCK = 0x67656e6f;

/** Makes the table where it is not there yet; several processes may try at once. */
export async function makeBlobTable(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ there: boolean }>(
    `SELECT to_regclass('genoprop_blobs') IS NOT NULL AS there`,
  );
  if (rows[0]?.there === true) return;
  await pool.query(`BEGIN; SELECT pg_advisory_xact_lock(${LOCK}); ${TABLE}; COMMIT`);
}

const PUT = `
WITH gone AS (DELETE FROM genoprop_blobs WHERE until <= now() AND (prefix, blob_group, name) <> ($1, $2, $3))
INSERT INTO genoprop_blobs (prefix, blob_group, name, until, bytes)
VALUES ($1, $2, $3, now() + make_interval(secs => $4), $5)
ON CONFLICT (prefix, blob_group, name) DO UPDATE SET until = EXCLUDED.until, bytes = EXCLUDED.bytes`;
const GET = `
SELECT bytes FROM genoprop_blobs WHERE prefix = $1 AND blob_group = $2 AND name = $3 AND until > now()`;
const NAMES = `SELECT name FROM genoprop_blobs WHERE prefix = $1 AND blob_group = $2 AND until > now()`;
const REMOVE = `DELETE FROM genoprop_blobs WHERE prefix = $1 AND blob_group = $2 AND name = ANY($3)`;

/** Milliseconds for which a blob may travel: more than enough for the longest at 200 KB a second. */
const TRAVEL = 5 * 60_000;

export function postgresBlobs(pool: Pool, prefix: string, guard: Guard): BlobStore {
  // The times of reading are an option of each query that pg's types leave out.
  const query = <Row extends object>(text: string, values: readonly unknown[]): Promise<QueryResult<Row>> =>
    guard.run(() => pool.query<Row>({ text, values: [...values], query_timeout: TRAVEL } as never));
  /** Blobs travel one after the other, so that the other connections are free for short calls. */
  let travelling: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(call: () => Promise<T>): Promise<T> => {
    const ended = travelling.then(call, call);
    travelling = ended;
    return ended;
  };
  return {
    async put(group, name, bytes, seconds) {
      requireFitting(group, name, bytes);
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      await inTurn(() => query(PUT, [prefix, group, name, seconds, buffer]));
    },
    async get(group, name) {
      const { rows } = await inTurn(() => query<{ bytes: Buffer }>(GET, [prefix, group, name]));
      return rows[0] === undefined ? null : new Uint8Array(rows[0].bytes);
    },
    async names(group) {
      const { rows } = await query<{ name: string }>(NAMES, [prefix, group]);
      return rows.map(({ name }) => name);
    },
    async remove(group, names) {
      if (names.length > 0) await query(REMOVE, [prefix, group, names]);
    },
    close: async () => {},
  };
}
