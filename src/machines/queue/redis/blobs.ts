/**
 * Blobs in Redis. A blob is a hash: its head, and its bytes in pieces of 512 KB, so that no single command keeps the
 * server from serving others. A blob of several pieces is put together under a key of its own, and takes its name in one
 * step. The names of a group lie in a sorted set by their time of expiry, so that nobody scans the server.
 *
 *   <prefix>:blob:<group>:<name>   hash: head, 0, 1, ...   expires by itself
 *   <prefix>:names:<group>         sorted set: name by the time of expiry (server's clock, ms)
 *   <prefix>:part:<random>         a blob under way
 */
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { RunError } from '../../../errors.ts';
import { type BlobStore, MOST_BYTES, requireFitting } from '../blob-store.ts';
import type { Guard } from '../guard.ts';

const PIECE = 512 * 1024;
/** Pieces that are sent, or fetched, in one go. */
const AT_ONCE = 4;
/** Milliseconds that a blob under way is kept. */
const UNDER_WAY = 10 * 60_000;
/** Times that a blob is read again since it was written anew meanwhile. */
const READINGS = 20;

const NOW = `local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000)`;

/** KEYS blob under way, blob, names; ARGV milliseconds, name, head, number of pieces. */
const PUBLISH = `
if redis.call('HLEN', KEYS[1]) ~= tonumber(ARGV[4]) then return 0 end
${NOW}
local life = tonumber(ARGV[1])
redis.call('HSET', KEYS[1], 'head', ARGV[3])
redis.call('RENAME', KEYS[1], KEYS[2])
redis.call('PEXPIRE', KEYS[2], life)
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
redis.call('ZADD', KEYS[3], now + life, ARGV[2])
if redis.call('PTTL', KEYS[3]) < life then redis.call('PEXPIRE', KEYS[3], life) end
return 1`;

/**
 * KEYS blob, names; ARGV milliseconds, name, head, bytes: a blob of one piece. A full memory refuses a script at its
 * first writing only, so that comes before the removal of a longer blob's pieces.
 */
const PUT = `
${NOW}
local life = tonumber(ARGV[1])
redis.call('HSET', KEYS[1], 'head', ARGV[3], '0', ARGV[4])
for piece = redis.call('HLEN', KEYS[1]) - 2, 1, -1 do redis.call('HDEL', KEYS[1], piece) end
redis.call('PEXPIRE', KEYS[1], life)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZADD', KEYS[2], now + life, ARGV[2])
if redis.call('PTTL', KEYS[2]) < life then redis.call('PEXPIRE', KEYS[2], life) end
return 1`;

/** Redis with these scripts; ioredis loads one anew where the server has lost it. */
interface Scripted {
  genopropPublish(...args: readonly (string | number)[]): Promise<number>;
  genopropPut(...args: readonly (string | number | Buffer)[]): Promise<number>;
}

/** First field of a blob. */
interface Head {
  /** Random: each writing has its own. */
  readonly id: string;
  readonly bytes: number;
}

const NONE = new Uint8Array(0);

/** Length of a blob by its head; null for a text that is no head. */
function lengthIn(written: Buffer): number | null {
  try {
    const { bytes } = JSON.parse(written.toString()) as Head;
    return Number.isInteger(bytes) && bytes >= 0 && bytes <= MOST_BYTES ? bytes : null;
  } catch {
    return null;
  }
}

/** True for a piece as long as that of this number is in a blob of so many bytes. */
const isPiece = (piece: Buffer | null | undefined, number: number, bytes: number): piece is Buffer =>
  piece?.length === Math.min(PIECE, bytes - number * PIECE);

export function redisBlobs(redis: Redis, prefix: string, guard: Guard): BlobStore {
  redis.defineCommand('genopropPublish', { numberOfKeys: 3, lua: PUBLISH });
  redis.defineCommand('genopropPut', { numberOfKeys: 2, lua: PUT });
  const scripted = redis as unknown as Scripted;
  const blobKey = (group: string, name: string): string =>
    `${prefix}:blob:${encodeURIComponent(group)}:${encodeURIComponent(name)}`;
  const namesKey = (group: string): string => `${prefix}:names:${encodeURIComponent(group)}`;

  async function putPieces(
    group: string,
    name: string,
    bytes: Buffer,
    life: number,
    head: string,
  ): Promise<boolean> {
    const part = `${prefix}:part:${randomUUID()}`;
    const pieces = Math.ceil(bytes.length / PIECE);
    try {
      for (let from = 0; from < pieces; from += AT_ONCE) {
        const some = Array.from({ length: Math.min(AT_ONCE, pieces - from) }, (_, index) => from + index);
        await guard.run(async () => {
          const sent = some.map((piece) =>
            redis.hset(part, String(piece), bytes.subarray(piece * PIECE, (piece + 1) * PIECE)),
          );
          await Promise.all([...sent, redis.pexpire(part, UNDER_WAY)]);
        });
      }
      const published = await guard.run(() =>
        scripted.genopropPublish(part, blobKey(group, name), namesKey(group), life, name, head, pieces),
      );
      return published === 1;
    } catch (error) {
      await guard.whenUp(() => redis.unlink(part)).catch(() => {});
      throw error;
    }
  }

  /** Fields of a blob; null where another program has put something else there. */
  const fieldsOf = (key: string, names: readonly string[]): Promise<(Buffer | null)[] | null> =>
    guard.run(async () => {
      try {
        return await redis.hmgetBuffer(key, ...names);
      } catch (error) {
        if (/^WRONGTYPE/.test((error as Error).message)) return null;
        throw error;
      }
    });

  /**
   * Bytes; null where there is no blob, undefined where it was written anew while it was read. One that this store does
   * not write has no bytes, and so its reader refuses it as it refuses any others that are not its own.
   */
  async function read(key: string): Promise<Uint8Array | null | undefined> {
    const fields = await fieldsOf(key, ['head', '0']);
    if (fields === null) return NONE;
    const [written, first] = fields;
    if (written == null && first == null) return null;
    const bytes = written == null ? null : lengthIn(written);
    if (written == null || bytes === null || !isPiece(first, 0, bytes)) return NONE;
    const pieces = Math.ceil(bytes / PIECE);
    const all = new Uint8Array(bytes);
    all.set(first);
    for (let from = 1; from < pieces; from += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, pieces - from) }, (_, index) => from + index);
      const [head, ...parts] = (await fieldsOf(key, ['head', ...some.map(String)])) ?? [];
      if (head == null) return null;
      if (!head.equals(written)) return undefined;
      for (const [index, part] of parts.entries()) {
        if (!isPiece(part, some[index]!, bytes)) return NONE;
        all.set(part, some[index]! * PIECE);
      }
    }
    return all;
  }

  return {
    async put(group, name, bytes, seconds) {
      requireFitting(group, name, bytes);
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const life = Math.max(1, Math.round(1000 * seconds));
      const head = JSON.stringify({ id: randomUUID(), bytes: bytes.length } satisfies Head);
      if (bytes.length <= PIECE) {
        await guard.run(() =>
          scripted.genopropPut(blobKey(group, name), namesKey(group), life, name, head, buffer),
        );
        return;
      }
      // Pieces are missing where the server was emptied in between.
      for (let turn = 0; turn < 2; turn++) if (await putPieces(group, name, buffer, life, head)) return;
      throw new RunError(`the store lost pieces of the blob ${name} while they were written`);
    },
    async get(group, name) {
      const key = blobKey(group, name);
      for (let turn = 0; turn < READINGS; turn++) {
        const bytes = await read(key);
        if (bytes !== undefined) return bytes;
      }
      throw new RunError(`the blob ${name} is written again and again while it is read`);
    },
    // No script: its keys would count as written to, and an ACL may let a user only read a group.
    async names(group) {
      const [[seconds, microseconds], listed] = await guard.run(() =>
        Promise.all([redis.time(), redis.zrange(namesKey(group), '0', '-1', 'WITHSCORES')]),
      );
      const now = 1000 * Number(seconds) + Math.floor(Number(microseconds) / 1000);
      return listed.filter((_, index) => index % 2 === 0 && Number(listed[index + 1]) > now);
    },
    async remove(group, names) {
      for (let from = 0; from < names.length; from += 500) {
        const some = names.slice(from, from + 500);
        await guard.run(async () => {
          await redis.unlink(...some.map((name) => blobKey(group, name)));
          await redis.zrem(namesKey(group), ...some);
        });
      }
    },
    close: async () => {},
  };
}
