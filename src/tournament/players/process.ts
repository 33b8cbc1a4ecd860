/**
 * Trials of plugins in child processes, one process for each trial under way. A process that served a trial without
 * fault serves the next one of the same plugin, if it comes soon. A process that dies while it plays dies of its plugin
 * and fails that trial, which keeps what it had found; it is not retried.
 */
import { RunError } from '../../errors.ts';
import type { Snapshot } from '../../learners/learner.ts';
import { PluginProcess } from '../plugins/process/child.ts';
import { readablePaths } from '../plugins/process/permissions.ts';
import type { PluginLimits, TrialEvent, TrialSpec } from '../spec/tournament.ts';
import { DEATHS } from '../threads/worker-pool.ts';
import { STOPPED } from '../trial/trial.ts';
import { untestedResult, unwrapSnapshot } from '../trial/trial-state.ts';
import type { PlayedEvent } from './player.ts';

/** Milliseconds after which an idle process ends. Its start takes longer than that of a thread. */
const IDLE_MILLISECONDS = 10_000;
/** Milliseconds until a process whose trial has not stopped is ended. Its own threads get less. */
const STOP_WITHIN_MILLISECONDS = 3000;

export interface ProcessPoolOptions {
  /** Address of the catalogue's module, a file URL; null for the built-in one. */
  readonly catalogue: string | null;
  /** Most threads that a trial may use: its own and helpers. */
  readonly threads: number;
  /** Least MACs of a job that these share. */
  readonly jobMacs: number;
}

/** Trial under way in a process. */
export interface ApartTrial {
  /** Resolves once `finished` has been emitted. */
  readonly over: Promise<void>;
  setPaused(paused: boolean): void;
  /** Sets the number of threads that it may use from now on: its own and helpers. */
  setThreads(threads: number): void;
  stop(): void;
}

interface Idle {
  readonly key: string;
  readonly child: PluginProcess;
  readonly timer: NodeJS.Timeout;
  /** Ends it. */
  drop(): void;
}

type Finished = Extract<TrialEvent, { type: 'finished' }>;

export class ProcessPool {
  readonly #options: ProcessPoolOptions;
  readonly #idle = new Set<Idle>();
  readonly #atWork = new Set<PluginProcess>();

  constructor(options: ProcessPoolOptions) {
    this.#options = options;
  }

  /**
   * Plays a trial of a plugin to its end.
   * @param from snapshot of its last checkpoint; null for a trial from its beginning
   */
  play(
    trial: TrialSpec,
    from: Snapshot | null,
    limits: PluginLimits,
    emit: (event: PlayedEvent) => void,
  ): ApartTrial {
    const standing: Standing = { paused: false, threads: 1, stopped: false, child: null };
    return {
      over: this.#play({ trial, from, limits, emit }, standing),
      setPaused(paused) {
        standing.paused = paused;
        standing.child?.tell({ type: 'pause', paused });
      },
      setThreads(threads) {
        standing.threads = threads;
        standing.child?.tell({ type: 'threads', threads });
      },
      stop() {
        if (standing.stopped) return;
        standing.stopped = true;
        standing.child?.tell({ type: 'stop' });
        const child = standing.child;
        setTimeout(() => child?.end(), STOP_WITHIN_MILLISECONDS).unref();
      },
    };
  }

  /** Ends all processes, even during trials. */
  async close(): Promise<void> {
    const children = [...this.#atWork, ...[...this.#idle].map(({ child }) => child)];
    for (const { timer } of this.#idle) clearTimeout(timer);
    this.#idle.clear();
    await Promise.all(children.map((child) => child.end()));
  }

  async #play(given: Given, standing: Standing): Promise<void> {
    const { trial, limits, emit } = given;
    const { module, name, options } = trial.task;
    const readable = readablePaths(module!, options, this.#options.catalogue);
    const key = JSON.stringify([module, limits, readable]);
    const heard: Heard = { latest: given.from, finished: null };
    const end = (reason: 'stopped' | 'failed', detail: string): void => {
      const state = heard.latest === null ? null : unwrapSnapshot(heard.latest).state;
      emit({ type: 'finished', id: trial.id, result: untestedResult(trial, state, reason, detail) });
    };
    for (let deaths = 1; ; deaths++) {
      const child = this.#take(key, readable, limits);
      const cause = await this.#attempt(child, given, standing, heard);
      this.#atWork.delete(child);
      if (cause === null && isWhole(heard.finished)) this.#keep(key, child);
      else child.end().catch(() => {});
      if (heard.finished !== null) return;
      if (standing.stopped) return end('stopped', STOPPED);
      // Its plugin's code had not begun, so that another process may fare better.
      const fault = `task ${name}: ${cause}`;
      if (child.isReady || deaths === DEATHS) return end('failed', fault);
      emit({ type: 'retried', id: trial.id, reason: fault });
    }
  }

  /**
   * Plays the trial in that process. Returns null once it has ended there, or the cause of the process's end.
   * @throws RunError where the process cannot play any trial
   */
  async #attempt(
    child: PluginProcess,
    { trial, limits, emit }: Given,
    standing: Standing,
    heard: Heard,
  ): Promise<string | null> {
    const over = Promise.withResolvers<null>();
    child.onReport = (report) => {
      if (report.type === 'event') {
        const { event } = report;
        if (event.type === 'checkpoint') heard.latest = event.snapshot ?? heard.latest;
        if (event.type === 'finished') heard.finished = event;
        emit(event);
      } else if (report.type === 'ended') {
        if (report.error === null) over.resolve(null);
        else over.reject(new RunError(report.error));
      }
    };
    standing.child = child;
    child.tell({ type: 'pause', paused: standing.paused });
    child.tell({ type: 'threads', threads: standing.threads });
    child.tell({ type: 'play', trial, limits, from: heard.latest });
    if (standing.stopped) child.tell({ type: 'stop' });
    try {
      return await Promise.race([over.promise, child.ended]);
    } finally {
      standing.child = null;
      child.onReport = null;
    }
  }

  #take(key: string, readable: readonly string[], limits: PluginLimits): PluginProcess {
    const child = this.#idleOf(key) ?? this.#start(readable, limits);
    child.keepAlive(true);
    this.#atWork.add(child);
    return child;
  }

  #start(readable: readonly string[], limits: PluginLimits): PluginProcess {
    const { catalogue, threads, jobMacs } = this.#options;
    return new PluginProcess({
      readable,
      role: { type: 'player', catalogue, threads, jobMacs },
      limits,
    });
  }

  #idleOf(key: string): PluginProcess | null {
    for (const idle of this.#idle) {
      if (idle.key !== key) continue;
      this.#idle.delete(idle);
      clearTimeout(idle.timer);
      return idle.child;
    }
    return null;
  }

  #keep(key: string, child: PluginProcess): void {
    const drop = (): void => {
      clearTimeout(idle.timer);
      this.#idle.delete(idle);
      child.end().catch(() => {});
    };
    const idle: Idle = { key, child, timer: setTimeout(drop, IDLE_MILLISECONDS), drop };
    idle.timer.unref();
    child.keepAlive(false);
    this.#idle.add(idle);
    for (const oldest of [...this.#idle].slice(0, -this.#options.threads)) oldest.drop();
    // It may die of what its plugin left behind, which is no trial's fault.
    child.ended.then(drop, drop);
  }
}

interface Given {
  readonly trial: TrialSpec;
  readonly from: Snapshot | null;
  readonly limits: PluginLimits;
  emit(event: PlayedEvent): void;
}

/** State that the caller wants a trial to be in. */
interface Standing {
  paused: boolean;
  threads: number;
  stopped: boolean;
  /** Process that plays it; null between two. */
  child: PluginProcess | null;
}

/** Latest news of a trial. */
interface Heard {
  latest: Snapshot | null;
  finished: Finished | null;
}

const isWhole = (finished: Finished | null): boolean =>
  finished !== null && finished.result.stop.reason !== 'failed' && finished.result.stop.reason !== 'stopped';
