import { describe, expect, it } from 'vitest';
import {
  changesIn,
  clear,
  close,
  finish,
  giveBack,
  isClosed,
  isDone,
  jobAt,
  newJobQueue,
  OWNER,
  publish,
  SLOTS,
  take,
  takeOldest,
} from '../../../src/tournament/threads/job-queue.ts';

const job = (from: number) => ({ block: 1, lesson: 2, from, count: 3 });

describe('a queue', () => {
  it('gives the oldest open job to whoever asks, once', () => {
    const queue = newJobQueue();
    const slots = [5, 6, 7].map((number) => publish(queue, job(number), number)!);
    expect(takeOldest(queue, 1)).toBe(slots[0]);
    expect(jobAt(queue, slots[0]!)).toEqual(job(5));
    expect(takeOldest(queue, 2)).toBe(slots[1]);
    expect(take(queue, slots[1]!, OWNER)).toBe(false);
    expect(take(queue, slots[2]!, OWNER)).toBe(true);
    expect(takeOldest(queue, 1)).toBeNull();
  });

  it('goes by the jobs own numbers where slots are used again', () => {
    const queue = newJobQueue();
    const first = publish(queue, job(0), 1)!;
    const second = publish(queue, job(0), 2)!;
    expect(take(queue, first, OWNER)).toBe(true);
    finish(queue, first);
    expect(isDone(queue, first)).toBe(true);
    clear(queue, first);
    expect(publish(queue, job(0), 3)).toBe(first);
    expect(takeOldest(queue, 1)).toBe(second);
  });

  it('opens again what a thread gives back, and nothing that others have', () => {
    const queue = newJobQueue();
    const slots = [1, 2, 3].map((number) => publish(queue, job(number), number)!);
    for (const [index, thread] of [4, 5, 4].entries()) take(queue, slots[index]!, thread);
    finish(queue, slots[2]!);
    giveBack(queue, 4);
    expect(takeOldest(queue, 6)).toBe(slots[0]);
    expect(takeOldest(queue, 6)).toBeNull();
    expect(isDone(queue, slots[2]!)).toBe(true);
  });

  it('is full at some point, and has room again once a job is cleared', () => {
    const queue = newJobQueue();
    for (let number = 0; number < SLOTS; number++) expect(publish(queue, job(0), number)).toBe(number);
    expect(publish(queue, job(0), SLOTS)).toBeNull();
    clear(queue, 7);
    expect(publish(queue, job(0), SLOTS)).toBe(7);
  });

  it('counts what waiting threads are to wake for', () => {
    const queue = newJobQueue();
    const before = changesIn(queue);
    publish(queue, job(0), 0);
    expect(changesIn(queue)).toBeGreaterThan(before);
    expect(isClosed(queue)).toBe(false);
    const published = changesIn(queue);
    close(queue);
    expect(isClosed(queue)).toBe(true);
    expect(changesIn(queue)).toBeGreaterThan(published);
  });
});
