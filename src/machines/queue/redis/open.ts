/** Exchange on Redis or Valkey: the connection, the checks of the server, queue and store. */
import { RunError, UserError } from '../../../errors.ts';
import type { ServerAddress } from '../address.ts';
import { bullMqQueue } from '../bullmq-queue.ts';
import type { Exchange, OpenSetting } from '../exchange.ts';
import { atMost, closedOnce, FAREWELL } from '../farewell.ts';
import { newLink } from '../guard.ts';
import { CONNECT_TIMEOUT, isBrokenOff, SILENCE } from '../network-fault.ts';
import { loadPackage } from '../packages.ts';
import { tlsAlert } from '../tls-alert.ts';
import { redisBlobs } from './blobs.ts';
import { checkServer } from './checks.ts';
import { redisFault } from './faults.ts';

/** Longest pause between two attempts to connect, in milliseconds. */
const LONGEST_PAUSE = 2000;
/** Milliseconds which connecting and checking may take; a server may load its data for five seconds of them. */
const OPENING = 8000;

/**
 * Connects and checks the server.
 * @throws UserError where an address, a password or a setting is wrong
 * @throws RunError where the server cannot be reached
 */
export async function openRedis(address: ServerAddress, setting: OpenSetting): Promise<Exchange> {
  const { prefix, times, onNote, patience } = setting;
  const [bullmq, ioredis] = await Promise.all([
    loadPackage('bullmq', () => import('bullmq')),
    loadPackage('ioredis', () => import('ioredis')),
  ]);
  let isOpen = false;
  const explain = (error: unknown): Error => redisFault(error, address, prefix, isOpen);
  let latest: Error | null = null;
  const redis = new ioredis.Redis({
    host: address.host,
    port: address.port,
    ...(address.user === null ? {} : { username: address.user }),
    ...(address.password === null ? {} : { password: address.password }),
    db: Number(address.database ?? 0),
    ...(address.tls === null ? {} : { tls: address.tls }),
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT,
    disconnectTimeout: FAREWELL,
    socketTimeout: SILENCE,
    // A call fails with its connection: sent twice, it could take two jobs for one taker.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    // It needs INFO, and prints where that is forbidden.
    enableReadyCheck: false,
    disableClientInfo: true,
    connectionName: 'genoprop',
    retryStrategy: (times) => (isOpen ? Math.min(100 * 2 ** Math.min(times, 8), LONGEST_PAUSE) : null),
  });
  redis.on('error', (error) => {
    latest = error;
  });
  async function enter(): Promise<void> {
    await redis.connect();
    // Where its own selection fails, ioredis goes on in the first database.
    if (address.database !== null) await redis.select(Number(address.database));
    for (const note of await checkServer(redis, address, prefix)) onNote(note);
  }
  try {
    await Promise.race([enter(), silence(OPENING)]);
  } catch (error) {
    redis.disconnect();
    if (error instanceof UserError || error instanceof RunError) throw error;
    const fault = latest ?? error;
    throw explain((isBrokenOff(fault) ? await tlsAlert(address) : null) ?? fault);
  }
  isOpen = true;
  latest = null;

  const link = newLink(address.shown, explain, onNote, patience);
  redis.on('close', () => {
    link.lost(latest ?? new Error('Connection is closed.'));
    latest = null;
  });
  redis.on('ready', () => link.back());
  const queue = bullMqQueue({
    bullmq,
    // One connection for all: nothing here blocks.
    backend: (name, options) => bullmq.createRedisBackend(name, { ...options, connection: redis }),
    connection: redis,
    prefix,
    times,
    guard: link,
  });
  const blobs = redisBlobs(redis, prefix, link);
  return closedOnce({ queue, blobs, shown: address.shown }, link, async () => {
    await atMost(FAREWELL, redis.quit());
    redis.disconnect();
  });
}

/** Rejects after so many milliseconds: a server that is stopped takes connections, and does not answer. */
const silence = (milliseconds: number): Promise<never> =>
  new Promise((_, reject) => {
    const late = Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
    setTimeout(() => reject(late), milliseconds).unref();
  });
