/**
 * Player on other machines: offers trials as jobs of a queue, and emits what workers put into the store.
 *
 *   play ──▶ offered ──▶ a worker plays it ──▶ its log lies in the store ──▶ verified ──▶ emitted ──▶ acknowledged
 *               ▲                                        │
 *               └───────── lost, or refused ─────────────┘
 *
 * The run file is the truth, queue and store are hints: what they have lost is offered again, what they hold twice is
 * compared, what they hold of an earlier session is taken. The first valid result of a trial counts, whoever sent it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { oneLine, RunError, UserError } from '../../errors.ts';
import type { Snapshot } from '../../learners/learner.ts';
import type { PlayedEvent, Player } from '../../tournament/players/player.ts';
import type { TrialSpec } from '../../tournament/spec/tournament.ts';
import { unwrapSnapshot } from '../../tournament/trial/trial-state.ts';
import { version } from '../../version.ts';
import { printable } from '../../words/printable.ts';
import { counted } from '../../words/text.ts';
import { groups, KEPT_SECONDS } from '../queue/blob-store.ts';
import type { Exchange } from '../queue/exchange.ts';
import type { Job } from '../queue/queue.ts';
import { checkpointName, parseCheckpointName, parseDeathName, parseResultName } from '../wire/blob-names.ts';
import { comparableLog, openLog, packLog } from '../wire/pack-log.ts';
import { readDeathRecord } from '../wire/records.ts';
import { jobPrefix, WIRE_VERSION } from '../wire/trial-job.ts';
import { endOf, newestSnapshot, reachedMacs, type TrialLog } from '../wire/trial-log.ts';
import { WireFault } from '../wire/wire-fault.ts';
import { ahead } from './ahead.ts';
import { compare } from './compare.ts';
import { machineOf } from './machine-of.ts';
import type { Paces } from './paces.ts';
import type { Tester } from './tester.ts';
import { UnderWay } from './under-way.ts';
import { faultOf, isVerifiable } from './verify.ts';
import { WorkerWatch } from './worker-watch.ts';

export interface QueuePlayerOptions {
  readonly exchange: Exchange;
  readonly run: string;
  /** Makes the job of a trial. */
  jobOf(trial: TrialSpec): Promise<Job>;
  /** Tests champions once more; null where workers are trusted. */
  readonly tester: Tester | null;
  readonly paces: Paces;
  /** Clock in milliseconds. */
  readonly now: () => number;
  note(line: string): void;
  /** Tells the state of the run, for its record. Rejects with a RunError while the server cannot be reached. */
  tell(state: 'open' | 'paused' | 'stopping'): Promise<void>;
  /** Puts what jobs need into the store again, where it is gone. */
  restore(): Promise<void>;
  /** Takes note of a trial that has ended. */
  ended(): void;
}

/** Refused results of a trial after which it has failed. */
const MOST_REFUSED = 5;
/** Jobs that are offered at a time. */
const OFFERED_AT_ONCE = 500;
/** Names of attempts that the coordinator itself writes. */
const OWN_ATTEMPT = 0;

/** Result that has been taken, to compare later ones with. */
interface Taken {
  readonly trial: string;
  readonly from: number;
  readonly reached: number;
  /** Hash of the whole log, and of its end alone. */
  readonly whole: string;
  readonly end: string;
  readonly reason: string;
  readonly name: string;
  /** Names of blobs that have been read, and are to be removed. */
  readonly read: Set<string>;
}

export class QueuePlayer implements Player {
  readonly #options: QueuePlayerOptions;
  readonly #watch: WorkerWatch;
  /** Trials under way by the ids of their jobs, in the order in which they were begun. */
  readonly #trials = new Map<string, UnderWay>();
  /** Number of trials whose jobs are being made. */
  #preparing = 0;
  readonly #taken = new Map<string, Taken>();
  /** Jobs that have ended and are to be acknowledged; those of this turn, and those before. */
  #toAcknowledge = new Set<string>();
  readonly #deaths = new Set<string>();
  readonly #verifying = new Set<Promise<void>>();
  readonly #broken = Promise.withResolvers<never>();
  readonly #over = Promise.withResolvers<void>();
  #loop: Promise<void> | null = null;
  #wake = (): void => {};
  #isCompareDue = true;
  #comparedAt = Number.NEGATIVE_INFINITY;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #fault: string | null = null;
  #isStopping = false;
  #isClosed = false;
  #isChanged = false;

  constructor(options: QueuePlayerOptions) {
    this.#options = options;
    const { exchange, run, now, paces } = options;
    this.#watch = new WorkerWatch({
      ...{ run, now, shown: exchange.shown, alone: paces.alone },
      note: (line) => options.note(line),
      playing: (job, machine, trial) => {
        const playing = this.#trials.get(job);
        playing?.placed(machine);
        playing?.progressed(trial);
      },
    });
    // It is awaited by each trial under way; without any it must not be an unhandled rejection.
    this.#broken.promise.catch(() => {});
  }

  next(pending: readonly TrialSpec[]): number | null {
    return pending.length === 0 ? null : 0;
  }

  async play(trial: TrialSpec, from: Snapshot | null, emit: (event: PlayedEvent) => void): Promise<void> {
    this.#preparing++;
    const job = await this.#options.jobOf(trial).finally(() => {
      this.#preparing--;
    });
    if (this.#isStopping || this.#isClosed) return;
    const settled = Promise.withResolvers<void>();
    const playing = new UnderWay(trial, job, from, { emit, settle: settled.resolve });
    this.#trials.set(job.id, playing);
    this.#isCompareDue = true;
    this.#loop ??= this.#look().catch((error: unknown) => this.#broken.reject(error));
    this.#wake();
    try {
      await Promise.race([settled.promise, this.#broken.promise]);
    } finally {
      this.#trials.delete(job.id);
      if (playing.hasEnded) this.#options.ended();
    }
  }

  setPaused(paused: boolean): void {
    this.#tell(paused ? 'paused' : 'open');
  }

  setWaiting(): void {}

  stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#tell('stopping');
    const late = pause(this.#options.paces.stop, undefined, { ref: false });
    Promise.race([this.#untilGivenBack(), late, this.#over.promise])
      .catch(() => {})
      .finally(() => {
        for (const playing of [...this.#trials.values()]) playing.stop();
        this.#wake();
      });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wake();
    const late = pause(this.#options.paces.farewell, undefined, { ref: false });
    await Promise.race([this.#loop, late]);
    this.#over.resolve();
    // Results that came twice at the end are compared too.
    const last = this.#readResults().then(() => this.#acknowledge());
    await Promise.race([last.catch(() => {}), late]);
  }

  #tell(state: 'open' | 'paused' | 'stopping'): void {
    this.#options.tell(state).catch((error: unknown) => this.#meet(error));
  }

  /** Looks at the store again and again, until the player is closed. */
  async #look(): Promise<void> {
    const { paces } = this.#options;
    let wait = paces.look;
    while (!this.#isClosed) {
      this.#isChanged = false;
      try {
        await this.#turn();
        this.#mend();
      } catch (error) {
        this.#meet(error);
      }
      wait = this.#isChanged ? paces.look : Math.min(1.2 * wait, paces.longestLook);
      if (!this.#isClosed) await this.#sleep(wait);
    }
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Takes note of a failed call: what is under way goes on, and the queue is compared once it answers again. */
  #meet(error: unknown): void {
    if (this.#isClosed) return;
    if (!(error instanceof RunError || error instanceof UserError)) {
      this.#broken.reject(error);
      return;
    }
    const line = oneLine(error);
    if (this.#fault !== line) this.#options.note(`${line}; trying again`);
    this.#fault = line;
    this.#isCompareDue = true;
  }

  #mend(): void {
    if (this.#fault !== null) this.#options.note(`connected to ${this.#options.exchange.shown} again`);
    this.#fault = null;
  }

  async #turn(): Promise<void> {
    const { paces, now, exchange } = this.#options;
    await this.#acknowledge();
    await this.#readResults();
    await this.#readCheckpoints();
    await this.#readDeaths();
    if (now() - this.#lookedAt >= paces.record) {
      this.#lookedAt = now();
      const unplayed = [...this.#trials].filter(([, { machine }]) => machine === null);
      await this.#watch.look(exchange.blobs, new Map(unplayed.map(([id, { trial }]) => [id, trial.id])));
    }
    if (!this.#isStopping && (this.#isCompareDue || now() - this.#comparedAt >= paces.compare)) {
      await this.#compareWithQueue();
    }
  }

  /** Brings the queue in line with the trials under way. */
  async #compareWithQueue(): Promise<void> {
    const { exchange, run, now } = this.#options;
    const { queue, blobs } = exchange;
    this.#isCompareDue = false;
    try {
      // In this order: a worker stores its result before it ends the job.
      const states = await queue.states(jobPrefix(run));
      const names = await blobs.names(groups.results(run));
      const results = new Set(names.flatMap((name) => parseResultName(name)?.job ?? []));
      const wanted = [...this.#trials].flatMap(([id, { hasEnded }]) => (hasEnded ? [] : [id]));
      const { offer, remove } = compare({ wanted, states, results });
      if (remove.length > 0) await queue.remove(remove);
      // While a job is being made, its results look like nobody's.
      const unknown = names.filter((name) => {
        if (this.#preparing > 0) return false;
        const job = parseResultName(name)?.job ?? '';
        return !this.#trials.has(job) && !this.#taken.has(job);
      });
      if (unknown.length > 0) await blobs.remove(groups.results(run), unknown);
      await this.#offer(offer);
      this.#comparedAt = now();
    } catch (error) {
      this.#isCompareDue = true;
      throw error;
    }
  }

  async #offer(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const { exchange, run } = this.#options;
    await this.#options.restore();
    const names = (await exchange.blobs.names(groups.checkpoints(run))).map(parseCheckpointName);
    const stored = Map.groupBy(
      names.filter((name) => name !== null),
      ({ job }) => job,
    );
    const jobs: Job[] = [];
    for (const id of ids) {
      const playing = this.#trials.get(id);
      // It may have ended meanwhile.
      if (playing === undefined || playing.hasEnded) continue;
      await this.#prepare(playing, stored.get(id)?.map(({ name }) => name) ?? []);
      jobs.push({ id, data: playing.data });
    }
    for (let begin = 0; begin < jobs.length; begin += OFFERED_AT_ONCE)
      await exchange.queue.offer(jobs.slice(begin, begin + OFFERED_AT_ONCE));
    this.#isChanged = true;
  }

  /**
   * Puts the furthest log of a trial beside its job, in place of all others. Attempts of the job are counted anew, so
   * older names must not stay.
   */
  async #prepare(playing: UnderWay, names: readonly string[]): Promise<void> {
    const { exchange, run } = this.#options;
    const group = groups.checkpoints(run);
    const logs: TrialLog[] = [];
    for await (const [name, bytes] of ahead(names, (one) => exchange.blobs.get(group, one))) {
      const log = await this.#openCheckpoint(playing, name, bytes);
      if (log !== null) logs.push(log);
    }
    for (const log of logs) playing.hear(log);
    const furthest = logs.reduce<TrialLog | null>(
      (best, log) => (best === null || reachedMacs(log) > reachedMacs(best) ? log : best),
      null,
    );
    const own = checkpointName(playing.id, OWN_ATTEMPT, 0);
    const begun = beginningOf(playing);
    const isBegunFurther =
      begun !== null && (furthest === null || reachedMacs(begun) > reachedMacs(furthest));
    const log = isBegunFurther ? begun : furthest;
    if (log === null) {
      if (names.length > 0) await exchange.blobs.remove(group, names);
      return;
    }
    if (log !== furthest || names.length !== 1 || names[0] !== own) {
      const packed = this.#packed({ ...log, attempt: OWN_ATTEMPT });
      if (packed === null) return;
      await exchange.blobs.put(group, own, packed, KEPT_SECONDS);
    }
    const others = names.filter((name) => name !== own);
    if (others.length > 0) await exchange.blobs.remove(group, others);
    playing.read.clear();
    playing.read.add(own);
  }

  #packed(log: TrialLog): Uint8Array | null {
    try {
      return packLog(log);
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      this.#options.note(`${oneLine(error)}; it is played from its beginning`);
      return null;
    }
  }

  async #readCheckpoints(): Promise<void> {
    const { exchange, run } = this.#options;
    const group = groups.checkpoints(run);
    const playingOf = (name: string) => this.#trials.get(parseCheckpointName(name)?.job ?? '');
    const unread = (await exchange.blobs.names(group)).filter((name) => {
      const playing = playingOf(name);
      return playing !== undefined && !playing.hasEnded && !playing.read.has(name);
    });
    for await (const [name, bytes] of ahead(unread, (one) => exchange.blobs.get(group, one))) {
      const playing = playingOf(name);
      if (playing === undefined || playing.hasEnded) continue;
      const log = await this.#openCheckpoint(playing, name, bytes);
      playing.read.add(name);
      if (log === null) continue;
      this.#isChanged = true;
      playing.placed(machineOf(log));
      this.#hear(playing, log);
    }
  }

  /** Log of a checkpoint; null where it is gone, or is none that this trial can go on from. */
  async #openCheckpoint(playing: UnderWay, name: string, bytes: Uint8Array | null): Promise<TrialLog | null> {
    const { exchange, run } = this.#options;
    if (bytes === null) return null;
    try {
      const log = this.#open(bytes, playing);
      if (endOf(log) !== null || newestSnapshot(log) === null)
        throw new WireFault('the log has no checkpoint');
      return log;
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
      this.#options.note(`${playing.trial.id}: a checkpoint is left out: ${error.message}`);
      await exchange.blobs.remove(groups.checkpoints(run), [name]);
      return null;
    }
  }

  /** @throws WireFault where it is no log of this trial, or leaves out what the run file lacks */
  #open(bytes: Uint8Array, { id, trial, reached }: UnderWay): TrialLog {
    const log = openLog(bytes, { job: id, trial: trial.id });
    if (log.genoprop !== version())
      throw new WireFault(`the log is of genoprop ${printable(log.genoprop)}, this is ${version()}`);
    if ((log.from?.macs ?? -1) > reached)
      throw new WireFault('the log begins at a checkpoint that this run has not');
    return log;
  }

  #hear(playing: UnderWay, log: TrialLog): void {
    const contradiction = playing.hear(log);
    if (contradiction === null) return;
    this.#options.note(
      `${playing.trial.id}: ${printable(log.name)} finds other numbers at ${contradiction} MACs than the machine before it: its own are taken`,
    );
  }

  async #readResults(): Promise<void> {
    const { exchange, run } = this.#options;
    const group = groups.results(run);
    /** Use of a result, as things stand; null where it is not read. */
    const useOf = (name: string): ((bytes: Uint8Array) => Promise<void>) | null => {
      const job = parseResultName(name)?.job ?? '';
      const taken = this.#taken.get(job);
      if (taken !== undefined)
        return taken.read.has(name) ? null : (bytes) => this.#compareWithTaken(name, job, taken, bytes);
      const playing = this.#trials.get(job);
      if (playing === undefined || playing.isTested || playing.hasEnded) return null;
      return (bytes) => this.#readResult(name, playing, bytes);
    };
    const wanted = (await exchange.blobs.names(group)).filter((name) => useOf(name) !== null);
    for await (const [name, bytes] of ahead(wanted, (one) => exchange.blobs.get(group, one))) {
      if (bytes !== null) await useOf(name)?.(bytes);
    }
  }

  async #readResult(name: string, playing: UnderWay, bytes: Uint8Array): Promise<void> {
    const { tester } = this.#options;
    this.#isChanged = true;
    let log: TrialLog;
    try {
      log = this.#open(bytes, playing);
      requireResult(log, playing.trial);
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
      return this.#refuse(name, playing, error.message);
    }
    const { result } = endOf(log)!;
    if (tester === null || !isVerifiable(playing.trial, result)) return this.#take(name, playing, log);
    playing.isTested = true;
    const verifying = faultOf(playing.trial, log, tester)
      .then((fault) =>
        fault === null
          ? this.#take(name, playing, log)
          : this.#refuse(name, playing, `of ${printable(log.name)}: ${fault}`),
      )
      .catch((error: unknown) => this.#meet(error))
      .finally(() => {
        playing.isTested = false;
        this.#verifying.delete(verifying);
        this.#wake();
      });
    this.#verifying.add(verifying);
  }

  #take(name: string, playing: UnderWay, log: TrialLog): void {
    const { id, trial } = playing;
    if (playing.hasEnded) return;
    this.#taken.set(id, {
      trial: trial.id,
      from: log.from?.macs ?? -1,
      reached: reachedMacs(log),
      whole: comparableLog(log),
      end: comparableLog(log, Number.POSITIVE_INFINITY),
      reason: endOf(log)!.result.stop.reason,
      name: printable(log.name),
      read: new Set([name]),
    });
    this.#toAcknowledge.add(id);
    this.#isChanged = true;
    this.#hear(playing, log);
  }

  /** Refuses a result: the trial is offered again, unless too many were. */
  async #refuse(name: string, playing: UnderWay, reason: string): Promise<void> {
    const { exchange, run, note } = this.#options;
    await exchange.blobs.remove(groups.results(run), [name]);
    playing.refused++;
    note(`${playing.trial.id}: a result is refused: ${reason}`);
    this.#isCompareDue = true;
    if (playing.refused < MOST_REFUSED) return;
    this.#toAcknowledge.add(playing.id);
    playing.fail(`${counted(playing.refused, 'result')} of other machines were refused, the last: ${reason}`);
  }

  /** Compares a further result of a trial with the one that counts, and removes it. */
  async #compareWithTaken(name: string, job: string, taken: Taken, bytes: Uint8Array): Promise<void> {
    const { note } = this.#options;
    taken.read.add(name);
    this.#toAcknowledge.add(job);
    try {
      const log = openLog(bytes, { job, trial: taken.trial });
      const end = endOf(log);
      if (end === null) return;
      const isSame =
        (log.from?.macs ?? -1) === taken.from
          ? comparableLog(log) === taken.whole
          : comparableLog(log, Number.POSITIVE_INFINITY) === taken.end;
      if (isSame) return;
      // A trial may fail of a machine.
      const mayDiffer = [end.result.stop.reason, taken.reason].includes('failed');
      const difference = mayDiffer ? 'end otherwise' : 'find other numbers, and must not';
      note(
        `${taken.trial}: ${taken.name} and ${printable(log.name)} ${difference}; those of ${taken.name}, which came first, count`,
      );
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
      note(`${taken.trial}: a second result is left out: ${error.message}`);
    }
  }

  async #readDeaths(): Promise<void> {
    const { exchange, run } = this.#options;
    for (const name of await exchange.blobs.names(groups.deaths(run))) {
      const playing = this.#trials.get(parseDeathName(name)?.job ?? '');
      if (playing === undefined || this.#deaths.has(name)) continue;
      const bytes = await exchange.blobs.get(groups.deaths(run), name);
      this.#deaths.add(name);
      if (bytes === null) continue;
      try {
        const death = readDeathRecord(bytes);
        playing.died(printable(`${death.name}: ${death.reason}`));
      } catch (error) {
        if (!(error instanceof WireFault)) throw error;
      }
    }
  }

  /** Removes all that is left of trials whose end was emitted before this turn. */
  async #acknowledge(): Promise<void> {
    if (this.#toAcknowledge.size === 0) return;
    const { exchange, run } = this.#options;
    const { blobs, queue } = exchange;
    const jobs = this.#toAcknowledge;
    this.#toAcknowledge = new Set();
    try {
      // The job first: nobody takes it up again once its result is gone.
      const held = await queue.remove([...jobs]);
      const parsers = [
        [groups.checkpoints(run), parseCheckpointName],
        [groups.deaths(run), parseDeathName],
      ] as const;
      for (const [group, parse] of parsers) {
        const names = (await blobs.names(group)).filter((name) => jobs.has(parse(name)?.job ?? ''));
        if (names.length > 0) await blobs.remove(group, names);
      }
      const results = [...jobs].flatMap((job) => [...(this.#taken.get(job)?.read ?? [])]);
      if (results.length > 0) await blobs.remove(groups.results(run), results);
      // A late worker may deliver under the same name.
      for (const job of jobs) this.#taken.get(job)?.read.clear();
      // A worker still has it; what it delivers is compared.
      if (held.length > 0) this.#isCompareDue = true;
    } catch (error) {
      for (const job of jobs) this.#toAcknowledge.add(job);
      throw error;
    }
  }

  /** Waits until no worker has a trial of the run any more, and takes what they stored. */
  async #untilGivenBack(): Promise<void> {
    const { exchange, run, paces, note } = this.#options;
    let told = false;
    for (;;) {
      try {
        await exchange.queue.remove([...this.#trials.keys()]);
        const states = await exchange.queue.states(jobPrefix(run));
        const taken = [...this.#trials.keys()].filter((id) => states.get(id) === 'taken').length;
        if (taken === 0) break;
        if (!told) note(`${counted(taken, 'trial')} on other machines will store a checkpoint`);
        told = true;
      } catch (error) {
        this.#meet(error);
        return;
      }
      await pause(paces.look);
    }
    await this.#readResults();
    await Promise.all(this.#verifying);
    await this.#readCheckpoints();
  }
}

/** Log with the checkpoint that the run file has; null where it has none. */
function beginningOf({ id, trial, from }: UnderWay): TrialLog | null {
  if (from === null) return null;
  return {
    ...{ wire: WIRE_VERSION, job: id, trial: trial.id, attempt: OWN_ATTEMPT },
    ...{ worker: 'coordinator', name: 'coordinator', machine: 'the run file', genoprop: version() },
    from: { macs: unwrapSnapshot(from).state.validatedAt, snapshot: from },
    events: [],
  };
}

/** @throws WireFault where the log has no end, or one that its trial cannot have */
function requireResult(log: TrialLog, trial: TrialSpec): void {
  const end = endOf(log);
  if (end === null) throw new WireFault('the log has no result');
  const { repetition, testError, champion, stop, solved } = end.result;
  if (repetition !== trial.repetition)
    throw new WireFault(`the result is of repetition ${repetition}, not of ${trial.repetition}`);
  if (stop.reason === 'failed') return;
  const hasNet = log.events.some((event) => event.type === 'checkpoint' && event.champion !== null);
  if ((hasNet || solved) && (champion === null || testError === null))
    throw new WireFault('the result lacks the test of its champion');
}
