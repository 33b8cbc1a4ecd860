/** Exchange on PostgreSQL: pool, schema, checks of the server, queue and store. */
import type { PgPool } from 'bullmq';
import type { Pool } from 'pg';
import { UserError } from '../../../errors.ts';
import type { ServerAddress } from '../address.ts';
import { bullMqQueue } from '../bullmq-queue.ts';
import type { Exchange, OpenSetting } from '../exchange.ts';
import { atMost, closedOnce, FAREWELL } from '../farewell.ts';
import { newLink } from '../guard.ts';
import { CONNECT_TIMEOUT, SILENCE } from '../network-fault.ts';
import { loadPackage } from '../packages.ts';
import { makeBlobTable, postgresBlobs } from './blobs.ts';
import { isBroken, postgresFault } from './faults.ts';

type BullMq = typeof import('bullmq');

/** Connections of a process: few, since a server has a hundred by default. */
const CONNECTIONS = 3;
/** Milliseconds between two attempts to reach a server that is gone. */
const PAUSE = 500;

/**
 * Connects, checks the server, and makes the tables where they are not there yet.
 * @throws UserError where an address, a password or a setting is wrong
 * @throws RunError where the server cannot be reached
 */
export async function openPostgres(address: ServerAddress, setting: OpenSetting): Promise<Exchange> {
  const { prefix, times, onNote, patience } = setting;
  const [bullmq, pg] = await Promise.all([
    loadPackage('bullmq', () => import('bullmq')),
    loadPackage('pg', () => import('pg')),
  ]);
  let isOpen = false;
  const explain = (error: unknown): Error => postgresFault(error, address, isOpen);
  const pool = new pg.Pool({
    host: address.host,
    port: address.port,
    ...(address.user === null ? {} : { user: address.user }),
    ...(address.password === null ? {} : { password: address.password }),
    ...(address.database === null ? {} : { database: address.database }),
    ssl: address.tls === null ? false : { ...address.tls },
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    query_timeout: SILENCE,
    keepAlive: true,
    application_name: 'genoprop',
    options: `-c search_path=${bullmq.DEFAULT_SCHEMA}`,
  });
  const link = newLink(address.shown, explain, onNote, patience);
  const watch = watchman(pool, link);
  pool.on('error', watch.failed);
  // BullMQ's own type of a pool has an index signature, which that of pg lacks.
  const poolOfBullMq = pool as unknown as PgPool;
  const connection = new bullmq.PostgresConnection(poolOfBullMq);
  connection.on('error', () => {});
  try {
    await checkClock(pool, address, times.lease);
    await migrate(bullmq, pool);
    await makeBlobTable(pool);
    await connection.waitUntilReady();
  } catch (error) {
    watch.stop();
    await pool.end().catch(() => {});
    throw explain(error);
  }
  isOpen = true;

  const guard = {
    run: <T>(call: () => Promise<T>): Promise<T> =>
      link.run(() =>
        call().catch((error: unknown) => {
          watch.failed(error);
          throw error;
        }),
      ),
    whenUp: link.whenUp,
  };
  const queue = bullMqQueue({
    bullmq,
    // The backends of queue and workers share one connection, which is ready by now. Its schema has no prefix.
    backend: (name, options) =>
      new bullmq.PostgresQueueBackend(
        connection,
        `${prefix}-${name}`,
        { ...options, connection: poolOfBullMq },
        false,
      ),
    connection: pool,
    prefix,
    times,
    guard,
  });
  const blobs = postgresBlobs(pool, prefix, guard);
  const watched = {
    close: () => {
      link.close();
      watch.stop();
    },
  };
  return closedOnce({ queue, blobs, shown: address.shown }, watched, () => atMost(FAREWELL, pool.end()));
}

/** Looks after a server that is gone until it is back. */
function watchman(
  pool: Pool,
  link: { lost(error: Error): void; back(): void },
): { failed(error: unknown): void; stop(): void } {
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  const look = (): void => {
    pool.query('SELECT 1').then(
      () => {
        timer = null;
        link.back();
      },
      (error: Error) => {
        link.lost(error);
        if (!isStopped) timer = setTimeout(look, PAUSE);
      },
    );
  };
  return {
    failed(error) {
      if (isStopped || !isBroken(error)) return;
      link.lost(error as Error);
      timer ??= setTimeout(look, PAUSE);
    },
    stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** BullMQ's tables, as old or new as this version needs them. */
async function migrate(bullmq: BullMq, pool: Pool): Promise<void> {
  try {
    const version = await bullmq.assertSchemaCompatibility(pool);
    if (version >= bullmq.LATEST_SCHEMA_VERSION) return;
  } catch (error) {
    if (!(error instanceof bullmq.SchemaMigrationRequiredError)) throw error;
  }
  const client = await pool.connect();
  try {
    await bullmq.runMigrations(client);
  } finally {
    client.release();
  }
}

/**
 * Leases on PostgreSQL run by the clocks of the machines. A clock that is far off would end the leases of others.
 * @throws UserError where the clocks differ by more than a quarter of a lease
 */
export async function checkClock(
  pool: Pick<Pool, 'query'>,
  { shown }: ServerAddress,
  lease: number,
): Promise<void> {
  const before = Date.now();
  const { rows } = await pool.query<{ now: string }>(
    'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now',
  );
  const after = Date.now();
  const there = Number(rows[0]!.now);
  const off = Math.max(before - there, there - after, 0);
  if (off > lease / 4)
    throw new UserError(
      `the clocks of this machine and of ${shown} differ by ${Math.round(off / 1000)} s; set them by NTP, since leases of trials run by them`,
    );
}
