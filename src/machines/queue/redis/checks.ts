/** Checks of a Redis server before it is trusted with trials. */
import type { Redis } from 'ioredis';
import { UserError } from '../../../errors.ts';
import { printable } from '../../../words/printable.ts';
import type { ServerAddress } from '../address.ts';

/** Oldest version that BullMQ 6 works with, and the oldest that its authors recommend. */
const OLDEST = [5, 0];
const RECOMMENDED = [6, 2];
/** Milliseconds for which a server may load its data from disk. */
const LOADING = 5000;
const PAUSE = 100;
/** Difference of clocks, in milliseconds, from which it is told. */
const CLOCK = 10_000;

/**
 * Checks version, eviction policy, mode and rights.
 * @returns notes on what is not good, but no obstacle
 * @throws UserError where the server's settings would lose trials
 */
export async function checkServer(
  redis: Redis,
  { shown, user }: ServerAddress,
  prefix: string,
): Promise<readonly string[]> {
  const notes: string[] = [];
  const facts = await factsOf(redis);
  const version = facts.get('redis_version');
  const name = facts.get('server_name') === 'valkey' ? 'Valkey' : 'Redis';
  if (version !== undefined && isOlder(version, OLDEST))
    throw new UserError(
      `${shown} is ${name} ${printable(version)}; genoprop's queue needs Redis ${OLDEST.join('.')} or newer`,
    );
  if (version !== undefined && isOlder(version, RECOMMENDED))
    notes.push(`${shown} is ${name} ${printable(version)}; ${RECOMMENDED.join('.')} or newer is recommended`);
  if (facts.get('redis_mode') === 'cluster')
    throw new UserError(
      `${shown} is a node of a Redis Cluster, which the queue cannot use; name a server of its own`,
    );
  const policy = facts.get('maxmemory_policy') ?? (await configured(redis, 'maxmemory-policy'));
  if (policy === undefined)
    throw new UserError(
      `${shown} does not tell its maxmemory-policy to the user ${printable(user ?? 'default')}; add +info to the user's line of the ACL`,
    );
  if (policy !== 'noeviction')
    throw new UserError(
      `${shown} would throw trials away when its memory is full (maxmemory-policy ${printable(policy)}); write into its redis.conf: maxmemory-policy noeviction`,
    );
  await tryRights(redis, prefix, notes, shown);
  return notes;
}

/** Lines of INFO; empty where it is forbidden. */
async function factsOf(redis: Redis): Promise<ReadonlyMap<string, string>> {
  const facts = new Map<string, string>();
  for (const section of ['server', 'memory']) {
    const text = await redis.info(section).catch((error: Error) => {
      if (error.message.startsWith('NOPERM')) return '';
      throw error;
    });
    for (const line of text.split(/\r?\n/)) {
      const colon = line.indexOf(':');
      if (colon > 0) facts.set(line.slice(0, colon), line.slice(colon + 1));
    }
  }
  return facts;
}

/** Value of a setting; undefined where CONFIG is forbidden. */
async function configured(redis: Redis, name: string): Promise<string | undefined> {
  try {
    const reply = (await redis.config('GET', name)) as readonly string[];
    return reply[1];
  } catch {
    return undefined;
  }
}

/** Writes, reads and runs a script: so a missing right is found here, not hours later. */
async function tryRights(redis: Redis, prefix: string, notes: string[], shown: string): Promise<void> {
  const key = `${prefix}:probe`;
  const until = performance.now() + LOADING;
  for (;;) {
    try {
      await redis.set(key, '1', 'PX', 1000);
      const before = Date.now();
      const time = (await redis.eval("return redis.call('TIME')", 1, key)) as readonly [string, string];
      notes.push(...clockNote(shown, before, 1000 * Number(time[0]) + Number(time[1]) / 1000, Date.now()));
      await redis.unlink(key);
      return;
    } catch (error) {
      const { message } = error as Error;
      if (message.startsWith('LOADING') && performance.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
        continue;
      }
      // A coordinator must come in nevertheless: it fetches results, and so makes room. Whatever is written next says so.
      if (message.includes('OOM command not allowed')) return;
      throw error;
    }
  }
}

/**
 * Note on a clock that is wrong: jobs that are given back with a delay wait by the clocks of the workers.
 * @param before clock before the server was asked, in milliseconds
 * @param there clock of the server
 */
function clockNote(shown: string, before: number, there: number, after: number): string[] {
  const off = Math.max(before - there, there - after);
  if (off < CLOCK) return [];
  return [
    `the clocks of this machine and of ${shown} differ by ${Math.round(off / 1000)} s; set them by NTP, since jobs that are given back wait by them`,
  ];
}

const isOlder = (version: string, than: readonly number[]): boolean => {
  const parts = version.split('.').map(Number);
  const [major, minor] = [parts[0] ?? 0, parts[1] ?? 0];
  return major < than[0]! || (major === than[0]! && minor < than[1]!);
};
