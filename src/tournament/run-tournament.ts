/**
 * Tournament as it is played: which trial is begun next, and where (`players/`): on threads of this process, or wherever
 * another player brings it. Results of a trial are the same for every player.
 */
import type { Worker } from 'node:worker_threads';
import { UserError } from '../errors.ts';
import type { Snapshot } from '../learners/learner.ts';
import { localPlayer } from './players/local.ts';
import type { PlayedEvent, Player } from './players/player.ts';
import type { Catalogue } from './spec/catalogue.ts';
import { lacksEpisodes } from './spec/episodes.ts';
import { defaultLimits, type TournamentEvent, type TournamentSpec } from './spec/tournament.ts';
import { trialsOf } from './spec/trials-of.ts';
import { EventQueue } from './threads/event-queue.ts';
import { loadCatalogue } from './threads/load-catalogue.ts';
import { runningOrder } from './threads/schedule.ts';

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
  /** Opener of the player of all trials. Default: threads of this process. */
  readonly player?: ((stage: Stage) => Player | Promise<Player>) | undefined;
  /** False where trials of plugins are played on threads of this process. Default true: in child processes. */
  readonly isolate?: boolean | undefined;
  /** Least MACs of an evaluation job that is worth sharing with idle workers. */
  readonly jobMacs?: number | undefined;
  /** Number of threads that draw batches ahead for each cohort. Default: by the number of cores. */
  readonly drawers?: number | undefined;
  /** Receives a function that gives the present threads, once they have been started. For tests, which end one. */
  readonly onThreads?: ((threads: () => readonly Worker[]) => void) | undefined;
}

/** Stage for a player: the tournament that it is opened for. */
export interface Stage {
  readonly spec: TournamentSpec;
  readonly catalogue: Catalogue;
  /** Ids of trials that will not be played, because they have been. */
  readonly finished: ReadonlySet<string>;
}

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
  const finished = options.finished ?? new Set();
  const open = options.player ?? (() => onThreads(spec, options, catalogue));
  const player = await open({ spec, catalogue, finished });
  const unfinished = trialsOf(spec).filter(({ id }) => !finished.has(id));
  const pending = runningOrder(catalogue, unfinished);
  const settled = Promise.withResolvers<void>();
  const tell = withoutRepeatedStarts(emit);
  let underWay = 0;
  options.onStart?.((paused) => player.setPaused(paused));

  function fill(): void {
    while (pending.length > 0) {
      const next = player.next(pending);
      if (next === null) break;
      const [trial] = pending.splice(next, 1);
      underWay++;
      player
        .play(trial!, options.resume?.get(trial!.id) ?? null, tell)
        .then(() => {
          underWay--;
          fill();
        })
        .catch(settled.reject);
    }
    if (underWay === 0) settled.resolve();
    else player.setWaiting(pending.length > 0);
  }

  const stop = (): void => {
    pending.length = 0;
    player.stop();
  };
  try {
    if (signal.aborted) pending.length = 0;
    else signal.addEventListener('abort', stop);
    fill();
    await settled.promise;
  } finally {
    signal.removeEventListener('abort', stop);
    await player.close();
  }
  emit({ type: 'done', stopped: signal.aborted });
}

function onThreads(spec: TournamentSpec, options: TournamentOptions, catalogue: Catalogue): Player {
  const limits = spec.limits ?? defaultLimits;
  return localPlayer({
    catalogue,
    address: options.catalogue ?? null,
    workers: options.workers ?? 1,
    limitsOf: () => limits,
    jobMacs: options.jobMacs,
    drawers: options.drawers,
    onThreads: options.onThreads,
    isolate: options.isolate,
  });
}

/**
 * Emitter that drops repeated starts: a trial that is moved or retried starts several times; a listener sees one start.
 */
function withoutRepeatedStarts(emit: (event: PlayedEvent) => void): (event: PlayedEvent) => void {
  const started = new Set<string>();
  return (event) => {
    if (event.type === 'started') {
      if (started.has(event.id)) return;
      started.add(event.id);
    }
    emit(event);
  };
}
