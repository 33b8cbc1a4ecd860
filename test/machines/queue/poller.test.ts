import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { poller } from '../../../src/machines/queue/poller.ts';
import type { Lease } from '../../../src/machines/queue/queue.ts';

describe('the polling for jobs', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const jobs: Lease[] = [];
  const lease = (id: string): Lease => ({ id, data: '1', attempt: 1, token: id });
  /** Poller over `jobs`, and how often it has looked. */
  const setUp = () => {
    jobs.length = 0;
    const looks: string[] = [];
    const polling = poller(
      async (worker) => {
        looks.push(worker);
        return jobs.shift() ?? null;
      },
      () => Date.now(),
    );
    return { polling, looks };
  };
  /** What a promise has come to after so many milliseconds; `open` where it has not ended. */
  const after = async <T>(milliseconds: number, promise: Promise<T>): Promise<T | 'open'> => {
    let value: T | 'open' = 'open';
    void promise.then((ended) => {
      value = ended;
    });
    await vi.advanceTimersByTimeAsync(milliseconds);
    return value;
  };

  it('looks once for a taker without patience', async () => {
    const { polling, looks } = setUp();
    expect(await after(0, polling.next('a', 0))).toBeNull();
    expect(looks).toEqual(['a']);
    jobs.push(lease('t-1'));
    expect(await after(0, polling.next('b', 0))).toMatchObject({ id: 't-1' });
    expect(looks).toEqual(['a', 'b']);
  });

  it('comes to a rate of two a second, whatever the number of takers', async () => {
    const { polling, looks } = setUp();
    const takers = ['a', 'b', 'c', 'd'].map((name) => polling.next(name, 3_600_000));
    await vi.advanceTimersByTimeAsync(10_000);
    looks.length = 0;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looks.length).toBe(120);
    await polling.close();
    expect(await Promise.all(takers)).toEqual([null, null, null, null]);
  });

  it('keeps that rate for a worker that asks again and again', async () => {
    const { polling, looks } = setUp();
    for (let turn = 0; turn < 20; turn++) {
      const taking = polling.next('a', 1000);
      expect(await after(1000, taking)).toBeNull();
    }
    expect(looks.length).toBeLessThan(75);
  });

  it('gives jobs to takers in their order, and looks at once for a new one', async () => {
    const { polling, looks } = setUp();
    const [first, second] = [polling.next('a', 60_000), polling.next('b', 60_000)];
    await vi.advanceTimersByTimeAsync(20_000);
    jobs.push(lease('t-1'), lease('t-2'), lease('t-3'));
    const third = polling.next('c', 0);
    expect(await after(0, first)).toMatchObject({ id: 't-1' });
    expect(await after(0, second)).toMatchObject({ id: 't-2' });
    expect(await after(0, third)).toMatchObject({ id: 't-3' });
    expect(looks.at(-1)).toBe('c');
  });

  it('looks soon again after a job', async () => {
    const { polling } = setUp();
    const first = polling.next('a', 60_000);
    await vi.advanceTimersByTimeAsync(20_000);
    jobs.push(lease('t-1'));
    expect(await after(500, first)).toMatchObject({ id: 't-1' });
    const second = polling.next('a', 60_000);
    await vi.advanceTimersByTimeAsync(5);
    jobs.push(lease('t-2'));
    expect(await after(20, second)).toMatchObject({ id: 't-2' });
  });

  it('tells each taker of a failure, and goes on', async () => {
    let failures = 2;
    const polling = poller(
      async () => {
        if (failures-- > 0) throw new Error('lost');
        return lease('t-1');
      },
      () => Date.now(),
    );
    const ends = Promise.allSettled([1, 2, 3].map(() => polling.next('a', 1000)));
    await vi.advanceTimersByTimeAsync(0);
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  it('has nothing for anyone once it is closed', async () => {
    const { polling, looks } = setUp();
    const waiting = polling.next('a', 60_000);
    await vi.advanceTimersByTimeAsync(1000);
    const before = looks.length;
    await polling.close();
    expect(await waiting).toBeNull();
    expect(await polling.next('a', 60_000)).toBeNull();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looks.length).toBe(before);
  });
});
