/**
 * Worker of a job queue: takes trials while its threads have room, plays them with a player of this process, and hands
 * their results in:
 *
 *   take ──▶ fits? ──▶ play, renewing the lease ──▶ store the log ──▶ hand in
 *              │              │ while it plays: checkpoints into the store
 *              └── no, or the worker or the run stops: give back
 *
 * A server that is away stops nothing: trials play on, and results wait in memory until it is back. A lease that ran out
 * stops nothing either: the result is stored all the same, and the coordinator takes whichever comes first.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { monotonicSeconds, wallClockStamp } from '../../clock.ts';
import { localPlayer } from '../../tournament/players/local.ts';
import { builtIn } from '../../tournament/spec/catalogue.ts';
import type { PluginLimits } from '../../tournament/spec/tournament.ts';
import { groups } from '../queue/blob-store.ts';
import { type Lease, type QueueTimes, usualTimes } from '../queue/queue.ts';
import { recordTimes, type WorkerRecord, writeRecord } from '../wire/records.ts';
import { WIRE_VERSION } from '../wire/trial-job.ts';
import { uploadCheckpoint } from './checkpoint-upload.ts';
import { judgeOf } from './fit.ts';
import { JobIntake } from './job-intake.ts';
import { LeaseRenewal } from './lease-renewal.ts';
import { ownFiles } from './own-files.ts';
import { Players } from './players.ts';
import { Refusals } from './refusals.ts';
import { obeyRuns } from './run-states.ts';
import { TrialsInHand } from './trials-in-hand.ts';
import { now, WorkerContext } from './worker-context.ts';
import type { WorkerEnd, WorkerOptions } from './worker-options.ts';

/**
 * Plays trials of the queue until its signal stops it, or nothing has come for so long.
 * @throws RunError where trials cannot be played at all, for example because no thread starts
 */
export async function runWorker(options: WorkerOptions): Promise<WorkerEnd> {
  return new Worker(options).run();
}

class Worker {
  readonly #options: WorkerOptions;
  readonly #threads: number;
  readonly #times: QueueTimes;
  readonly #context: WorkerContext;
  readonly #players: Players;
  readonly #refusals: Refusals;
  readonly #intake: JobIntake;
  readonly #renewal: LeaseRenewal;
  readonly #trials: TrialsInHand;
  #looking: Promise<void> | null = null;
  /** True once its record is not to be written again. */
  #hasLeft = false;

  constructor(options: WorkerOptions) {
    const { threads = 1, times = usualTimes, openPlayer, playApart } = options;
    this.#options = options;
    this.#threads = threads;
    this.#times = times;
    this.#context = new WorkerContext(options);
    const onThreads = async (limits: PluginLimits) =>
      localPlayer({ catalogue: builtIn, address: null, workers: threads, limitsOf: () => limits });
    this.#players = new Players(threads, openPlayer ?? onThreads, now);
    this.#refusals = new Refusals(this.#context.paces);
    this.#intake = new JobIntake(this.#context, {
      judge: options.judge ?? judgeOf(ownFiles({})),
      players: this.#players,
      refusals: this.#refusals,
      playsApart: playApart !== undefined,
    });
    this.#trials = new TrialsInHand(this.#context, { players: this.#players, playApart });
    this.#renewal = new LeaseRenewal(this.#context);
  }

  async run(): Promise<WorkerEnd> {
    const { signal, only, exchange } = this.#options;
    const context = this.#context;
    const stop = (): void => {
      context.stop();
      context.wake();
    };
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
    await this.#writeRecord();
    context.tell({ type: 'ready', shown: exchange.shown });
    const timers = [
      setInterval(() => this.#every(this.#renewal.renewAll()), this.#times.lease / 3),
      setInterval(() => this.#every(this.#lookOnce()), context.paces.record),
    ];
    try {
      const reason = only === undefined ? await this.#takeAll() : await this.#playOnly(only);
      await this.#leave();
      if (context.failure !== null) throw context.failure;
      const undelivered = [...context.hands.values()].flatMap(({ phase, named }) =>
        phase === 'delivering' ? [named.trial] : [],
      );
      return { reason, played: context.handedIn, undelivered };
    } finally {
      for (const timer of timers) clearInterval(timer);
      signal?.removeEventListener('abort', stop);
      context.giveUp();
      await this.#players.close();
    }
  }

  /** Takes jobs until the worker stops, or nothing has come for so long. */
  async #takeAll(): Promise<'stopped' | 'idle'> {
    const { idleExit = null } = this.#options;
    const context = this.#context;
    const { exchange, self, paces, link } = context;
    let wait = paces.retry;
    while (!context.isStopping) {
      if (!this.#players.hasRoom(this.#trials.apart)) {
        await context.changed();
        continue;
      }
      const { isIdle, idleSince } = this.#trials;
      if (isIdle && idleExit !== null && monotonicSeconds() - idleSince >= idleExit) return 'idle';
      const take = () => exchange.queue.take(self.name, paces.take);
      const lease = await link.attempt('queue', take, undefined);
      if (lease === undefined) {
        await this.#pause(wait);
        wait = Math.min(2 * wait, paces.longestRetry);
        continue;
      }
      wait = paces.retry;
      this.#players.setWaiting(lease !== null);
      if (lease === null) continue;
      const isTaken = await this.#takeUp(lease);
      if (isTaken) this.#refusals.begun();
      else await this.#pause(this.#refusals.pauseAfter(lease.id));
    }
    return 'stopped';
  }

  async #playOnly(lease: Lease): Promise<'stopped' | 'done'> {
    const context = this.#context;
    await this.#takeUp(lease);
    while (context.hands.size > 0 && !context.isStopping) await context.changed();
    return context.isStopping ? 'stopped' : 'done';
  }

  /** Begins to play a job, or gives it back. False where it gave it back. */
  async #takeUp(lease: Lease): Promise<boolean> {
    this.#context.tell({ type: 'leased', lease });
    try {
      const intake = await this.#intake.look(lease);
      this.#trials.begin(lease, intake);
      return intake.type !== 'declined';
    } finally {
      this.#trials.releaseUnlessHeld(lease.id);
    }
  }

  /** Stops what is under way, delivers what there is, and takes the record away. */
  async #leave(): Promise<void> {
    const context = this.#context;
    const { link, exchange } = context;
    context.stop();
    for (const hand of context.hands.values()) hand.giveBack ??= { reason: 'this worker stops', delay: 0 };
    this.#players.stopAll();
    const deadline = setTimeout(() => context.giveUp(), context.paces.goodbye);
    if (!link.fails('write')) await this.#writeRecord();
    await this.#trials.untilEnded();
    clearTimeout(deadline);
    context.giveUp();
    this.#hasLeft = true;
    await this.#looking;
    if (link.fails('write')) return;
    const { worker } = context.self;
    await link.attempt('write', () => exchange.blobs.remove(groups.workers, [worker]), null);
  }

  /** Awaits what comes every now and then. */
  #every(act: Promise<void>): void {
    act.catch((error: unknown) => {
      this.#context.fail(error);
      this.#context.wake();
    });
  }

  /** Looks unless the look before is still under way, as it is while the server does not answer. */
  async #lookOnce(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    await this.#looking;
  }

  /** Reads the records of runs, stores checkpoints, and writes the worker's own record. */
  async #look(): Promise<void> {
    const context = this.#context;
    if (context.link.fails('queue')) await this.#renewal.renewAll();
    await obeyRuns(context, this.#players);
    for (const hand of context.hands.values()) await uploadCheckpoint(context, hand, false);
    if (!this.#hasLeft) await this.#writeRecord();
    await this.#players.closeIdle(context.paces.idlePlayer);
  }

  async #writeRecord(): Promise<void> {
    const bytes = writeRecord(this.#record());
    const { exchange, self, link } = this.#context;
    const put = () => exchange.blobs.put(groups.workers, self.worker, bytes, recordTimes.workerKept);
    await link.attempt('write', put, null);
  }

  #record(): WorkerRecord {
    const { hands, self, isStopping, handedIn } = this.#context;
    return {
      wire: WIRE_VERSION,
      ...self,
      threads: this.#threads,
      adapter: this.#intake.adapter,
      state: isStopping ? 'stopping' : this.#trials.isIdle ? 'idle' : 'working',
      trials: [...hands.values()].map((hand) => hand.record()),
      played: handedIn,
      refused: this.#refusals.latest(),
      at: wallClockStamp(),
    };
  }

  async #pause(milliseconds: number): Promise<void> {
    await pause(milliseconds, undefined, { signal: this.#context.stopping }).catch(() => {});
  }
}
