/** The users of `examples/machines/users.acl` do all that genoprop asks of them, over TLS, and nothing else. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { groups } from '../../../src/machines/queue/blob-store.ts';
import { openExchange } from '../../../src/machines/queue/connect.ts';
import type { Exchange } from '../../../src/machines/queue/exchange.ts';
import { pause } from '../../support/cli/process.ts';
import {
  connect,
  isPossible,
  type Role,
  type SampleServer,
  samples,
  startSampleServer,
} from '../../support/machines/sample-server.ts';

const RUN = '0123456789ab';
const ROLES: readonly Role[] = ['coordinator', 'worker'];

/** Scripts of BullMQ that each of them calls. */
const SCRIPTS: Readonly<Record<Role, readonly string[]>> = {
  coordinator: ['addStandardJob-9', 'getRanges-1', 'removeJob-2', 'moveStalledJobsToWait-9'],
  worker: [
    'moveToActive-11',
    'extendLock-2',
    'moveToFinished-14',
    'moveToDelayed-11',
    'moveJobFromActiveToWait-9',
    'moveStalledJobsToWait-9',
    'getRanges-1',
  ],
};

/** Calls of the connection, of its check, and of the store. */
const OWN = [
  ...['info', 'client|setname', 'time', 'eval', 'evalsha', 'set', 'unlink'],
  ...['hlen', 'hset', 'hmget', 'rename', 'pexpire', 'pttl', 'zadd', 'zrem', 'zrange', 'zremrangebyscore'],
];

/** Answers of a server that refuses a call, by itself or within a script. */
const REFUSED = /NOPERM|The user executing the script can't|ACL failure in script|not allowed from script/;

describe.skipIf(!isPossible)('the users of the sample (needs redis-server and openssl)', () => {
  let server: SampleServer;
  let tester: Redis;
  const clients = new Map<Role, Redis>();
  const exchanges = new Map<Role, Exchange>();
  const open = (role: Role, lease = 60_000): Promise<Exchange> =>
    openExchange(`rediss://${role}@localhost:${server.port}`, {
      env: { GENOPROP_QUEUE_PASSWORD: server.password(role) },
      tls: server.client(role),
      times: { lease, check: 100 },
    });
  beforeAll(async () => {
    server = await startSampleServer();
    tester = server.tester();
    for (const role of ROLES) {
      clients.set(role, connect(server.port, role, server.password(role), server.client(role)));
      exchanges.set(role, await open(role));
    }
  });
  afterAll(async () => {
    for (const exchange of exchanges.values()) await exchange.close();
    for (const client of [tester, ...clients.values()]) client.disconnect();
    await server.stop();
  });
  beforeEach(async () => {
    await tester.call('ACL', 'LOG', 'RESET');
  });

  /** Calls that the server has refused, by the user. */
  const refused = async (): Promise<string[]> => {
    const entries = (await tester.call('ACL', 'LOG')) as readonly unknown[][];
    const field = (entry: readonly unknown[], name: string): unknown => entry[entry.indexOf(name) + 1];
    return entries.map((entry) => `${field(entry, 'username')} ${field(entry, 'object')}`);
  };

  it('do all that coordinator and worker ask of queue and store', async () => {
    const coordinator = exchanges.get('coordinator')!;
    const worker = exchanges.get('worker')!;
    const ids = [1, 2, 3, 4, 5].map((number) => `t-${RUN}-${number}`);
    await coordinator.blobs.put(groups.runs, RUN, new Uint8Array(9), 60);
    await coordinator.queue.offer(ids.map((id) => ({ id, data: '{}' })));
    await coordinator.queue.offer([{ id: ids[0]!, data: 'another' }]);
    expect(await worker.blobs.get(groups.runs, RUN)).toEqual(new Uint8Array(9));
    const first = (await worker.queue.take('worker', 5000))!;
    expect([first.id, first.data]).toEqual([ids[0], '{}']);
    expect(await worker.queue.renew(first)).toBe(true);
    await worker.blobs.put(groups.workers, 'one', new Uint8Array(5), 60);
    // Of several pieces, twice, and taken away again.
    const large = new Uint8Array(1_200_000).fill(7);
    for (const number of [1, 2])
      await worker.blobs.put(groups.checkpoints(RUN), `${first.id}.1.${number}`, large, 60);
    await worker.blobs.remove(groups.checkpoints(RUN), [`${first.id}.1.1`]);
    expect(await worker.blobs.names(groups.checkpoints(RUN))).toEqual([`${first.id}.1.2`]);
    expect(await worker.blobs.get(groups.checkpoints(RUN), `${first.id}.1.2`)).toEqual(large);
    await worker.blobs.put(groups.deaths(RUN), `${first.id}.one.1`, new Uint8Array(5), 60);
    await worker.blobs.put(groups.results(RUN), `${first.id}.1`, large, 60);
    expect(await worker.queue.handIn(first)).toBe(true);
    const second = (await worker.queue.take('worker', 5000))!;
    expect(await worker.queue.giveBack(second, 0)).toBe(true);
    const third = (await worker.queue.take('worker', 5000))!;
    expect(await worker.queue.giveBack(third, 50)).toBe(true);
    const slow = await open('worker', 100);
    const left = (await slow.queue.take('worker', 5000))!;
    // Until its lease has run out: somebody finds that, and puts it back.
    let states = await coordinator.queue.states(`t-${RUN}-`);
    while (states.get(left.id) === 'taken') {
      await pause(50);
      states = await coordinator.queue.states(`t-${RUN}-`);
    }
    expect(await slow.queue.renew(left)).toBe(false);
    expect(await slow.queue.handIn(left)).toBe(false);
    await slow.close();
    expect([...states.values()].sort()).toEqual(['ended', 'waiting', 'waiting', 'waiting', 'waiting']);
    expect((await worker.queue.states(`t-${RUN}-`)).size).toBe(5);
    const taken = (await worker.queue.take('worker', 5000))!;
    expect(await coordinator.queue.remove(ids)).toEqual([taken.id]);
    expect(await coordinator.blobs.names(groups.workers)).toEqual(['one']);
    expect(await coordinator.blobs.names(groups.deaths(RUN))).toEqual([`${first.id}.one.1`]);
    expect(await coordinator.blobs.get(groups.results(RUN), `${first.id}.1`)).toEqual(large);
    await coordinator.blobs.remove(groups.results(RUN), [`${first.id}.1`]);
    expect(await refused()).toEqual([]);
  });

  it.each(ROLES)('%s may call what the scripts of BullMQ and of the store call, and nothing else', (role) => {
    const folder = dirname(createRequire(import.meta.url).resolve('bullmq/package.json'));
    const called = SCRIPTS[role].flatMap((script) => {
      const text = readFileSync(join(folder, 'dist', 'esm', 'scripts', `${script}.js`), 'utf8');
      const names = [...text.matchAll(/call\(\s*["'](\w+)["']/g)].map(([, name]) => name!);
      // Names of calls that are chosen first.
      const chosen = [...text.matchAll(/["']([LR]PUSH)["']/g)].map(([, name]) => name!);
      expect(names.length).toBeGreaterThan(2);
      return [...names, ...chosen];
    });
    const line = readFileSync(join(samples, 'users.acl'), 'utf8').match(
      new RegExp(`^user ${role} .*$`, 'm'),
    )![0];
    const [first, ...more] = line.split(' ').filter((word) => /^[+-]/.test(word));
    expect(first).toBe('-@all');
    const allowed = more.map((word) => word.replace('+', ''));
    const needed = new Set([...OWN, ...called.map((name) => name.toLowerCase())]);
    expect(allowed.toSorted()).toEqual([...needed].sort());
  });

  const FORBIDDEN: readonly (readonly string[])[] = [
    ['FLUSHALL'],
    ['FLUSHDB'],
    ['SHUTDOWN', 'NOSAVE'],
    ['CONFIG', 'GET', 'maxmemory'],
    ['CONFIG', 'SET', 'maxmemory', '1'],
    ['ACL', 'WHOAMI'],
    ['ACL', 'SETUSER', 'another', 'on', 'nopass', '+@all', '~*'],
    ['KEYS', '*'],
    ['SCAN', '0'],
    ['RANDOMKEY'],
    ['MONITOR'],
    ['CLIENT', 'LIST'],
    ['MIGRATE', '192.0.2.1', '6379', 'genoprop:probe', '0', '1'],
    ['RESTORE', 'genoprop:probe', '0', 'x'],
    ['SUBSCRIBE', 'genoprop:news'],
    ['PUBLISH', 'genoprop:news', 'x'],
    ['FUNCTION', 'LIST'],
    ['SELECT', '0'],
    ['GET', 'foreign'],
    ['SET', 'foreign', '1'],
    ['UNLINK', 'foreign'],
    ['RENAME', 'genoprop:part:1', 'foreign'],
    ['EVAL', "return redis.call('FLUSHALL')", '0'],
    ['EVAL', "return redis.call('CONFIG', 'GET', 'dir')", '0'],
    ['EVAL', "return redis.call('GET', KEYS[1])", '1', 'foreign'],
    ['EVAL', "return redis.call('GET', 'foreign')", '0'],
  ];

  it.each(ROLES)('%s may neither look around, nor change settings, nor touch foreign keys', async (role) => {
    await tester.set('foreign', 'kept');
    for (const [name, ...args] of FORBIDDEN) {
      const call = [name, ...args].join(' ');
      const answer = await clients
        .get(role)!
        .call(name!, ...args)
        .then(
          (reply) => `allowed: ${String(reply)}`,
          (error: Error) => error.message,
        );
      expect({ call, answer }).toEqual({
        call,
        answer: expect.stringMatching(REFUSED),
      });
    }
    expect(await tester.get('foreign')).toBe('kept');
  });

  it('worker reads records of runs and programs, and writes neither', async () => {
    const { blobs } = exchanges.get('worker')!;
    const coordinator = exchanges.get('coordinator')!.blobs;
    for (const group of [groups.runs, groups.programs(RUN)]) {
      await coordinator.put(group, RUN, new Uint8Array([1]), 60);
      expect(await blobs.names(group)).toEqual([RUN]);
      expect(await blobs.get(group, RUN)).toEqual(new Uint8Array([1]));
      for (const bytes of [new Uint8Array([2]), new Uint8Array(1_200_000)])
        await expect(blobs.put(group, RUN, bytes, 60)).rejects.toThrow(/allows the user worker too little/);
      await expect(blobs.remove(group, [RUN])).rejects.toThrow(/allows the user worker too little/);
      expect(await coordinator.get(group, RUN)).toEqual(new Uint8Array([1]));
    }
  });

  it('nobody is the default user, with or without a password', async () => {
    const files = server.client('worker');
    for (const password of ['', server.password('worker')]) {
      const client = connect(server.port, 'default', password, files);
      await expect(client.get('genoprop:probe')).rejects.toThrow(/NOAUTH|WRONGPASS|NOPERM|closed/);
      client.disconnect();
    }
  });
});
