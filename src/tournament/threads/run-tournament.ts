/**
 * Tournament on worker threads: one trial a worker, or many where their device shares its dispatches among them
 * (`placement.ts`). Once fewer trials are left than there are workers, the idle ones help those that evaluate
 * populations, by stealing jobs from their queues (`job-queue.ts`):
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
import { UserError } from '../../errors.ts';
import type { Snapshot } from '../../learners/learner.ts';
import { PluginPool } from '../plugins/pool.ts';
import { lacksEpisodes } from '../spec/episodes.ts';
import {
  defaultLimits,
  type TournamentEvent,
  type TournamentSpec,
  type TrialEvent,
  type TrialSpec,
} from '../spec/tournament.ts';
import { trialsOf } from '../spec/trials-of.ts';
import { EventQueue } from './event-queue.ts';
import { giveBack } from './job-queue.ts';
import { loadCatalogue } from './load-catalogue.ts';
import {
  type ControlWord,
  type HelpAnswer,
  type HelpTask,
  newControl,
  setControl,
  type ThreadData,
} from './messages.ts';
import { nextToBegin, type Placement, placementsOf, threadsAtWork } from './placement.ts';
import { type Attempt, runRetrying } from './retrying-trial.ts';
import { helpersWanted, isShareable, runningOrder } from './schedule.ts';
import { JOB_MACS } from './shared-evaluator.ts';
import { DEATHS, openWorkerPool } from './worker-pool.ts';

export interface TournamentOptions {
  /** Number of worker threads, from 1. Default 1. */
  readonly workers?: number | undefined;
  /** Signal that stops all trials between two steps; each reports its standing. */
  readonly signal?: AbortSignal | undefined;
  /** Receives a function that pauses the trials between two steps, or lets them go on. */
  readonly onStart?: ((setPaused: (paused: boolean) => void) => void) | undefined;
  /** Snapshots of last checkpoints, by trial id, from which trials go on. */
  readonly resume?: ReadonlyMap<string, Snapshot> | undefined;
  /** Ids of trials that are not run, because they have been. */
  readonly finished?: ReadonlySet<string> | undefined;
  /** Address of a module whose default export is the Catalogue to look names up in. Default: the built-in. */
  readonly catalogue?: string | undefined;
  /** Least MACs of an evaluation job that is worth sharing with idle workers. */
  readonly jobMacs?: number | undefined;
  /** Number of threads that draw batches ahead for each cohort. Default: by the number of cores. */
  readonly drawers?: number | undefined;
  /** Receives a function that gives the present threads, once they have been started. For tests, which end one. */
  readonly onThreads?: ((threads: () => readonly Worker[]) => void) | undefined;
}

/** Default number of drawers: one core is the cohort's thread's, one its device's driver's. */
export const DRAWERS = Math.max(0, Math.min(4, availableParallelism() - 2));

/** Milliseconds until a worker that has not stopped is taken to be in an endless step, and is ended. */
const STOP_WITHIN_MILLISECONDS = 800;
/** Timeout for a device that works asynchronously: its driver may crash the process if its thread ends during work. */
const DEVICE_STOPS_WITHIN_MILLISECONDS = 20_000;

/**
 * Runs all trials of the tournament; the last event is `done`. Leaving the loop early stops the tournament. A trial
 * that fails is a result among others.
 */
export async function* runTournament(
  spec: TournamentSpec,
  options: TournamentOptions = {},
): AsyncGenerator<TournamentEvent, void> {
  const events = new EventQueue<TournamentEvent>();
  const abandoned = new AbortController();
  const signals = [abandoned.signal, ...(options.signal ? [options.signal] : [])];
  const signal = AbortSignal.any(signals);
  const over = conduct(spec, options, signal, (event) => events.push(event)).finally(() => events.close());
  // The rejection is handled below, where it is awaited: until then earlier events are read.
  over.catch(() => {});
  try {
    yield* events;
  } finally {
    abandoned.abort();
    await over;
  }
}

/** Trial under way. */
interface Active {
  readonly spec: TrialSpec;
  readonly place: Placement;
  readonly control: ControlWord;
  /** True where idle workers may help. */
  readonly shareable: boolean;
  /** Present attempt; null between attempts. */
  attempt: Attempt | null;
  helpers: number;
  /** Number of helpers that have ever joined this attempt; each has its own number. */
  introduced: number;
  helperDeaths: number;
}

async function conduct(
  spec: TournamentSpec,
  options: TournamentOptions,
  signal: AbortSignal,
  emit: (event: TournamentEvent) => void,
): Promise<void> {
  const address = options.catalogue ?? null;
  const catalogue = await loadCatalogue(address);
  for (const trial of trialsOf(spec)) {
    const unplayable = lacksEpisodes(trial, catalogue);
    if (unplayable !== null) throw new UserError(unplayable);
  }
  const threadData: ThreadData = { catalogue: address, drawers: options.drawers ?? DRAWERS };
  const workerPool = openWorkerPool(Math.max(1, options.workers ?? 1), threadData);
  const plugins = new PluginPool(spec.limits ?? defaultLimits);
  const jobMacs = options.jobMacs ?? JOB_MACS;
  const placeOf = placementsOf(catalogue);
  const unfinished = trialsOf(spec).filter(({ id }) => !options.finished?.has(id));
  const pending = runningOrder(catalogue, unfinished).map((trial) => ({ trial, place: placeOf(trial) }));
  const active = new Set<Active>();
  const settled = Promise.withResolvers<void>();
  options.onThreads?.(() => workerPool.threads);
  let paused = false;
  options.onStart?.((wanted) => {
    paused = wanted;
    for (const { control } of active) setControl(control, paused ? 'pause' : 'go on');
  });
  const tell = withoutRepeatedStarts(emit);

  /** Gives every idle worker a trial of its own, else one to help. */
  function fillWorkers(): void {
    for (;;) {
      const next = nextToBegin(pending, [...active], workerPool.size);
      if (next === null) break;
      const { trial, place } = pending.splice(next, 1)[0]!;
      const entry: Active = {
        spec: trial,
        place,
        control: newControl(),
        shareable: isShareable(catalogue, trial),
        attempt: null,
        helpers: 0,
        introduced: 0,
        helperDeaths: 0,
      };
      if (paused) setControl(entry.control, 'pause');
      active.add(entry);
      run(entry)
        .then(() => {
          active.delete(entry);
          fillWorkers();
        })
        .catch(settled.reject);
    }
    if (active.size === 0) settled.resolve();
    else if (pending.length === 0 && !signal.aborted) sendHelpers();
  }

  function sendHelpers(): void {
    const candidates = [...active].filter(
      ({ shareable, attempt, helperDeaths }) => shareable && attempt !== null && helperDeaths < DEATHS,
    );
    const busy = [...active].reduce((threads, { helpers }) => threads + helpers, threadsAtWork([...active]));
    for (const entry of helpersWanted(candidates, workerPool.size - busy)) help(entry).catch(settled.reject);
  }

  async function help(entry: Active): Promise<void> {
    const { spec: trial } = entry;
    const { queue, introduce } = entry.attempt!;
    const helper = ++entry.introduced;
    const { port1, port2 } = new MessageChannel();
    entry.helpers++;
    introduce(port1);
    try {
      const task: HelpTask = { queue, helper, port: port2, device: trial.device };
      const answer = await workerPool.run<HelpAnswer>('evaluate', task, [port2]);
      // The trial's own thread meets the same fault at the same job, and reports it.
      if (answer.type === 'failed') entry.helperDeaths = DEATHS;
    } catch (error) {
      giveBack(queue, helper);
      // A thread that is ended after the trial has nothing to redo.
      if (signal.aborted || entry.attempt?.queue !== queue) return;
      entry.helperDeaths++;
      emit({ type: 'retried', id: trial.id, reason: oneLine(error) });
    } finally {
      entry.helpers--;
    }
    fillWorkers();
  }

  async function run(entry: Active): Promise<void> {
    const { spec: trial, place, control } = entry;
    await runRetrying(trial, {
      workerPool,
      place,
      control,
      jobMacs,
      plugins,
      resume: options.resume?.get(trial.id) ?? null,
      emit: tell,
      onDeath: (reason) => emit({ type: 'retried', id: trial.id, reason }),
      onAttempt(attempt) {
        entry.attempt = attempt;
        entry.introduced = 0;
        if (attempt !== null) queueMicrotask(fillWorkers);
      },
    });
  }

  let deadline: NodeJS.Timeout | undefined;
  const isOnItsOwn = catalogue.trialsAtOnce(spec.device) > 1;
  const patience = isOnItsOwn ? DEVICE_STOPS_WITHIN_MILLISECONDS : STOP_WITHIN_MILLISECONDS;
  const stop = (): void => {
    pending.length = 0;
    for (const { control } of active) setControl(control, 'stop');
    deadline = setTimeout(() => workerPool.disband().catch(settled.reject), patience);
  };
  try {
    if (signal.aborted) pending.length = 0;
    else signal.addEventListener('abort', stop);
    fillWorkers();
    await settled.promise;
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', stop);
    await Promise.all([workerPool.disband(), plugins.close()]);
  }
  emit({ type: 'done', stopped: signal.aborted });
}

/**
 * Emitter that drops repeated starts: a trial that is moved or retried starts several times; a listener sees one start.
 */
function withoutRepeatedStarts(emit: (event: TrialEvent) => void): (event: TrialEvent) => void {
  const started = new Set<string>();
  return (event) => {
    if (event.type === 'started') {
      if (started.has(event.id)) return;
      started.add(event.id);
    }
    emit(event);
  };
}
