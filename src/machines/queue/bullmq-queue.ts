/**
 * Trial queue on BullMQ 6, on either of its backends. Jobs are taken by hand: BullMQ's own loop would hold a second,
 * blocking connection, and would end jobs itself.
 *
 * The attempt number is BullMQ's `attemptsStarted`, the lease its lock, a lease that ran out a "stalled" job. A job may
 * stall as often as machines vanish: that is never the trial's fault.
 */
import { randomUUID } from 'node:crypto';
import type { BackendClasses, BackendFactory, IQueueBackend, Job } from 'bullmq';
import { KEPT_SECONDS } from './blob-store.ts';
import type { Guard } from './guard.ts';
import { poller } from './poller.ts';
import type { JobState, Lease, QueueTimes, TrialQueue } from './queue.ts';

type BullMq = typeof import('bullmq');
type Worker = InstanceType<BackendClasses<IQueueBackend, object>['Worker']>;

/** Name of the queue under its prefix. Runs share it. */
export const QUEUE_NAME = 'trials';
/** Jobs added in one message, and jobs removed at once: each is a call, which may have to wait for a connection. */
const ADDED = 250;
const REMOVED = 50;
const UNLIMITED = 2 ** 31 - 1;

const STATES = {
  wait: 'waiting',
  prioritized: 'waiting',
  delayed: 'waiting',
  active: 'taken',
  completed: 'ended',
  failed: 'ended',
} as const satisfies Readonly<Record<string, JobState>>;

export interface BullMqSetting {
  readonly bullmq: BullMq;
  readonly backend: BackendFactory<IQueueBackend, object>;
  /** Client of Redis, or pool of PostgreSQL; the caller closes it. */
  readonly connection: object;
  readonly prefix: string;
  readonly times: QueueTimes;
  readonly guard: Guard;
}

export function bullMqQueue({
  bullmq,
  backend,
  connection,
  prefix,
  times,
  guard,
}: BullMqSetting): TrialQueue {
  // Every call reports its own failure. The events repeat them, and none may be left without a listener.
  const ignore = (): void => {};
  const { Queue, Worker } = bullmq.withBackend(backend);
  const queue = new Queue(QUEUE_NAME, {
    connection,
    prefix,
    skipVersionCheck: true,
    streams: { events: { maxLen: 100 } },
  });
  queue.on('error', ignore);
  const workers = new Map<string, Worker>();
  /** BullMQ's worker of a name, which takes jobs and plays none, on the queue's connection. */
  const workerOf = (name: string): Worker => {
    const known = workers.get(name);
    if (known !== undefined) return known;
    const worker = new Worker(QUEUE_NAME, null, {
      connection,
      prefix,
      name,
      skipVersionCheck: true,
      autorun: false,
      lockDuration: times.lease,
      stalledInterval: times.check,
      maxStalledCount: UNLIMITED,
    });
    worker.on('error', ignore);
    workers.set(name, worker);
    return worker;
  };
  // Leases that ran out are looked for by every handle; the server lets one through in each interval.
  const checker = workerOf('').getBackend();
  const checking = setInterval(() => {
    guard.whenUp(() => checker.moveStalledJobsToWait()).catch(ignore);
  }, times.check);
  checking.unref();

  const taking = poller(async (name: string) => {
    const token = randomUUID();
    const job = await guard.run(() => workerOf(name).getNextJob(token, { block: false }));
    return job === undefined
      ? null
      : { id: job.id!, data: textOf(job.data), attempt: job.attemptsStarted, token };
  });
  /** Job of a lease: its id is all that is needed of it. */
  const jobOf = (id: string): Job<string> => new bullmq.Job<string>(queue, 'trial', '', jobOptions(id), id);
  /** False where the call was refused since the lease is lost. */
  const ifHeld = (call: () => Promise<unknown>): Promise<boolean> =>
    guard.run(async () => {
      try {
        await call();
        return true;
      } catch (error) {
        if (isLost(bullmq, error)) return false;
        throw error;
      }
    });

  /** Removes a job; true where it is taken and so stays. PostgreSQL answers alike for a job that is not there. */
  const removeUnlessTaken = async (id: string): Promise<boolean> =>
    (await queue.remove(id, { removeChildren: false })) === 0 && checker.isJobInState('active', id);
  const renew = (lease: Lease): Promise<boolean> =>
    guard.run(async () => (await checker.extendLock(lease.id, lease.token, times.lease)) === 1);

  return {
    async offer(jobs) {
      for (const some of chunks(jobs, ADDED)) {
        await guard.run(() =>
          queue.addBulk(some.map(({ id, data }) => ({ name: 'trial', data, opts: jobOptions(id) }))),
        );
      }
    },
    take: (worker, milliseconds) => taking.next(worker, milliseconds),
    renew,
    handIn: (lease) => ifHeld(() => jobOf(lease.id).moveToCompleted('', lease.token, false)),
    async giveBack(lease, milliseconds) {
      // On PostgreSQL, moveToWait is silent where the lease is lost.
      if (!(await renew(lease))) return false;
      return ifHeld(() =>
        milliseconds <= 0
          ? jobOf(lease.id).moveToWait(lease.token)
          : jobOf(lease.id).moveToDelayed(Date.now() + milliseconds, lease.token),
      );
    },
    async states(prefix) {
      const names = Object.keys(STATES) as (keyof typeof STATES)[];
      const lists = (await guard.run(() => queue.getBackend().getRanges(names, 0, -1, true))) as string[][];
      const states = new Map<string, JobState>();
      for (const [index, ids] of lists.entries())
        for (const id of ids) if (id.startsWith(prefix)) states.set(id, STATES[names[index]!]);
      return states;
    },
    async remove(ids) {
      const taken: string[] = [];
      for (const some of chunks(ids, REMOVED)) {
        const isTaken = await guard.run(() => Promise.all(some.map(removeUnlessTaken)));
        taken.push(...some.filter((_, index) => isTaken[index]));
      }
      return taken;
    },
    async close() {
      clearInterval(checking);
      await taking.close();
      await Promise.all([...workers.values()].map((worker) => worker.close(true)));
      await queue.close();
    },
  };
}

/** Data of a job. Another program may have put other data there: workers read it strictly. */
const textOf = (data: unknown): string => (typeof data === 'string' ? data : JSON.stringify(data));

/** A failing trial is a result, so nothing is retried. Ended jobs that no coordinator fetches go with their results. */
const jobOptions = (id: string): { jobId: string; attempts: number; removeOnComplete: { age: number } } => ({
  jobId: id,
  attempts: 1,
  removeOnComplete: { age: KEPT_SECONDS },
});

function isLost({ ErrorCode }: BullMq, error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return (
    code === ErrorCode.JobNotExist ||
    code === ErrorCode.JobLockNotExist ||
    code === ErrorCode.JobLockMismatch ||
    code === ErrorCode.JobNotInState
  );
}

function* chunks<T>(list: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < list.length; from += size) yield list.slice(from, from + size);
}
