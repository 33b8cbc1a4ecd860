/** Contract of queue and store, which every kind of exchange keeps. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RunError } from '../../../src/errors.ts';
import { MOST_BYTES } from '../../../src/machines/queue/blob-store.ts';
import type { Exchange } from '../../../src/machines/queue/exchange.ts';
import type { Lease, QueueTimes } from '../../../src/machines/queue/queue.ts';
import type { ExchangeKind, TestServer } from './exchanges.ts';

/** A lease that outlives each test, and one that runs out in it. */
const LONG: QueueTimes = { lease: 60_000, check: 30_000 };
const SHORT: QueueTimes = { lease: 300, check: 100 };
/** Milliseconds: what is there comes at once, so this only bounds a failing test. */
const SOON = 10_000;
const NOW = 0;

const job = (id: string, data = '{}') => ({ id, data });
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export function testExchange(kind: ExchangeKind): void {
  describe.skipIf(!kind.isThere)(`queue and store on ${kind.name}`, () => {
    let server: TestServer;
    let opened: Exchange[];
    let prefix = '';
    let tests = 0;

    beforeAll(async () => {
      server = await kind.start();
    }, 60_000);
    afterAll(() => server?.stop());
    beforeEach(() => {
      opened = [];
      prefix = `test${++tests}`;
    });
    afterEach(async () => {
      for (const exchange of opened) await exchange.close();
    });
    const open = async (times = LONG): Promise<Exchange> => {
      const exchange = await server.open(prefix, times);
      opened.push(exchange);
      return exchange;
    };
    const taken = async ({ queue }: Exchange): Promise<Lease> => {
      const lease = await queue.take('a', SOON);
      if (lease === null) throw new Error('no job came');
      return lease;
    };

    describe('the queue', () => {
      it('gives jobs in the order in which they were offered, with their data', async () => {
        const { queue } = await open();
        await queue.offer([job('t-b', '"b"'), job('t-a', '"a"')]);
        await queue.offer([job('t-c', '"c"')]);
        const leases = [
          await queue.take('a', SOON),
          await queue.take('b', SOON),
          await queue.take('a', SOON),
        ];
        expect(leases).toMatchObject([
          { id: 't-b', data: '"b"', attempt: 1 },
          { id: 't-a', data: '"a"', attempt: 1 },
          { id: 't-c', data: '"c"', attempt: 1 },
        ]);
        expect(new Set(leases.map((lease) => lease!.token)).size).toBe(3);
      });

      it('has no job for a second taker', async () => {
        const exchange = await open();
        const other = await open();
        await exchange.queue.offer([job('t-1')]);
        await taken(exchange);
        expect(await other.queue.take('b', NOW)).toBeNull();
        expect(await exchange.queue.take('b', 30)).toBeNull();
      });

      it('gives each of many jobs to one of several takers', async () => {
        const handles = [await open(), await open(), await open()];
        const ids = Array.from({ length: 60 }, (_, index) => `t-${index}`);
        await handles[0]!.queue.offer(ids.map((id) => job(id)));
        const got = await Promise.all(
          handles.map(async ({ queue }) => {
            const mine: string[] = [];
            for (;;) {
              const leases = await Promise.all([queue.take('a', NOW), queue.take('b', NOW)]);
              mine.push(...leases.flatMap((lease) => (lease === null ? [] : [lease.id])));
              if (leases.includes(null)) return mine;
            }
          }),
        );
        expect(got.flat().sort()).toEqual([...ids].sort());
      });

      it('lets a taker wait for a job that another process offers', async () => {
        const [here, there] = [await open(), await open()];
        const waiting = here.queue.take('a', SOON);
        await there.queue.offer([job('t-1', '1')]);
        expect(await waiting).toMatchObject({ id: 't-1', data: '1' });
      });

      it('leaves a job as it is that is offered again, in each of its states', async () => {
        const exchange = await open();
        const { queue } = exchange;
        const again = (): Promise<void> => queue.offer([job('t-1', '"new"')]);
        await queue.offer([job('t-1', '"old"'), job('t-1', '"new"')]);
        await again();
        expect([...(await queue.states('t-'))]).toEqual([['t-1', 'waiting']]);
        const lease = await taken(exchange);
        expect(lease.data).toBe('"old"');
        await again();
        expect([...(await queue.states('t-'))]).toEqual([['t-1', 'taken']]);
        expect(await queue.handIn(lease)).toBe(true);
        await again();
        expect([...(await queue.states('t-'))]).toEqual([['t-1', 'ended']]);
        expect(await queue.take('a', NOW)).toBeNull();
      });

      it('takes a job anew that was removed', async () => {
        const exchange = await open();
        await exchange.queue.offer([job('t-1', '1')]);
        await exchange.queue.handIn(await taken(exchange));
        expect(await exchange.queue.remove(['t-1'])).toEqual([]);
        await exchange.queue.offer([job('t-1', '2')]);
        expect(await taken(exchange)).toMatchObject({ id: 't-1', data: '2', attempt: 1 });
      });

      it('counts the attempts, and takes nothing more from a lease that was given back', async () => {
        const exchange = await open();
        const { queue } = exchange;
        await queue.offer([job('t-1')]);
        const first = await taken(exchange);
        expect(await queue.giveBack(first, 0)).toBe(true);
        expect([...(await queue.states('t-'))]).toEqual([['t-1', 'waiting']]);
        const second = await taken(exchange);
        expect([first.attempt, second.attempt]).toEqual([1, 2]);
        expect(second.token).not.toBe(first.token);
        expect(await queue.renew(first)).toBe(false);
        expect(await queue.handIn(first)).toBe(false);
        expect(await queue.giveBack(first, 0)).toBe(false);
        expect(await queue.renew(second)).toBe(true);
        expect(await queue.handIn(second)).toBe(true);
        expect(await queue.handIn(second)).toBe(false);
        expect(await queue.renew(second)).toBe(false);
        expect(await queue.giveBack(second, 0)).toBe(false);
      });

      it('gives a job with a delay to nobody before it, and another one meanwhile', async () => {
        const exchange = await open();
        const { queue } = exchange;
        await queue.offer([job('t-1'), job('t-2')]);
        expect(await queue.giveBack(await taken(exchange), 3_600_000)).toBe(true);
        expect((await taken(exchange)).id).toBe('t-2');
        expect(await queue.take('a', NOW)).toBeNull();
        expect(Object.fromEntries(await queue.states('t-'))).toEqual({ 't-1': 'waiting', 't-2': 'taken' });
        expect(await queue.remove(['t-1'])).toEqual([]);
      });

      it('gives a job out again after its delay', async () => {
        const exchange = await open();
        await exchange.queue.offer([job('t-1')]);
        await exchange.queue.giveBack(await taken(exchange), 40);
        expect(await taken(exchange)).toMatchObject({ id: 't-1', attempt: 2 });
      });

      it('gives a job whose lease ran out to another, and nothing to its first holder', async () => {
        const [dead, alive] = [await open(SHORT), await open(SHORT)];
        await dead.queue.offer([job('t-1')]);
        const lost = await taken(dead);
        const lease = await taken(alive);
        expect(lease).toMatchObject({ id: 't-1', attempt: 2 });
        expect(await dead.queue.renew(lost)).toBe(false);
        expect(await dead.queue.handIn(lost)).toBe(false);
        expect(await dead.queue.giveBack(lost, 0)).toBe(false);
        expect(await alive.queue.handIn(lease)).toBe(true);
      });

      it('leaves a job to a holder who renews its lease', async () => {
        const [holder, other] = [await open(SHORT), await open(SHORT)];
        await holder.queue.offer([job('t-1')]);
        const lease = await taken(holder);
        const waiting = other.queue.take('b', 3 * SHORT.lease);
        const renewing = setInterval(() => void holder.queue.renew(lease).catch(() => {}), SHORT.lease / 6);
        expect(await waiting).toBeNull();
        clearInterval(renewing);
        expect(await holder.queue.handIn(lease)).toBe(true);
      });

      it('lets another process hand a lease in', async () => {
        const [here, there] = [await open(), await open()];
        await here.queue.offer([job('t-1')]);
        const lease = await taken(here);
        expect(await there.queue.renew({ ...lease })).toBe(true);
        expect(await there.queue.handIn({ ...lease, token: 'other' })).toBe(false);
        expect(await there.queue.handIn({ ...lease })).toBe(true);
        expect([...(await here.queue.states('t-'))]).toEqual([['t-1', 'ended']]);
      });

      it('tells the states of the jobs of one run', async () => {
        const exchange = await open();
        const { queue } = exchange;
        await queue.offer(['t-a-1', 't-a-2', 't-a-3', 't-b-1'].map((id) => job(id)));
        await queue.handIn(await taken(exchange));
        await taken(exchange);
        expect(Object.fromEntries(await queue.states('t-a-'))).toEqual({
          't-a-1': 'ended',
          't-a-2': 'taken',
          't-a-3': 'waiting',
        });
        expect(await queue.states('t-c-')).toEqual(new Map());
      });

      it('removes jobs that wait or have ended, and names those that are taken', async () => {
        const exchange = await open();
        const { queue } = exchange;
        await queue.offer(['t-1', 't-2', 't-3'].map((id) => job(id)));
        await queue.handIn(await taken(exchange));
        const lease = await taken(exchange);
        expect(await queue.remove(['t-1', 't-2', 't-3', 't-4'])).toEqual(['t-2']);
        expect(Object.fromEntries(await queue.states('t-'))).toEqual({ 't-2': 'taken' });
        expect(await queue.renew(lease)).toBe(true);
        expect(await queue.remove([])).toEqual([]);
      });

      it('offers and removes more jobs than go in one message', async () => {
        const { queue } = await open();
        const ids = Array.from({ length: 600 }, (_, index) => `t-${index}`);
        await queue.offer(ids.map((id) => job(id, '1')));
        expect((await queue.states('t-')).size).toBe(600);
        expect((await queue.take('a', NOW))?.id).toBe('t-0');
        expect(await queue.remove(ids)).toEqual(['t-0']);
        expect((await queue.states('t-')).size).toBe(1);
      });

      it('keeps long ids, and data of any characters and of 64 KB', async () => {
        const exchange = await open();
        const jobs = [
          job(`t-${'f'.repeat(120)}`, '{}'),
          job('t-1', JSON.stringify({ name: 'Zürich 東京 🙂 "\\/\u0000\u001f\u2028\ud800' })),
          job('t-2', JSON.stringify({ long: 'ü'.repeat(32 * 1024) })),
          job('t-3', 'null'),
          job('t-4', '""'),
        ];
        await exchange.queue.offer(jobs);
        for (const { id, data } of jobs) expect(await taken(exchange)).toMatchObject({ id, data });
      });

      it('ends the wait of a taker when it is closed', async () => {
        const exchange = await open();
        const waiting = exchange.queue.take('a', 600_000);
        await exchange.close();
        expect(await waiting).toBeNull();
        expect(await exchange.queue.take('a', 600_000)).toBeNull();
      });

      it('has nothing in common with that of another prefix', async () => {
        const exchange = await open();
        const other = await server.open(`${prefix}x`, LONG);
        opened.push(other);
        await exchange.queue.offer([job('t-1')]);
        await exchange.blobs.put('g', 'n', bytesOf('x'), 60);
        expect(await other.queue.states('')).toEqual(new Map());
        expect(await other.queue.take('a', NOW)).toBeNull();
        expect(await other.blobs.names('g')).toEqual([]);
        expect(await other.blobs.get('g', 'n')).toBeNull();
      });
    });

    describe('the store', () => {
      it('gives another process the bytes that were put', async () => {
        const [here, there] = [await open(), await open()];
        const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
        await here.blobs.put('g', 'n', bytes.subarray(3, 250), 60);
        await here.blobs.put('g', 'empty', new Uint8Array(), 60);
        const read = await there.blobs.get('g', 'n');
        expect(read).toBeInstanceOf(Uint8Array);
        expect(read).toEqual(bytes.slice(3, 250));
        expect(await there.blobs.get('g', 'empty')).toEqual(new Uint8Array());
        expect(await there.blobs.get('g', 'other')).toBeNull();
      });

      it('replaces a blob as a whole, by a longer or a shorter one', async () => {
        const { blobs } = await open();
        for (const length of [10, 1_300_000, 600_000, 5]) {
          const bytes = new Uint8Array(length).fill(length % 251);
          await blobs.put('g', 'n', bytes, 60);
          expect(same((await blobs.get('g', 'n'))!, bytes)).toBe(true);
        }
        expect(await blobs.names('g')).toEqual(['n']);
      });

      it('keeps 5 MB', async () => {
        const [here, there] = [await open(), await open()];
        const bytes = mixed(5_000_003);
        await here.blobs.put('g', 'n', bytes, 60);
        expect(same((await there.blobs.get('g', 'n'))!, bytes)).toBe(true);
      });

      it('never shows a reader a part of a blob', async () => {
        const [writer, reader] = [await open(), await open()];
        const versions = [1, 2, 3, 4, 5, 6].map((value) =>
          new Uint8Array(value % 2 === 0 ? 1_200_000 : 2_700_000).fill(value),
        );
        let isDone = false;
        const writing = (async () => {
          for (const bytes of versions) await writer.blobs.put('g', 'n', bytes, 60);
          isDone = true;
        })();
        let seen = 0;
        while (!isDone || seen === 0) {
          const bytes = await reader.blobs.get('g', 'n');
          if (bytes === null) continue;
          seen = bytes[0]!;
          expect(same(bytes, versions[seen - 1]!)).toBe(true);
        }
        await writing;
        expect((await reader.blobs.get('g', 'n'))![0]).toBe(6);
      });

      it('keeps groups apart, and lists the names of one', async () => {
        const { blobs } = await open();
        const names = ['a', 'a.1', 'b:c', 'ü/%', ' ', "'"];
        for (const name of names) await blobs.put('results-1', name, bytesOf(name), 60);
        await blobs.put('results-1:b', 'c', bytesOf('other'), 60);
        await blobs.put('results-2', 'a', bytesOf('another'), 60);
        expect([...(await blobs.names('results-1'))].sort()).toEqual([...names].sort());
        expect(await blobs.names('results-2')).toEqual(['a']);
        expect(await blobs.names('results-3')).toEqual([]);
        for (const name of names) expect(await blobs.get('results-1', name)).toEqual(bytesOf(name));
        expect(await blobs.get('results-2', 'a')).toEqual(bytesOf('another'));
      });

      it('removes blobs by name', async () => {
        const { blobs } = await open();
        for (const name of ['a', 'b', 'c']) await blobs.put('g', name, bytesOf(name), 60);
        await blobs.put('h', 'a', bytesOf('a'), 60);
        await blobs.remove('g', ['a', 'c', 'd']);
        await blobs.remove('g', []);
        expect(await blobs.names('g')).toEqual(['b']);
        expect(await blobs.get('g', 'a')).toBeNull();
        expect(await blobs.get('h', 'a')).toEqual(bytesOf('a'));
      });

      it('forgets blobs after their time, and keeps those that are put again', async () => {
        const { blobs } = await open();
        await blobs.put('g', 'short', bytesOf('x'), 0.05);
        await blobs.put('g', 'again', bytesOf('x'), 0.05);
        await blobs.put('g', 'again', bytesOf('y'), 60);
        await blobs.put('g', 'long', bytesOf('z'), 60);
        await expect.poll(() => blobs.get('g', 'short'), { timeout: SOON, interval: 20 }).toBeNull();
        expect([...(await blobs.names('g'))].sort()).toEqual(['again', 'long']);
        expect(await blobs.get('g', 'again')).toEqual(bytesOf('y'));
      });

      it('refuses a blob that is too long, and sends none of it', async () => {
        const { blobs } = await open();
        const refused = blobs.put('g', 'n', new Uint8Array(MOST_BYTES + 1), 60);
        await expect(refused).rejects.toThrow(RunError);
        await expect(refused).rejects.toThrow('the blob g/n has 64.0 MiB; a store takes 64 MiB at most');
        expect(await blobs.names('g')).toEqual([]);
      });
    });
  });
}

/** Bytes without a period, so that pieces in another order differ. */
function mixed(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) bytes[index] = Math.imul(index, 2_654_435_761) >>> 24;
  return bytes;
}

/** Equal bytes: a comparison that does not print megabytes where they differ. */
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
