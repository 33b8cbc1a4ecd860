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
  newLine,
  OWNER,
  PLACES,
  publish,
  take,
  takeOldest,
} from '../../../src/tournament/threads/job-queue.ts';

const job = (from: number) => ({ block: 1, batch: 2, from, count: 3 });

describe('a line', () => {
  it('gives the oldest open job to whoever asks, once', () => {
    const line = newLine();
    const places = [5, 6, 7].map((number) => publish(line, job(number), number)!);
    expect(takeOldest(line, 1)).toBe(places[0]);
    expect(jobAt(line, places[0]!)).toEqual(job(5));
    expect(takeOldest(line, 2)).toBe(places[1]);
    expect(take(line, places[1]!, OWNER)).toBe(false);
    expect(take(line, places[2]!, OWNER)).toBe(true);
    expect(takeOldest(line, 1)).toBeNull();
  });

  it('goes by the jobs own numbers where places are used again', () => {
    const line = newLine();
    const first = publish(line, job(0), 1)!;
    const second = publish(line, job(0), 2)!;
    expect(take(line, first, OWNER)).toBe(true);
    finish(line, first);
    expect(isDone(line, first)).toBe(true);
    clear(line, first);
    expect(publish(line, job(0), 3)).toBe(first);
    expect(takeOldest(line, 1)).toBe(second);
  });

  it('opens again what a thread gives back, and nothing that others have', () => {
    const line = newLine();
    const places = [1, 2, 3].map((number) => publish(line, job(number), number)!);
    for (const [index, thread] of [4, 5, 4].entries()) take(line, places[index]!, thread);
    finish(line, places[2]!);
    giveBack(line, 4);
    expect(takeOldest(line, 6)).toBe(places[0]);
    expect(takeOldest(line, 6)).toBeNull();
    expect(isDone(line, places[2]!)).toBe(true);
  });

  it('is full at some point, and has room again once a job is cleared', () => {
    const line = newLine();
    for (let number = 0; number < PLACES; number++) expect(publish(line, job(0), number)).toBe(number);
    expect(publish(line, job(0), PLACES)).toBeNull();
    clear(line, 7);
    expect(publish(line, job(0), PLACES)).toBe(7);
  });

  it('counts what waiting threads are to wake for', () => {
    const line = newLine();
    const before = changesIn(line);
    publish(line, job(0), 0);
    expect(changesIn(line)).toBeGreaterThan(before);
    expect(isClosed(line)).toBe(false);
    const published = changesIn(line);
    close(line);
    expect(isClosed(line)).toBe(true);
    expect(changesIn(line)).toBeGreaterThan(published);
  });
});
