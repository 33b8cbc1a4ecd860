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
import { oneLine, RunError } from '../../errors.ts';
import type { TrialOutcome } from '../../tournament/earlier-session.ts';
import { localPlayer } from '../../tournament/players/local.ts';
import type { PlayedEvent } from '../../tournament/players/player.ts';
import { builtIn } from '../../tournament/spec/catalogue.ts';
import type { PluginLimits, TrialResult } from '../../tournament/spec/tournament.ts';
import { untestedResult, unwrapSnapshot } from '../../tournament/trial/trial-state.ts';
import { groups, KEPT_SECONDS } from '../queue/blob-store.ts';
import type { Exchange } from '../queue/exchange.ts';
import { type Lease, type QueueTimes, usualTimes } from '../queue/queue.ts';
import { checkpointsOf, parseResultName, resultName } from '../wire/blob-names.ts';
import { openLog, packLog } from '../wire/pack-log.ts';
import {
  type Refusal,
  type RunRecord,
  readRunRecord,
  recordTimes,
  type WorkerRecord,
  writeRecord,
} from '../wire/records.ts';
import { readJob, type TrialJob, WIRE_VERSION } from '../wire/trial-job.ts';
import { endOf, type TrialLog } from '../wire/trial-log.ts';
import { WireFault } from '../wire/wire-fault.ts';
import { deathsAt } from './deaths.ts';
import { type Judge, judgeOf } from './fit.ts';
import { type Begun, Hand } from './hand.ts';
import { type CallKind, isOfServer, Link } from './link.ts';
import { ownFiles } from './own-files.ts';
import { Players } from './players.ts';
import type { NamedTrial, WorkerEvent } from './worker-event.ts';
import {
  type Paces,
  selfOf,
  usualPaces,
  type WorkerEnd,
  type WorkerOptions,
  type WorkerSelf,
} from './worker-options.ts';

/** Delay of a job whose run stops, and time for which a refusal is in the record, in longest pauses. */
const STOPPED_FOR = 8;
const REFUSED_FOR = 15;
/** Most refusals in a record, and most refusals that are remembered. */
const MOST_REFUSED = 20;
/** Bytes of a checkpoint that lengthen the time to the next one by a second. */
const BYTES_A_SECOND = 2 ** 18;

/**
 * Plays trials of the queue until its signal stops it, or nothing has come for so long.
 * @throws RunError where trials cannot be played at all, for example because no thread starts
 */
export async function runWorker(options: WorkerOptions): Promise<WorkerEnd> {
  return new Worker(options).run();
}

class Worker {
  readonly #exchange: Exchange;
  readonly #self: WorkerSelf;
  readonly #threads: number;
  readonly #judge: Judge;
  readonly #times: QueueTimes;
  readonly #paces: Paces;
  readonly #options: WorkerOptions;
  readonly #tell: (event: WorkerEvent) => void;
  readonly #link: Link;
  readonly #players: Players;
  readonly #hands = new Map<string, Hand>();
  /** Trials that processes of their own play. */
  readonly #apart = new Map<string, Promise<void>>();
  /** Ends of trials in hand. */
  readonly #ends = new Set<Promise<void>>();
  /** Refusals by job, with the clock in milliseconds. */
  readonly #refused = new Map<string, { readonly refusal: Refusal; readonly at: number }>();
  /** Jobs that were given back without being begun, since the last one that was begun. */
  readonly #declined = new Set<string>();
  readonly #refusalsTold = new Set<string>();
  /** Ends waits of the loop once the worker stops. */
  readonly #stopping = new AbortController();
  /** Ends tries of calls once a worker that stops has had its time. */
  readonly #over = new AbortController();
  #change = Promise.withResolvers<void>();
  #played = 0;
  #adapter: string | null = null;
  /** Number of takes in a row of jobs that had been given back before. */
  #repeats = 0;
  /** Clock in seconds at which the last trial ended. */
  #idleSince = monotonicSeconds();
  #failure: unknown = null;
  #isRenewing = false;
  #looking: Promise<void> | null = null;
  /** True once its record is not to be written again. */
  #hasLeft = false;

  constructor(options: WorkerOptions) {
    const { exchange, threads = 1, times = usualTimes, openPlayer } = options;
    this.#options = options;
    this.#exchange = exchange;
    this.#threads = threads;
    this.#times = times;
    this.#self = selfOf(options.self);
    this.#judge = options.judge ?? judgeOf(ownFiles({}));
    this.#paces = { ...usualPaces, ...options.paces };
    this.#tell = options.onEvent ?? (() => {});
    const onThreads = async (limits: PluginLimits) =>
      localPlayer({ catalogue: builtIn, address: null, workers: threads, limitsOf: () => limits });
    this.#players = new Players(threads, openPlayer ?? onThreads, now);
    this.#link = new Link(
      {
        gone: (reason) => this.#tell({ type: 'gone', reason }),
        back: (seconds) => this.#tell({ type: 'back', seconds }),
      },
      { first: this.#paces.retry, longest: this.#paces.longestRetry },
    );
  }

  async run(): Promise<WorkerEnd> {
    const { signal, only } = this.#options;
    const stop = (): void => {
      this.#stopping.abort();
      this.#wake();
    };
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
    await this.#writeRecord();
    this.#tell({ type: 'ready', shown: this.#exchange.shown });
    const timers = [
      setInterval(() => this.#every(this.#renewAll()), this.#times.lease / 3),
      setInterval(() => this.#every(this.#lookOnce()), this.#paces.record),
    ];
    try {
      const reason = only === undefined ? await this.#takeAll() : await this.#playOnly(only);
      await this.#leave();
      if (this.#failure !== null) throw this.#failure;
      const undelivered = [...this.#hands.values()].flatMap(({ phase, named }) =>
        phase === 'delivering' ? [named.trial] : [],
      );
      return { reason, played: this.#played, undelivered };
    } finally {
      for (const timer of timers) clearInterval(timer);
      signal?.removeEventListener('abort', stop);
      this.#over.abort();
      await this.#players.close();
    }
  }

  /** Takes jobs until the worker stops, or nothing has come for so long. */
  async #takeAll(): Promise<'stopped' | 'idle'> {
    const { idleExit = null } = this.#options;
    let wait = this.#paces.retry;
    while (!this.#isStopping) {
      if (!this.#players.hasRoom(this.#apart.size)) {
        await this.#change.promise;
        continue;
      }
      const isIdle = this.#hands.size + this.#apart.size === 0;
      if (isIdle && idleExit !== null && monotonicSeconds() - this.#idleSince >= idleExit) return 'idle';
      const lease = await this.#link.attempt(
        'queue',
        () => this.#exchange.queue.take(this.#self.name, this.#paces.take),
        undefined,
      );
      if (lease === undefined) {
        await this.#pause(wait);
        wait = Math.min(2 * wait, this.#paces.longestRetry);
        continue;
      }
      wait = this.#paces.retry;
      this.#players.setWaiting(lease !== null);
      if (lease === null) continue;
      const wasTaken = await this.#takeUpOrRelease(lease);
      if (wasTaken) {
        this.#declined.clear();
        this.#repeats = 0;
      } else await this.#pause(this.#pauseAfter(lease.id));
    }
    return 'stopped';
  }

  async #playOnly(lease: Lease): Promise<'stopped' | 'done'> {
    await this.#takeUpOrRelease(lease);
    while (this.#hands.size > 0 && !this.#isStopping) await this.#change.promise;
    return this.#isStopping ? 'stopped' : 'done';
  }

  async #takeUpOrRelease(lease: Lease): Promise<boolean> {
    this.#tell({ type: 'leased', lease });
    try {
      return await this.#takeUp(lease);
    } catch (error) {
      if (!isOfServer(error)) throw error;
      // It comes back to the queue by itself.
      return false;
    } finally {
      this.#releaseUnlessHeld(lease.id);
    }
  }

  #releaseUnlessHeld(job: string): void {
    if (!this.#hands.has(job)) this.#tell({ type: 'released', job });
  }

  /** Begins to play a job, or gives it back. False where it gave it back. */
  async #takeUp(lease: Lease): Promise<boolean> {
    const known = this.#hands.get(lease.id);
    if (known !== undefined) {
      // Its lease had run out, and nobody else has taken it.
      Object.assign(known, { lease, isHeld: true });
      return true;
    }
    if (this.#isStopping) return this.#decline(lease, 0);
    let job: TrialJob;
    try {
      job = readJob(lease.data);
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
      return this.#refuse(lease, { job: lease.id, run: runIn(lease.id), trial: lease.id }, error.message);
    }
    const { run, trial } = job;
    const named: NamedTrial = { job: lease.id, run, trial: trial.id };
    // Asked together: a trial may be shorter than four answers on their way.
    const [state, hasResult, deaths, begun] = await Promise.all([
      this.#unlessStopping('read', () => this.#readState(run)),
      this.#hasResult(named),
      this.#unlessStopping('read', () => deathsAt(this.#exchange.blobs, named)),
      this.#begun(named),
    ]);
    if (state === 'stopping') return this.#decline(lease, STOPPED_FOR * this.#paces.longestRefusal);
    if (state === 'paused') return this.#decline(lease, this.#paces.refusal);
    const fit = await this.#judge(job);
    if ('reason' in fit) return this.#refuse(lease, named, fit.reason);
    this.#refused.delete(lease.id);
    this.#adapter = fit.adapter ?? this.#adapter;
    if (hasResult) {
      await this.#unlessStopping('queue', () => this.#exchange.queue.handIn(lease));
      return true;
    }
    if (deaths.isFatal) {
      this.#end(new Hand(lease, job, fit.trial, begun, now()), async (hand) => {
        const { snapshot } = hand.book;
        const state = snapshot === null ? null : unwrapSnapshot(snapshot).state;
        const result = untestedResult(hand.trial, state, 'failed', deaths.detail);
        hand.book.hear({ type: 'finished', id: trial.id, result });
        await this.#deliver(hand);
      });
      return true;
    }
    const { playApart } = this.#options;
    if (deaths.count > 0 && playApart !== undefined) {
      this.#tell({ type: 'apart', named });
      this.#playApart(lease, playApart);
      return true;
    }
    if (!(await this.#players.fits({ run, limits: job.limits, trial: fit.trial })))
      return this.#decline(lease, 0);
    const hand = new Hand(lease, job, fit.trial, begun, now());
    const macs = hand.book.reached;
    const { attempt } = lease;
    this.#tell({ type: 'taken', named, title: job.title, attempt, macs: macs < 0 ? null : macs });
    this.#end(hand, () => this.#play(hand));
    return true;
  }

  /** Plays the trial and brings its result, or its checkpoint, to the store. */
  async #play(hand: Hand): Promise<void> {
    const { job, trial, named, book } = hand;
    const begun = { run: job.run, limits: job.limits, trial };
    try {
      await this.#players.play(begun, book.snapshot, (event) => this.#hear(hand, event));
    } catch (error) {
      this.#failure ??= error;
      hand.giveBack ??= { reason: oneLine(error), delay: this.#paces.refusal };
      this.#stopping.abort();
    }
    // Its thread is free, before the result is delivered.
    this.#wake();
    if (endOf(book.course) !== null) return this.#deliver(hand);
    const { reason, delay } = hand.giveBack ?? { reason: 'its threads were ended', delay: 0 };
    await this.#storeCheckpoint(hand, true);
    await this.#insist('queue', () => this.#exchange.queue.giveBack(hand.lease, delay));
    this.#tell({ type: 'given back', named, reason });
  }

  #hear(hand: Hand, event: PlayedEvent): void {
    if (event.type === 'progress') hand.progressed(event);
    else if (event.type === 'retried') {
      this.#tell({ type: 'retried', named: hand.named, reason: event.reason });
    } else hand.book.hear(event);
  }

  /** Stores the log of a trial that has ended, then ends its job. */
  async #deliver(hand: Hand): Promise<void> {
    const { named, trial, book } = hand;
    const { queue, blobs } = this.#exchange;
    hand.phase = 'delivering';
    const bytes = packed(this.#logOf(hand), hand);
    const name = resultName(named.job, hand.lease.attempt);
    await this.#insist('write', () => blobs.put(groups.results(named.run), name, bytes, KEPT_SECONDS));
    const isOnTime = await this.#insist('queue', () => queue.handIn(hand.lease));
    this.#played++;
    const { result } = endOf(book.course)!;
    const criterion = trial.task.facts.success;
    this.#tell({ type: 'handed in', named, result: outcomeOf(result), criterion, isLate: !isOnTime });
    const { name: stored } = hand.stored;
    if (stored !== null) {
      await this.#link.attempt('write', () => blobs.remove(groups.checkpoints(named.run), [stored]), null);
    }
  }

  /** Plays the job in a process of its own. */
  #playApart(lease: Lease, playApart: (lease: Lease) => Promise<void>): void {
    const played = playApart(lease)
      .catch((error: unknown) => {
        this.#tell({ type: 'note', text: oneLine(error) });
      })
      .finally(() => {
        this.#apart.delete(lease.id);
        this.#idleSince = monotonicSeconds();
        this.#wake();
      });
    this.#apart.set(lease.id, played);
  }

  /** Has the trial in hand until `act` has ended. */
  #end(hand: Hand, act: (hand: Hand) => Promise<void>): void {
    const { job } = hand.named;
    this.#hands.set(job, hand);
    const end = act(hand)
      .then(() => {
        this.#hands.delete(job);
        this.#releaseUnlessHeld(job);
      })
      .catch((error: unknown) => {
        // Once the worker's time is over, what could not be delivered stays in hand.
        if (!isOfServer(error)) this.#failure ??= error;
        else if (hand.phase === 'playing') {
          const text = `${hand.named.trial}: could not be given back; others get it when its lease has run out`;
          this.#tell({ type: 'note', text });
        }
        if (this.#failure !== null) this.#stopping.abort();
      })
      .finally(() => {
        this.#ends.delete(end);
        this.#idleSince = monotonicSeconds();
        this.#wake();
      });
    this.#ends.add(end);
  }

  /** Stops what is under way, delivers what there is, and takes the record away. */
  async #leave(): Promise<void> {
    this.#stopping.abort();
    for (const hand of this.#hands.values()) hand.giveBack ??= { reason: 'this worker stops', delay: 0 };
    this.#players.stopAll();
    const deadline = setTimeout(() => this.#over.abort(), this.#paces.goodbye);
    if (!this.#link.fails('write')) await this.#writeRecord();
    await Promise.all([...this.#ends, ...this.#apart.values()]);
    clearTimeout(deadline);
    this.#over.abort();
    this.#hasLeft = true;
    await this.#looking;
    if (this.#link.fails('write')) return;
    const { blobs } = this.#exchange;
    await this.#link.attempt('write', () => blobs.remove(groups.workers, [this.#self.worker]), null);
  }

  // What comes every now and then.

  #every(act: Promise<void>): void {
    act.catch((error: unknown) => {
      this.#failure ??= error;
      this.#stopping.abort();
      this.#wake();
    });
  }

  /** Renews all leases but those that are lost. */
  async #renewAll(): Promise<void> {
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    try {
      await Promise.all([...this.#hands.values()].map((hand) => this.#renew(hand)));
    } finally {
      this.#isRenewing = false;
    }
  }

  async #renew(hand: Hand): Promise<void> {
    if (!hand.isHeld) return;
    const { lease } = hand;
    const isHeld = await this.#link.attempt('queue', () => this.#exchange.queue.renew(lease), null);
    if (isHeld !== false || hand.lease !== lease || this.#hands.get(lease.id) !== hand) return;
    hand.isHeld = false;
    this.#tell({ type: 'lease lost', named: hand.named });
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
    if (this.#link.fails('queue')) await this.#renewAll();
    await this.#obeyRuns();
    for (const hand of this.#hands.values()) await this.#storeCheckpoint(hand, false);
    if (!this.#hasLeft) await this.#writeRecord();
    await this.#players.closeIdle(this.#paces.idlePlayer);
  }

  async #obeyRuns(): Promise<void> {
    const runs = new Map([...this.#hands.values()].map(({ job }) => [job.run, job.title]));
    for (const [run, title] of runs) {
      const state = await this.#link.attempt('read', () => this.#readState(run), undefined);
      if (state === undefined) return;
      if (state === 'stopping') this.#stopRun(run);
      else if (this.#players.setPaused(run, state === 'paused')) {
        this.#tell({ type: state === 'paused' ? 'paused' : 'goes on', title });
      }
    }
  }

  #stopRun(run: string): void {
    for (const hand of this.#hands.values()) {
      if (hand.job.run !== run) continue;
      hand.giveBack ??= { reason: 'its run stops', delay: STOPPED_FOR * this.#paces.longestRefusal };
    }
    this.#players.stop(run);
  }

  async #writeRecord(): Promise<void> {
    const bytes = writeRecord(this.#record());
    const { blobs } = this.#exchange;
    const { worker } = this.#self;
    await this.#link.attempt(
      'write',
      () => blobs.put(groups.workers, worker, bytes, recordTimes.workerKept),
      null,
    );
  }

  #record(): WorkerRecord {
    const trials = [...this.#hands.values()].map((hand) => hand.record());
    const isIdle = trials.length + this.#apart.size === 0;
    return {
      wire: WIRE_VERSION,
      ...this.#self,
      threads: this.#threads,
      adapter: this.#adapter,
      state: this.#isStopping ? 'stopping' : isIdle ? 'idle' : 'working',
      trials,
      played: this.#played,
      refused: this.#latestRefusals(),
      at: wallClockStamp(),
    };
  }

  /** Refusals of late: jobs that this worker has not met again have gone elsewhere. */
  #latestRefusals(): Refusal[] {
    const since = now() - REFUSED_FOR * this.#paces.longestRefusal;
    return [...this.#refused.values()].flatMap(({ refusal, at }) => (at >= since ? [refusal] : []));
  }

  /** Stores the trial's newest checkpoint where it is due, or at once where it is the last. */
  async #storeCheckpoint(hand: Hand, isLast: boolean): Promise<void> {
    const { stored, book, named } = hand;
    if (book.reached <= stored.macs || endOf(book.course) !== null) return;
    const least = this.#paces.checkpoint + (1000 * stored.bytes) / BYTES_A_SECOND;
    if (!isLast && now() - stored.at < least) return;
    const { blobs } = this.#exchange;
    const group = groups.checkpoints(named.run);
    const macs = book.reached;
    const former = stored.name;
    const name = hand.nextCheckpoint();
    stored.at = now();
    const bytes = packedCheckpoint(this.#logOf(hand));
    if (bytes === null) return;
    const put = (): Promise<true> => blobs.put(group, name, bytes, KEPT_SECONDS).then(() => true as const);
    const isStored = await (isLast ? this.#insist('write', put) : this.#link.attempt('write', put, false));
    if (!isStored) return;
    Object.assign(stored, { macs, bytes: bytes.length, name });
    if (former !== null) await this.#link.attempt('write', () => blobs.remove(group, [former]), null);
  }

  #logOf({ lease, named, book }: Hand): TrialLog {
    const { worker, name, machine, genoprop } = this.#self;
    const head = {
      job: named.job,
      trial: named.trial,
      attempt: lease.attempt,
      worker,
      name,
      machine,
      genoprop,
    };
    return { wire: WIRE_VERSION, ...head, ...book.course };
  }

  /** Newest checkpoint in the store that can be read; null where there is none. */
  async #begun({ job, run, trial }: NamedTrial): Promise<Begun | null> {
    const { blobs } = this.#exchange;
    const group = groups.checkpoints(run);
    const names = await this.#unlessStopping('read', () => blobs.names(group));
    for (const { name } of checkpointsOf(names, job)) {
      const bytes = await this.#unlessStopping('read', () => blobs.get(group, name));
      if (bytes === null) continue;
      try {
        const { from, events } = openLog(bytes, { job, trial });
        return { name, course: { from, events } };
      } catch (error) {
        if (!(error instanceof WireFault)) throw error;
        this.#tell({ type: 'note', text: `${trial}: a checkpoint cannot be read: ${error.message}` });
      }
    }
    return null;
  }

  async #hasResult({ job, run }: NamedTrial): Promise<boolean> {
    const names = await this.#unlessStopping('read', () => this.#exchange.blobs.names(groups.results(run)));
    return names.some((name) => parseResultName(name)?.job === job);
  }

  /** State of a run; `open` where it has no record that can be read. */
  async #readState(run: string): Promise<RunRecord['state']> {
    const bytes = await this.#exchange.blobs.get(groups.runs, run);
    try {
      return bytes === null ? 'open' : readRunRecord(bytes).state;
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
      return 'open';
    }
  }

  // Giving back.

  async #refuse(lease: Lease, named: NamedTrial, reason: string): Promise<boolean> {
    this.#refused.delete(lease.id);
    this.#refused.set(lease.id, { refusal: { ...named, reason }, at: now() });
    const [oldest] = this.#refused.keys();
    if (this.#refused.size > MOST_REFUSED) this.#refused.delete(oldest!);
    const told = JSON.stringify([named.run, reason]);
    if (!this.#refusalsTold.has(told)) {
      this.#refusalsTold.add(told);
      this.#tell({ type: 'refused', named, reason });
    }
    return this.#decline(lease, this.#paces.refusal);
  }

  /** Gives a job back that has not been begun. Always false. */
  async #decline(lease: Lease, milliseconds: number): Promise<false> {
    await this.#unlessStopping('queue', () => this.#exchange.queue.giveBack(lease, milliseconds));
    return false;
  }

  /**
   * Pause after a job that was given back: short where it is new, so that those behind it are seen; longer and longer
   * where the same ones come again, so that a worker that fits finds them in the queue.
   */
  #pauseAfter(job: string): number {
    const { refusal, longestRefusal } = this.#paces;
    if (!this.#declined.has(job)) {
      this.#declined.add(job);
      return refusal / 20;
    }
    return Math.min(longestRefusal, (refusal / 4) * 2 ** Math.min(16, this.#repeats++));
  }

  // Small things.

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Makes a call until it is answered, or the time of a worker that stops is over. */
  #insist<Answer>(kind: CallKind, act: () => Promise<Answer>): Promise<Answer> {
    return this.#link.insist(kind, act, this.#over.signal);
  }

  /** Makes a call until it is answered, or the worker stops: for jobs that have not been begun. */
  #unlessStopping<Answer>(kind: CallKind, act: () => Promise<Answer>): Promise<Answer> {
    return this.#link.insist(kind, act, this.#stopping.signal);
  }

  async #pause(milliseconds: number): Promise<void> {
    await pause(milliseconds, undefined, { signal: this.#stopping.signal }).catch(() => {});
  }

  /** Lets waits for a change look again. */
  #wake(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}

const now = (): number => 1000 * monotonicSeconds();

/** Run of a job whose data cannot be read, from its id; zeros where that has none. */
const runIn = (job: string): string => /^t-([0-9a-f]{12})-/.exec(job)?.[1] ?? '0'.repeat(12);

const outcomeOf = ({ champion: _, ...outcome }: TrialResult): TrialOutcome => outcome;

/** Bytes of a log with its end. One that is too long becomes that of a trial that failed for that reason. */
function packed(log: TrialLog, { trial }: Hand): Uint8Array {
  try {
    return packLog(log);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    const result = untestedResult(trial, null, 'failed', error.message);
    const started = log.events.filter(({ type }) => type === 'started');
    return packLog({ ...log, from: null, events: [...started, { type: 'finished', id: trial.id, result }] });
  }
}

/** Bytes of a log up to a checkpoint; null where it is too long to be stored. */
function packedCheckpoint(log: TrialLog): Uint8Array | null {
  try {
    return packLog(log);
  } catch (error) {
    if (error instanceof RunError) return null;
    throw error;
  }
}
