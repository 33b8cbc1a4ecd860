/** Servers that the queue refuses, or finds fault with: one clear line each, and nothing else on the terminal. */
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { RunError, UserError } from '../../../../src/errors.ts';
import { readAddress } from '../../../../src/machines/queue/address.ts';
import { type ExchangeOptions, openExchange } from '../../../../src/machines/queue/connect.ts';
import { checkServer } from '../../../../src/machines/queue/redis/checks.ts';
import { freePort } from '../../../support/machines/free-port.ts';
import { hasRedis, type RedisServer, startRedis } from '../../../support/machines/redis.ts';

/** Error of the opening. */
async function refusal(url: string, options: ExchangeOptions = {}): Promise<Error> {
  try {
    const exchange = await openExchange(url, { env: {}, ...options });
    await exchange.close();
  } catch (error) {
    expect((error as Error).message).not.toContain('\n');
    return error as Error;
  }
  throw new Error('was opened');
}

describe.skipIf(!hasRedis)('a Redis server (needs redis-server)', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    for (const print of ['log', 'info', 'warn', 'error'] as const)
      vi.spyOn(console, print).mockImplementation((...said) => {
        throw new Error(`printed: ${said.join(' ')}`);
      });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    server.cli('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    server.cli('CONFIG', 'SET', 'maxmemory', '0');
    server.cli('ACL', 'SETUSER', 'default', 'on', 'nopass', '~*', '&*', '+@all');
    for (const user of server.cli('ACL', 'USERS').split('\n'))
      if (user !== 'default') server.cli('ACL', 'DELUSER', user);
  });

  it.each(['allkeys-lru', 'volatile-ttl'])('with the eviction policy %s is refused', async (policy) => {
    server.cli('CONFIG', 'SET', 'maxmemory-policy', policy);
    const error = await refusal(server.url);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toBe(
      `${server.url} would throw trials away when its memory is full (maxmemory-policy ${policy}); write into its redis.conf: maxmemory-policy noeviction`,
    );
  });

  it('that lets its user not see INFO is asked by CONFIG, or refused', async () => {
    server.cli('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    server.cli('ACL', 'SETUSER', 'blind', 'on', '>x', '~genoprop:*', '+@all', '-info', '-config');
    server.cli('ACL', 'SETUSER', 'seeing', 'on', '>x', '~genoprop:*', '+@all', '-info');
    const env = { GENOPROP_QUEUE_PASSWORD: 'x' };
    expect((await refusal(`redis://blind@127.0.0.1:${server.port}`, { env })).message).toBe(
      `${server.url} does not tell its maxmemory-policy to the user blind; add +info to the user's line of the ACL`,
    );
    const seeing = `redis://seeing@127.0.0.1:${server.port}`;
    expect((await refusal(seeing, { env })).message).toContain('(maxmemory-policy allkeys-lru)');
    server.cli('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    const exchange = await openExchange(seeing, { env });
    await exchange.queue.offer([{ id: 't-1', data: '1' }]);
    expect((await exchange.queue.take('a', 1000))?.id).toBe('t-1');
    await exchange.close();
  });

  it.each([
    ['no scripts', ['~genoprop:*', '+@all', '-eval']],
    ['no writing', ['~genoprop:*', '+@all', '-@write']],
    ['other keys', ['~other:*', '+@all']],
  ])('that allows its user %s is refused', async (_name, rules) => {
    server.cli('ACL', 'SETUSER', 'poor', 'on', '>x', ...rules);
    const error = await refusal(`redis://poor@127.0.0.1:${server.port}`, {
      env: { GENOPROP_QUEUE_PASSWORD: 'x' },
    });
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toBe(
      `${server.url} allows the user poor too little; the line of an ACL that is enough: ~genoprop:* +@all -@admin -@dangerous +info`,
    );
  });

  it('lets a user in with the rights that the message names', async () => {
    const rights = ['~genoprop:*', '+@all', '-@admin', '-@dangerous', '+info'];
    server.cli('ACL', 'SETUSER', 'enough', 'on', '>x', ...rights);
    const exchange = await openExchange(`redis://enough@127.0.0.1:${server.port}`, {
      env: { GENOPROP_QUEUE_PASSWORD: 'x' },
    });
    await exchange.queue.offer([{ id: 't-2', data: '1' }]);
    const lease = (await exchange.queue.take('a', 1000))!;
    expect(await exchange.queue.giveBack(lease, 0)).toBe(true);
    await exchange.blobs.put('g', 'n', new Uint8Array(600_000), 60);
    expect((await exchange.blobs.get('g', 'n'))?.length).toBe(600_000);
    expect(await exchange.queue.remove(['t-2'])).toEqual([]);
    await exchange.close();
  });

  it('without a password takes ours without a word', async () => {
    const exchange = await openExchange(server.url, { env: { GENOPROP_QUEUE_PASSWORD: 'needless' } });
    await exchange.close();
  });

  it('with a password for all refuses a wrong one', async () => {
    server.cli('ACL', 'SETUSER', 'tester', 'on', 'nopass', '~*', '&*', '+@all');
    server.cli('ACL', 'SETUSER', 'default', 'resetpass', '>right');
    try {
      expect((await refusal(server.url)).message).toMatch(/ asks for a password; put it into GENOPROP_/);
      const env = { GENOPROP_QUEUE_PASSWORD: 'wrong' };
      expect((await refusal(server.url, { env })).message).toMatch(/ refuses the password of default: /);
      const exchange = await openExchange(server.url, { env: { GENOPROP_QUEUE_PASSWORD: 'right' } });
      await exchange.close();
    } finally {
      server.cli(
        '--user',
        'tester',
        '--pass',
        'x',
        '--no-auth-warning',
        'ACL',
        'SETUSER',
        'default',
        'nopass',
      );
    }
  });

  it('whose memory is full lets us in, and refuses what it has no room for', async () => {
    const filled = await openExchange(server.url, { env: {} });
    await filled.queue.offer([{ id: 't-full', data: '1' }]);
    await filled.blobs.put('full', 'n', new Uint8Array(10), 60);
    server.cli('CONFIG', 'SET', 'maxmemory', '1');
    const exchange = await openExchange(server.url, { env: {} });
    const line = `the memory of ${server.url} is full: raise maxmemory in its redis.conf, or let the coordinators fetch their results`;
    for (const call of [
      () => exchange.queue.offer([{ id: 't-more', data: '1' }]),
      () => exchange.blobs.put('full', 'small', new Uint8Array(10), 60),
      () => exchange.blobs.put('full', 'large', new Uint8Array(1_200_000), 60),
    ]) {
      const refused = call();
      await expect(refused).rejects.toThrow(RunError);
      await expect(refused).rejects.toThrow(line);
    }
    // What makes room is allowed.
    expect(await exchange.blobs.get('full', 'n')).toEqual(new Uint8Array(10));
    await exchange.blobs.remove('full', ['n']);
    expect(await exchange.queue.remove(['t-full'])).toEqual([]);
    expect(server.cli('--scan', '--pattern', '*part*')).toBe('');
    await exchange.close();
    await filled.close();
  });

  it('that is a replica is refused', async () => {
    const replica = await startRedis({ config: { replicaof: `127.0.0.1 ${server.port}` } });
    try {
      const error = await refusal(replica.url);
      expect(error.message).toBe(`${replica.url} is a replica, which takes no writing; name its primary`);
      expect(error).toBeInstanceOf(UserError);
    } finally {
      await replica.stop();
    }
  });

  it('of a cluster is refused', async () => {
    const node = await startRedis({ config: { 'cluster-enabled': 'yes' } });
    try {
      expect((await refusal(node.url)).message).toBe(
        `${node.url} is a node of a Redis Cluster, which the queue cannot use; name a server of its own`,
      );
    } finally {
      await node.stop();
    }
  });

  it('that does not exist cannot be reached', async () => {
    const url = `redis://127.0.0.1:${await freePort()}`;
    const error = await refusal(url);
    expect(error).toBeInstanceOf(RunError);
    expect(error.message).toBe(
      `cannot reach ${url}: the connection is refused; is the server running, and at this port?`,
    );
    expect((await refusal('redis://no.such.host.invalid')).message).toMatch(
      /^cannot reach redis:\/\/no\.such\.host\.invalid: the name of the host (is not known|cannot be looked up now)$/,
    );
  });

  it('has no other databases than it has', async () => {
    expect((await refusal(`${server.url}/99`)).message).toBe(
      `${server.url}/99: the server has no database of this number`,
    );
  });

  it('takes prefixes of letters and digits', async () => {
    expect((await refusal(server.url, { prefix: 'a:b' })).message).toBe(
      '--queue-prefix a:b: it has up to 64 letters, digits, and . _ - after the first',
    );
  });
});

describe('the check of a server', () => {
  const told = (lines: Readonly<Record<string, string>>, time = Date.now()) =>
    checkServer(
      {
        info: async () =>
          Object.entries({ maxmemory_policy: 'noeviction', ...lines })
            .map(([name, value]) => `${name}:${value}`)
            .join('\r\n'),
        set: async () => 'OK',
        eval: async () => [String(Math.floor(time / 1000)), String(1000 * (time % 1000))],
        unlink: async () => 1,
      } as unknown as Redis,
      readAddress('redis://gp', { env: {} }),
      'genoprop',
    );

  it.each([
    [{ redis_version: '4.0.14' }, 'Redis 4.0.14'],
    [{ redis_version: '3.2.0', server_name: 'valkey' }, 'Valkey 3.2.0'],
  ])('refuses the version of %j', async (lines, name) => {
    const check = told(lines);
    await expect(check).rejects.toThrow(UserError);
    await expect(check).rejects.toThrow(`redis://gp is ${name}; genoprop's queue needs Redis 5.0 or newer`);
  });

  it('recommends another version in place of an old one', async () => {
    expect(await told({ redis_version: '6.0.16' })).toEqual([
      'redis://gp is Redis 6.0.16; 6.2 or newer is recommended',
    ]);
    for (const version of ['6.2.0', '7.0.15', '10.1.0'])
      expect(await told({ redis_version: version })).toEqual([]);
  });

  it('tells when the clocks differ', async () => {
    expect(await told({}, Date.now() - 5000)).toEqual([]);
    expect(await told({}, Date.now() + 5000)).toEqual([]);
    expect((await told({}, Date.now() - 3_600_000)).join()).toMatch(
      /clocks .* differ by 36\d\d s; set them by NTP/,
    );
    expect((await told({}, Date.now() + 3_600_000)).join()).toMatch(/clocks .* differ by 3[56]\d\d s; set/);
  });

  it('knows as little as BullMQ does of servers older than that', () => {
    const file = new URL(
      '../../../../node_modules/bullmq/dist/esm/classes/redis-connection.js',
      import.meta.url,
    );
    const text = readFileSync(file, 'utf8');
    expect(text).toContain("RedisConnection.minimumVersion = '5.0.0'");
    expect(text).toContain("RedisConnection.recommendedMinimumVersion = '6.2.0'");
  });
});
