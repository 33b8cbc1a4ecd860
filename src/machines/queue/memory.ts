/** Queue and store in memory, for one process: the meaning that the others are compared with. */
import { randomUUID } from 'node:crypto';
import { type BlobStore, requireFitting } from './blob-store.ts';
import type { Exchange } from './exchange.ts';
import {
  type Job,
  type JobState,
  type Lease,
  type QueueTimes,
  type TrialQueue,
  usualTimes,
} from './queue.ts';

interface Held {
  readonly job: Job;
  state: JobState;
  /** Number of takes. */
  attempts: number;
  token: string | null;
  /** Clock at which the lease runs out, or from which a job that waits may be taken. */
  at: number;
}

interface Waiter {
  wake(): void;
}

/** Exchange in memory. Several handles may share its `shelves`, as several processes share a server. */
export function memoryExchange(
  times: QueueTimes = usualTimes,
  shelves: Shelves = newShelves(),
  now: () => number = () => performance.now(),
): Exchange {
  const queue = memoryQueue(times, shelves, now);
  return {
    queue,
    blobs: memoryBlobs(shelves, now),
    shown: 'memory',
    close: () => queue.close(),
  };
}

/** Contents of an exchange in memory. */
export interface Shelves {
  readonly jobs: Map<string, Held>;
  readonly waiters: Set<Waiter>;
  readonly blobs: Map<string, Map<string, { readonly bytes: Uint8Array; readonly until: number }>>;
}

export const newShelves = (): Shelves => ({ jobs: new Map(), waiters: new Set(), blobs: new Map() });

function memoryQueue(times: QueueTimes, { jobs, waiters }: Shelves, now: () => number): TrialQueue {
  let isClosed = false;
  /** Puts leases that ran out back, before the jobs that wait. */
  const expire = (): void => {
    for (const held of jobs.values()) if (held.state === 'taken' && held.at <= now()) putBack(held, now());
  };
  const putBack = (held: Held, at: number): void => {
    Object.assign(held, { state: 'waiting', token: null, at });
    wakeAll();
  };
  const wakeAll = (): void => {
    for (const { wake } of [...waiters]) wake();
  };
  const mine = ({ id, token }: Lease): Held | null => {
    expire();
    const held = jobs.get(id);
    return held?.state === 'taken' && held.token === token ? held : null;
  };
  const takeNow = (): Lease | null => {
    expire();
    for (const held of jobs.values()) {
      if (held.state !== 'waiting' || held.at > now()) continue;
      const token = randomUUID();
      held.attempts++;
      Object.assign(held, { state: 'taken', token, at: now() + times.lease });
      return { ...held.job, attempt: held.attempts, token };
    }
    return null;
  };
  return {
    async offer(offered) {
      for (const job of offered) {
        if (!jobs.has(job.id))
          jobs.set(job.id, { job, state: 'waiting', attempts: 0, token: null, at: now() });
      }
      wakeAll();
    },
    async take(_worker, milliseconds) {
      const until = now() + milliseconds;
      for (;;) {
        const lease = takeNow();
        const left = until - now();
        if (lease !== null || left <= 0 || isClosed) return lease;
        await new Promise<void>((resolve) => {
          // A lease that runs out, and a delay that ends, wake nobody.
          const next = Math.min(...[...jobs.values()].map(({ at }) => at).filter((at) => at > now()));
          const timer = setTimeout(wake, Math.min(left, times.check, next - now()));
          function wake(): void {
            clearTimeout(timer);
            waiters.delete(waiter);
            resolve();
          }
          const waiter = { wake };
          waiters.add(waiter);
        });
      }
    },
    async renew(lease) {
      const held = mine(lease);
      if (held !== null) held.at = now() + times.lease;
      return held !== null;
    },
    async handIn(lease) {
      const held = mine(lease);
      if (held !== null) Object.assign(held, { state: 'ended', token: null });
      return held !== null;
    },
    async giveBack(lease, milliseconds) {
      const held = mine(lease);
      if (held !== null) putBack(held, now() + milliseconds);
      return held !== null;
    },
    async states(prefix) {
      expire();
      return new Map([...jobs].filter(([id]) => id.startsWith(prefix)).map(([id, { state }]) => [id, state]));
    },
    async remove(ids) {
      expire();
      const taken = ids.filter((id) => jobs.get(id)?.state === 'taken');
      for (const id of ids) if (!taken.includes(id)) jobs.delete(id);
      return taken;
    },
    async close() {
      isClosed = true;
      wakeAll();
    },
  };
}

function memoryBlobs({ blobs }: Shelves, now: () => number): BlobStore {
  const alive = (group: string): Map<string, { readonly bytes: Uint8Array; readonly until: number }> => {
    const held = blobs.get(group) ?? new Map();
    for (const [name, { until }] of held) if (until <= now()) held.delete(name);
    blobs.set(group, held);
    return held;
  };
  return {
    async put(group, name, bytes, seconds) {
      requireFitting(group, name, bytes);
      alive(group).set(name, { bytes: bytes.slice(), until: now() + 1000 * seconds });
    },
    get: async (group, name) => alive(group).get(name)?.bytes.slice() ?? null,
    names: async (group) => [...alive(group).keys()],
    async remove(group, names) {
      const held = alive(group);
      for (const name of names) held.delete(name);
    },
    close: async () => {},
  };
}
