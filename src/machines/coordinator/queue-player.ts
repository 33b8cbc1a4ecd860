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
import { counted } from '../../words/text.ts';
import type { Exchange } from '../queue/exchange.ts';
import type { Job } from '../queue/queue.ts';
import { jobPrefix } from '../wire/trial-job.ts';
import { Checkpoints } from './checkpoints.ts';
import { Deaths } from './deaths.ts';
import type { Paces } from './paces.ts';
import { PlayedRun } from './played-run.ts';
import { reconcile } from './reconcile.ts';
import { Results } from './results.ts';
import type { Tester } from './tester.ts';
import { UnderWay } from './under-way.ts';
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
  /** Takes note of a trial that has ended, which one that was stopped has not. */
  ended(): void;
}

export class QueuePlayer implements Player {
  readonly #options: QueuePlayerOptions;
  readonly #run: PlayedRun;
  readonly #watch: WorkerWatch;
  readonly #checkpoints: Checkpoints;
  readonly #results: Results;
  readonly #deaths: Deaths;
  readonly #broken = Promise.withResolvers<never>();
  readonly #over = Promise.withResolvers<void>();
  #loop: Promise<void> | null = null;
  #wake = (): void => {};
  #comparedAt = Number.NEGATIVE_INFINITY;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #fault: string | null = null;
  #isStopping = false;
  #isClosed = false;

  constructor(options: QueuePlayerOptions) {
    this.#options = options;
    const { exchange, run, now, paces } = options;
    this.#run = new PlayedRun(options);
    this.#checkpoints = new Checkpoints(this.#run);
    this.#results = new Results(this.#run, options.tester, {
      ended: () => this.#wake(),
      failed: (error) => this.#meet(error),
    });
    this.#deaths = new Deaths(this.#run);
    this.#watch = new WorkerWatch({
      ...{ run, now, shown: exchange.shown, alone: paces.alone },
      note: this.#run.note,
      playing: (job, machine, trial) => {
        const playing = this.#run.trials.get(job);
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
    this.#run.preparing++;
    const job = await this.#options.jobOf(trial).finally(() => {
      this.#run.preparing--;
    });
    if (this.#isStopping || this.#isClosed) return;
    const settled = Promise.withResolvers<void>();
    const playing = new UnderWay(trial, job, from, { emit, settle: settled.resolve });
    this.#run.trials.set(job.id, playing);
    this.#run.isCompareDue = true;
    this.#loop ??= this.#look().catch((error: unknown) => this.#broken.reject(error));
    this.#wake();
    try {
      await Promise.race([settled.promise, this.#broken.promise]);
    } finally {
      this.#run.trials.delete(job.id);
      if (playing.hasEnded && !playing.isStopped) this.#options.ended();
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
        for (const playing of [...this.#run.trials.values()]) playing.stop();
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
    const last = this.#results.read().then(() => this.#results.acknowledge());
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
      this.#run.isChanged = false;
      try {
        await this.#turn();
        this.#mend();
      } catch (error) {
        this.#meet(error);
      }
      wait = this.#run.isChanged ? paces.look : Math.min(1.2 * wait, paces.longestLook);
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
    if (this.#fault !== line) this.#run.note(`${line}; trying again`);
    this.#fault = line;
    this.#run.isCompareDue = true;
  }

  #mend(): void {
    if (this.#fault !== null) this.#run.note(`connected to ${this.#options.exchange.shown} again`);
    this.#fault = null;
  }

  async #turn(): Promise<void> {
    const { paces, now, exchange } = this.#options;
    await this.#results.acknowledge();
    await this.#results.read();
    await this.#checkpoints.read();
    await this.#deaths.read();
    if (now() - this.#lookedAt >= paces.record) {
      this.#lookedAt = now();
      const unplayed = [...this.#run.trials].filter(([, { machine }]) => machine === null);
      await this.#watch.look(exchange.blobs, new Map(unplayed.map(([id, { trial }]) => [id, trial.id])));
    }
    if (!this.#isStopping && (this.#run.isCompareDue || now() - this.#comparedAt >= paces.compare)) {
      await this.#reconcile();
    }
  }

  async #reconcile(): Promise<void> {
    await reconcile(this.#run, {
      checkpoints: this.#checkpoints,
      isTaken: (job) => this.#results.isTaken(job),
      restore: () => this.#options.restore(),
    });
    this.#comparedAt = this.#options.now();
  }

  /** Waits until no worker has a trial of the run any more, and takes what they stored. */
  async #untilGivenBack(): Promise<void> {
    const { exchange, run, paces, note } = this.#options;
    let told = false;
    for (;;) {
      try {
        await exchange.queue.remove([...this.#run.trials.keys()]);
        const states = await exchange.queue.states(jobPrefix(run));
        const taken = [...this.#run.trials.keys()].filter((id) => states.get(id) === 'taken').length;
        if (taken === 0) break;
        if (!told) note(`${counted(taken, 'trial')} on other machines will store a checkpoint`);
        told = true;
      } catch (error) {
        this.#meet(error);
        return;
      }
      await pause(paces.look);
    }
    await this.#results.read();
    await this.#results.untilTested();
    await this.#checkpoints.read();
  }
}
