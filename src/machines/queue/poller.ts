/**
 * Polling for jobs. All takers of a handle share one loop, so that a worker with many threads asks as seldom as one with
 * one; while nothing comes, the pause between two looks grows to half a second, since workers may wait for days.
 */
import type { Lease } from './queue.ts';

export interface Poller {
  /** Next job; null where none came within so many milliseconds, or the poller was closed. */
  next(worker: string, milliseconds: number): Promise<Lease | null>;
  close(): Promise<void>;
}

interface Taker {
  readonly worker: string;
  readonly until: number;
  done(lease: Lease | null): void;
  fail(error: unknown): void;
}

const SHORTEST = 10;
const LONGEST = 500;
const GROWTH = 1.6;

/** @param look takes the job that has waited longest, or tells that there is none */
export function poller(
  look: (worker: string) => Promise<Lease | null>,
  now: () => number = () => performance.now(),
): Poller {
  const takers: Taker[] = [];
  let pause = SHORTEST;
  let isClosed = false;
  let running: Promise<void> | null = null;
  let wake = (): void => {};

  async function loop(): Promise<void> {
    while (takers.length > 0) {
      const taker = takers[0]!;
      let found: Lease | null;
      try {
        found = await look(taker.worker);
      } catch (error) {
        leave(taker);
        // The closing of its connection is no failure.
        if (isClosed) taker.done(null);
        else taker.fail(error);
        continue;
      }
      if (found !== null) {
        pause = SHORTEST;
        leave(taker);
        taker.done(found);
        continue;
      }
      expire();
      if (takers.length === 0) break;
      const soonest = Math.min(...takers.map(({ until }) => until)) - now();
      await sleep(Math.max(0, Math.min(pause, soonest)));
      pause = Math.min(pause * GROWTH, LONGEST);
      if (isClosed) expire();
    }
    running = null;
  }
  const leave = (taker: Taker): void => void takers.splice(takers.indexOf(taker), 1);
  const expire = (): void => {
    for (const taker of [...takers]) {
      if (!isClosed && taker.until > now()) continue;
      leave(taker);
      taker.done(null);
    }
  };
  const sleep = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return {
    next: (worker, milliseconds) =>
      new Promise((done, fail) => {
        if (isClosed) return done(null);
        takers.push({ worker, until: now() + milliseconds, done, fail });
        wake();
        running ??= loop();
      }),
    async close() {
      isClosed = true;
      wake();
      await running;
    },
  };
}
