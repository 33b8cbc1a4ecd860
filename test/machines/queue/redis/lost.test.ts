/** Servers that die, fall silent, come back, or forget: calls fail with one line and work again. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RunError } from '../../../../src/errors.ts';
import { openExchange } from '../../../../src/machines/queue/connect.ts';
import type { Exchange } from '../../../../src/machines/queue/exchange.ts';
import { hasRedis, type RedisServer, startRedis } from '../../../support/machines/redis.ts';

const SOON = 20_000;

describe.skipIf(!hasRedis)('an exchange on Redis (needs redis-server)', () => {
  let server: RedisServer;
  let notes: string[] = [];
  const opened: Exchange[] = [];
  beforeAll(async () => {
    server = await startRedis({ aof: true });
  });
  afterEach(async () => {
    for (const exchange of opened.splice(0)) await exchange.close();
    notes = [];
  });
  afterAll(() => server.stop());
  const open = async (prefix: string, patience = 100): Promise<Exchange> => {
    const exchange = await openExchange(server.url, {
      prefix,
      patience,
      env: {},
      times: { lease: 60_000, check: 50 },
      onNote: (note) => notes.push(note),
    });
    opened.push(exchange);
    return exchange;
  };
  const untilBack = (): Promise<void> =>
    expect.poll(() => notes, { timeout: SOON, interval: 20 }).toContain(`connected to ${server.url} again`);

  it('keeps what was acknowledged when the server is killed, and tells loss and return once', async () => {
    const { queue, blobs } = await open('killed');
    const ids = Array.from({ length: 200 }, (_, index) => `t-${index}`);
    for (const id of ids) await queue.offer([{ id, data: `"${id}"` }]);
    const first = (await queue.take('a', SOON))!;
    const second = (await queue.take('a', SOON))!;
    expect(await queue.handIn(first)).toBe(true);
    const bytes = new Uint8Array(1_500_000).fill(7);
    await blobs.put('g', 'n', bytes, 60);
    await server.kill();

    const calls = [
      () => queue.offer([{ id: 't-x', data: '1' }]),
      () => queue.take('a', 10_000),
      () => queue.renew(second),
      () => queue.handIn(second),
      () => queue.giveBack(second, 0),
      () => queue.states('t-'),
      () => queue.remove(['t-1']),
      () => blobs.put('g', 'm', bytes, 60),
      () => blobs.get('g', 'n'),
      () => blobs.names('g'),
      () => blobs.remove('g', ['n']),
    ];
    for (const ended of await Promise.allSettled(calls.map((call) => call()))) {
      expect(ended).toMatchObject({ status: 'rejected' });
      const { reason } = ended as PromiseRejectedResult;
      expect(reason).toBeInstanceOf(RunError);
      expect(reason.message).toMatch(/^(lost the connection to|cannot reach) redis:[^\n]*$/);
    }
    await server.restart();
    await untilBack();
    expect(notes).toEqual([
      `lost the connection to ${server.url}; trying again`,
      `connected to ${server.url} again`,
    ]);

    const states = await queue.states('t-');
    expect(states.size).toBe(200);
    expect([states.get(first.id), states.get(second.id), states.get('t-2')]).toEqual([
      'ended',
      'taken',
      'waiting',
    ]);
    expect(await queue.renew(second)).toBe(true);
    expect(await queue.handIn(second)).toBe(true);
    expect((await queue.take('a', SOON))?.id).toBe('t-2');
    expect(Buffer.compare((await blobs.get('g', 'n'))!, bytes)).toBe(0);
  });

  it('waits a while for a server that comes back', async () => {
    const { queue, blobs } = await open('back', SOON);
    await queue.offer([{ id: 't-1', data: '1' }]);
    await server.kill();
    await expect.poll(() => notes.length, { timeout: SOON, interval: 5 }).toBe(1);
    const calls = [queue.states('t-'), queue.take('a', SOON), blobs.names('g')];
    await server.restart();
    const [states, lease, names] = await Promise.all(calls);
    expect((states as ReadonlyMap<string, string>).size).toBe(1);
    expect(lease).toMatchObject({ id: 't-1' });
    expect(names).toEqual([]);
  });

  it('goes on where the server has lost its scripts', async () => {
    const { queue, blobs } = await open('scripts');
    let count = 0;
    const all = async (): Promise<void> => {
      const round = ++count;
      const ids = Array.from({ length: 20 }, (_, index) => `t-${round}-${index}`);
      await queue.offer(ids.map((id) => ({ id, data: '1' })));
      const leases = [await queue.take('a', SOON), await queue.take('a', SOON), await queue.take('a', SOON)];
      expect(leases.map((lease) => lease?.id)).toEqual(ids.slice(0, 3));
      expect(await queue.renew(leases[0]!)).toBe(true);
      expect(await queue.handIn(leases[0]!)).toBe(true);
      expect(await queue.giveBack(leases[1]!, 60_000)).toBe(true);
      expect(await queue.giveBack(leases[2]!, 0)).toBe(true);
      expect((await queue.states(`t-${round}-`)).size).toBe(20);
      expect(await queue.remove(ids)).toEqual([]);
      await blobs.put('g', `small-${round}`, new Uint8Array(5), 60);
      await blobs.put('g', `large-${round}`, new Uint8Array(1_100_000), 60);
      expect((await blobs.names('g')).length).toBe(2 * round);
    };
    await all();
    server.cli('SCRIPT', 'FLUSH');
    await all();
    // Between any two calls.
    const flushing = setInterval(() => server.cli('SCRIPT', 'FLUSH'), 3);
    try {
      await all();
      await all();
    } finally {
      clearInterval(flushing);
    }
  });

  it('begins anew on a server that was emptied', async () => {
    const { queue, blobs } = await open('emptied');
    await queue.offer([{ id: 't-1', data: '1' }]);
    const lease = (await queue.take('a', SOON))!;
    await blobs.put('g', 'n', new Uint8Array(5), 60);
    server.cli('FLUSHALL');
    expect(await queue.renew(lease)).toBe(false);
    expect(await queue.handIn(lease)).toBe(false);
    expect(await queue.giveBack(lease, 0)).toBe(false);
    expect(await queue.giveBack(lease, 50)).toBe(false);
    expect((await queue.states('')).size).toBe(0);
    expect(await blobs.names('g')).toEqual([]);
    await queue.offer([{ id: 't-1', data: '2' }]);
    expect(await queue.take('a', SOON)).toMatchObject({ data: '2', attempt: 1 });
  });

  it('is closed in no time while the server is gone, or silent, and ends the wait of its callers', async () => {
    const silent = await open('silent');
    const gone = await open('gone', 600_000);
    const ends: Promise<unknown>[] = [];
    /** Calls that begin before the closing end with its reason. */
    const begin = (call: Promise<unknown>): void => {
      ends.push(call.catch((error: unknown) => error));
    };
    const taking = [silent.queue.take('a', 600_000)];
    server.freeze();
    begin(silent.blobs.get('g', 'n'));
    begin(silent.queue.states('t-'));
    await silent.close();
    server.go();
    await server.kill();
    begin(gone.queue.states('t-'));
    begin(gone.blobs.names('g'));
    await gone.close();
    for (const end of await Promise.all(ends)) {
      expect(end).toBeInstanceOf(RunError);
      expect((end as Error).message).toMatch(/has been closed$|^lost the connection to|^cannot reach/);
    }
    await expect(gone.blobs.names('g')).rejects.toThrow(`the connection to ${server.url} has been closed`);
    taking.push(gone.queue.take('a', 600_000));
    expect(await Promise.all(taking)).toEqual([null, null]);
    await server.restart();
  });
});
