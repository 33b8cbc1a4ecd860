/**
 * Player on threads of this process: one trial a worker, or many where their device shares its dispatches among them
 * (`placement.ts`). While no trial waits, idle workers help those that evaluate populations, by stealing jobs from their
 * queues (`job-queue.ts`):
 *
 *   pending ──▶ a worker runs it ──────────────────▶ finished
 *                  ▲ queue ▲
 *          helper ─┘      └─ helper
 *
 * Results of a trial are the same either way, with any number of workers, and when threads die meanwhile.
 */
import { availableParallelism } from 'node:os';
import { MessageChannel, type Worker } from 'node:worker_threads';
import { oneLine } from '../../blame.ts';
import type { Snapshot } from '../../learners/learner.ts';
import { PluginPool } from '../plugins/pool.ts';
import type { Catalogue } from '../spec/catalogue.ts';
import type { PluginLimits, TrialSpec } from '../spec/tournament.ts';
import { announce, giveBack } from '../threads/job-queue.ts';
import {
  type ControlWord,
  type HelpAnswer,
  type HelpTask,
  newControl,
  setControl,
  type ThreadData,
} from '../threads/messages.ts';
import { nextToBegin, type Placement, placementsOf, threadsAtWork } from '../threads/placement.ts';
import { type Attempt, runRetrying } from '../threads/retrying-trial.ts';
import { helpersWanted, isShareable } from '../threads/schedule.ts';
import { JOB_MACS } from '../threads/shared-evaluator.ts';
import { DEATHS, openWorkerPool } from '../threads/worker-pool.ts';
import type { PlayedEvent, Player } from './player.ts';
import { type ApartTrial, ProcessPool } from './process.ts';

export interface LocalOptions {
  readonly catalogue: Catalogue;
  /** Address of the catalogue's module, a file URL; null for the built-in one. */
  readonly address: string | null;
  /** Number of worker threads, from 1. */
  readonly workers: number;
  /** Limits of the code of a trial's plugin. */
  limitsOf(trial: TrialSpec): PluginLimits;
  /**
   * False where trials of plugins are played on threads of this process. Default true: in child processes with few
   * rights (`process.ts`). Trials on a device that shares its dispatches stay here all the same: its packages are native
   * code, which such a process may not load.
   */
  readonly isolate?: boolean | undefined;
  /** True where threads are started one by one, when they are needed. Default: all at the first trial. */
  readonly startsLazily?: boolean | undefined;
  /** Least MACs of an evaluation job that is worth sharing with idle workers. */
  readonly jobMacs?: number | undefined;
  /** Number of threads that draw batches ahead for each cohort. Default: by the number of cores. */
  readonly drawers?: number | undefined;
  /** Receives a function that gives the present threads, once they have been started. For tests, which end one. */
  readonly onThreads?: ((threads: () => readonly Worker[]) => void) | undefined;
}

export interface LocalPlayer extends Player {
  /** Sets the number of workers that may be at work from now on; most of all, and at first, `workers`. */
  setThreads(threads: number): void;
}

/** Default number of drawers: one core is the cohort's thread's, one its device's driver's. */
export const DRAWERS = Math.max(0, Math.min(4, availableParallelism() - 2));

/** Milliseconds until a worker that has not stopped is taken to be in an endless step, and is ended. */
const STOP_WITHIN_MILLISECONDS = 800;
/** Timeout for a device that works asynchronously: its driver may crash the process if its thread ends during work. */
const DEVICE_STOPS_WITHIN_MILLISECONDS = 20_000;

/** Trial under way. */
interface Active {
  readonly spec: TrialSpec;
  readonly place: Placement;
  readonly control: ControlWord;
  /** True where idle workers may help. */
  readonly shareable: boolean;
  /** Present attempt; null between attempts, and for a trial in a child process. */
  attempt: Attempt | null;
  /** Trial in a child process; null for one on threads. */
  apart: ApartTrial | null;
  helpers: number;
  /** Number of helpers that have ever joined this attempt; each has its own number. */
  introduced: number;
  helperDeaths: number;
  emit(event: PlayedEvent): void;
}

/** Helper at work. */
interface Helper {
  readonly entry: Active;
  readonly queue: Attempt['queue'];
  readonly control: ControlWord;
}

/** Opens the threads. */
export function localPlayer(options: LocalOptions): LocalPlayer {
  const { catalogue, address, limitsOf, jobMacs = JOB_MACS } = options;
  const threadData: ThreadData = { catalogue: address, drawers: options.drawers ?? DRAWERS };
  const workers = Math.max(1, options.workers);
  const workerPool = openWorkerPool(workers, threadData, options.startsLazily);
  const processes = new ProcessPool({ catalogue: address, threads: workers, jobMacs });
  const pluginPools = new Map<string, PluginPool>();
  const placeOf = placementsOf(catalogue);
  const active = new Set<Active>();
  const helpers = new Set<Helper>();
  const broken = Promise.withResolvers<never>();
  // It is awaited by each trial under way; without any it must not be an unhandled rejection.
  broken.promise.catch(() => {});
  options.onThreads?.(() => workerPool.threads);
  let mostAtWork = workers;
  let isPaused = false;
  let isStopped = false;
  let trialsWait = true;
  let deadline: NodeJS.Timeout | undefined;

  function pluginsOf(trial: TrialSpec): PluginPool {
    const limits = limitsOf(trial);
    const key = `${limits.seconds} ${limits.megabytes}`;
    const pool = pluginPools.get(key) ?? new PluginPool(limits);
    pluginPools.set(key, pool);
    return pool;
  }

  function sendHelpers(): void {
    if (trialsWait || isStopped) return;
    const candidates = [...active].filter(
      ({ shareable, attempt, apart, helperDeaths }) =>
        shareable && (attempt ?? apart) !== null && helperDeaths < DEATHS,
    );
    for (const entry of helpersWanted(candidates, mostAtWork - busy())) {
      if (entry.apart === null) help(entry).catch(broken.reject);
      else entry.apart.setThreads(1 + ++entry.helpers);
    }
  }

  const busy = (): number =>
    [...active].reduce((threads, entry) => threads + entry.helpers, threadsAtWork([...active]));

  /** Sends all helpers away, so that trials that wait get their threads. */
  function dismissHelpers(): void {
    for (const { queue, control } of helpers) {
      setControl(control, 'stop');
      announce(queue);
    }
    for (const entry of active) {
      if (entry.apart === null) continue;
      entry.helpers = 0;
      entry.apart.setThreads(1);
    }
  }

  async function help(entry: Active): Promise<void> {
    const { spec: trial } = entry;
    const { queue, introduce } = entry.attempt!;
    const number = ++entry.introduced;
    const { port1, port2 } = new MessageChannel();
    const helper: Helper = { entry, queue, control: newControl() };
    entry.helpers++;
    helpers.add(helper);
    introduce(port1);
    try {
      const { control } = helper;
      const task: HelpTask = { queue, helper: number, port: port2, device: trial.device, control };
      const answer = await workerPool.run<HelpAnswer>('evaluate', task, [port2]);
      // The trial's own thread meets the same fault at the same job, and reports it.
      if (answer.type === 'failed') entry.helperDeaths = DEATHS;
    } catch (error) {
      giveBack(queue, number);
      // A thread that is ended after the trial has nothing to redo.
      if (isStopped || entry.attempt?.queue !== queue) return;
      entry.helperDeaths++;
      entry.emit({ type: 'retried', id: trial.id, reason: oneLine(error) });
    } finally {
      helpers.delete(helper);
      entry.helpers--;
    }
    sendHelpers();
  }

  async function run(entry: Active, from: Snapshot | null): Promise<void> {
    const { spec: trial, place, control, emit } = entry;
    await runRetrying(trial, {
      workerPool,
      place,
      control,
      jobMacs,
      plugins: pluginsOf(trial),
      resume: from,
      emit,
      onDeath: (reason) => emit({ type: 'retried', id: trial.id, reason }),
      onAttempt(attempt) {
        entry.attempt = attempt;
        entry.introduced = 0;
        if (attempt !== null) queueMicrotask(sendHelpers);
      },
    });
  }

  /** True for a trial of a plugin that is played in a child process. */
  const isApart = ({ task: { module } }: TrialSpec, { kind }: Placement): boolean =>
    options.isolate !== false && module !== undefined && kind === 'common';

  function playApart(entry: Active, from: Snapshot | null): Promise<void> {
    const apart = processes.play(entry.spec, from, limitsOf(entry.spec), entry.emit);
    entry.apart = apart;
    if (isStopped) apart.stop();
    else apart.setPaused(isPaused);
    sendHelpers();
    return apart.over;
  }

  return {
    next: (pending) => nextToBegin(pending, placeOf, [...active], mostAtWork),
    async play(trial, from, emit) {
      const entry: Active = {
        spec: trial,
        place: placeOf(trial),
        control: newControl(),
        shareable: isShareable(catalogue, trial),
        attempt: null,
        apart: null,
        helpers: 0,
        introduced: 0,
        helperDeaths: 0,
        emit,
      };
      if (isStopped) setControl(entry.control, 'stop');
      else if (isPaused) setControl(entry.control, 'pause');
      active.add(entry);
      try {
        const played = isApart(trial, entry.place) ? playApart(entry, from) : run(entry, from);
        await Promise.race([played, broken.promise]);
      } finally {
        active.delete(entry);
      }
      sendHelpers();
    },
    setPaused(paused) {
      isPaused = paused;
      for (const { control, apart } of active) {
        setControl(control, paused ? 'pause' : 'go on');
        apart?.setPaused(paused);
      }
    },
    setWaiting(waiting) {
      trialsWait = waiting;
      if (waiting) dismissHelpers();
      else sendHelpers();
    },
    setThreads(threads) {
      mostAtWork = Math.min(threads, workers);
      if (busy() > mostAtWork) dismissHelpers();
      sendHelpers();
    },
    stop() {
      isStopped = true;
      for (const { control, apart } of active) {
        setControl(control, 'stop');
        apart?.stop();
      }
      const isOnItsOwn = [...active].some(({ spec: { device } }) => catalogue.trialsAtOnce(device) > 1);
      const patience = isOnItsOwn ? DEVICE_STOPS_WITHIN_MILLISECONDS : STOP_WITHIN_MILLISECONDS;
      deadline ??= setTimeout(() => workerPool.disband().catch(broken.reject), patience);
    },
    async close() {
      isStopped = true;
      clearTimeout(deadline);
      const pools = [processes, ...pluginPools.values()];
      await Promise.all([workerPool.disband(), ...pools.map((pool) => pool.close())]);
    },
  };
}
