/**
 * Players of a worker: one for each run that has trials under way, since runs have limits, pauses and stops of their
 * own. Together they play no more trials than the worker has threads.
 */
import type { Snapshot } from '../../learners/learner.ts';
import type { PlayedEvent, Player } from '../../tournament/players/player.ts';
import type { PluginLimits, TrialSpec } from '../../tournament/spec/tournament.ts';

export type OpenPlayer = (limits: PluginLimits) => Promise<Player>;

/** Trial of a run. */
export interface RunTrial {
  readonly run: string;
  readonly limits: PluginLimits;
  readonly trial: TrialSpec;
}

interface Open {
  readonly player: Player;
  readonly trials: Set<TrialSpec>;
  isPaused: boolean;
  /** True once its trials have been stopped; it is closed when the last one has ended. */
  isStopped: boolean;
  /** Clock in milliseconds from which no trial is under way. */
  idleSince: number;
}

export class Players {
  readonly #threads: number;
  readonly #openPlayer: OpenPlayer;
  readonly #now: () => number;
  /** Players by run, without those that were stopped. */
  readonly #byRun = new Map<string, Open>();
  readonly #all = new Set<Open>();

  constructor(threads: number, openPlayer: OpenPlayer, now: () => number) {
    this.#threads = threads;
    this.#openPlayer = openPlayer;
    this.#now = now;
  }

  /** Number of trials under way. */
  get size(): number {
    return [...this.#all].reduce((sum, { trials }) => sum + trials.size, 0);
  }

  /**
   * True where a further trial may fit.
   * @param others number of trials that the worker plays elsewhere
   */
  hasRoom(others: number): boolean {
    if (this.size + others < this.#threads) return true;
    // Trials that share their dispatches meet in one thread, however many it has.
    return [...this.#byRun.values()].some(({ player, trials }) => {
      const [first] = trials;
      return first !== undefined && player.next([first]) !== null;
    });
  }

  /** True where this trial fits beside those under way. */
  async fits({ run, limits, trial }: RunTrial): Promise<boolean> {
    return (await this.#of(run, limits)).player.next([trial]) !== null;
  }

  /** Plays a trial that fits to its end. */
  async play(
    { run, limits, trial }: RunTrial,
    from: Snapshot | null,
    emit: (event: PlayedEvent) => void,
  ): Promise<void> {
    const open = await this.#of(run, limits);
    open.trials.add(trial);
    try {
      await open.player.play(trial, from, emit);
    } finally {
      open.trials.delete(trial);
      open.idleSince = this.#now();
      if (open.isStopped && open.trials.size === 0) await this.#close(open);
    }
  }

  /** Says whether jobs wait in the queue: while none does, spare threads help the trials under way. */
  setWaiting(waiting: boolean): void {
    // Several players know nothing of one another's threads.
    for (const { player } of this.#all) player.setWaiting(waiting || this.#all.size > 1);
  }

  /** Pauses the trials of a run, or lets them go on. True where that is a change. */
  setPaused(run: string, paused: boolean): boolean {
    const open = this.#byRun.get(run);
    if (open === undefined || open.isPaused === paused) return false;
    open.isPaused = paused;
    open.player.setPaused(paused);
    return true;
  }

  /** Stops the trials of a run. */
  stop(run: string): void {
    const open = this.#byRun.get(run);
    if (open === undefined) return;
    this.#byRun.delete(run);
    open.isStopped = true;
    open.player.stop();
  }

  /** Stops all trials. */
  stopAll(): void {
    for (const run of [...this.#byRun.keys()]) this.stop(run);
  }

  /** Ends the threads of runs that have had no trial for so many milliseconds. */
  async closeIdle(milliseconds: number): Promise<void> {
    for (const [run, open] of [...this.#byRun]) {
      if (open.trials.size > 0 || this.#now() - open.idleSince < milliseconds) continue;
      this.#byRun.delete(run);
      await this.#close(open);
    }
  }

  /** Ends all threads, even during trials. */
  async close(): Promise<void> {
    this.#byRun.clear();
    await Promise.all([...this.#all].map((open) => this.#close(open)));
  }

  async #of(run: string, limits: PluginLimits): Promise<Open> {
    const known = this.#byRun.get(run);
    if (known !== undefined) return known;
    const player = await this.#openPlayer(limits);
    const open = {
      player,
      trials: new Set<TrialSpec>(),
      isPaused: false,
      isStopped: false,
      idleSince: this.#now(),
    };
    this.#byRun.set(run, open);
    this.#all.add(open);
    return open;
  }

  async #close(open: Open): Promise<void> {
    this.#all.delete(open);
    await open.player.close();
  }
}
