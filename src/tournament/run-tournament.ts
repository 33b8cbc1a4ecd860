/**
 * Runs a tournament on worker threads. Trials run whole, one a worker. Once fewer are left than there are
 * workers, those that evaluate populations come back to the main thread and spread their work:
 *
 *   pending ──▶ whole, in a worker ──▶ finished
 *                     │ workers are idle
 *                     ▼
 *               spread over the idle workers ──▶ finished
 *
 * What a trial finds is the same either way, with any number of workers, and when threads die meanwhile.
 */
import type { Worker } from 'node:worker_threads';
import type { Snapshot } from '../learners/learner.ts';
import type { Catalogue } from './catalogue.ts';
import { assembleCrew, type Crew } from './crew.ts';
import { EventQueue } from './event-queue.ts';
import { loadCatalogue } from './load-catalogue.ts';
import { type Control, newControl, setWish } from './messages.ts';
import { isSpreadable, trialsOf, workersIdle } from './schedule.ts';
import { CHUNK_MACS, runSpread } from './spread.ts';
import type { TournamentEvent, TournamentSpec, TrialEvent, TrialSpec } from './tournament.ts';
import { runWhole } from './whole.ts';

export interface TournamentOptions {
  /** Number of worker threads, from 1. Default 1. */
  readonly workers?: number | undefined;
  /** Aborting stops all trials between two steps; each gives its standing. */
  readonly signal?: AbortSignal | undefined;
  /** By trial id: the snapshot of its last checkpoint, from which it goes on. */
  readonly resume?: ReadonlyMap<string, Snapshot> | undefined;
  /** Ids of trials that are not run, because they have been. */
  readonly finished?: ReadonlySet<string> | undefined;
  /** Address of a module whose default export is the Catalogue to look names up in. Default: the built-in. */
  readonly catalogue?: string | undefined;
  /** Least MACs of a chunk of genomes that is worth a message. */
  readonly chunkMacs?: number | undefined;
  /** Given the threads as they are, once they have been started. For tests, which end one. */
  readonly onThreads?: ((threads: () => readonly Worker[]) => void) | undefined;
}

/** A worker that has not stopped by then is in an endless step, and is ended. */
const STOP_WITHIN_MILLISECONDS = 800;

/**
 * Runs all trials of the tournament; the last event is `done`. Leaving the loop early stops the tournament.
 * A trial that fails is a result among others.
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
  // Met below, where it is awaited: until then the events that came before it are read.
  over.catch(() => {});
  try {
    yield* events;
  } finally {
    abandoned.abort();
    await over;
  }
}

interface Tournament {
  readonly spec: TournamentSpec;
  readonly catalogue: Catalogue;
  readonly crew: Crew;
  readonly options: TournamentOptions;
  readonly pending: TrialSpec[];
  readonly whole: Map<string, { readonly control: Control; readonly spreadable: boolean }>;
  readonly spread: Map<string, Control>;
  readonly started: Set<string>;
  emit(event: TournamentEvent): void;
  /** Called whenever a trial has come to an end. */
  settle(): void;
}

async function conduct(
  spec: TournamentSpec,
  options: TournamentOptions,
  signal: AbortSignal,
  emit: (event: TournamentEvent) => void,
): Promise<void> {
  const address = options.catalogue ?? null;
  const catalogue = await loadCatalogue(address);
  const pending = trialsOf(spec).filter(({ id }) => !options.finished?.has(id));
  const size = Math.max(1, options.workers ?? 1);
  const whole: Tournament['whole'] = new Map();
  const spread: Tournament['spread'] = new Map();
  const { promise: settled, resolve: settle, reject } = Promise.withResolvers<void>();
  const crew = assembleCrew(size, { catalogue: address });
  options.onThreads?.(() => crew.threads);
  const tournament: Tournament = {
    ...{ spec, catalogue, crew, options, pending, whole, spread, started: new Set(), emit },
    settle() {
      if (pending.length + whole.size + spread.size === 0) settle();
    },
  };
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    pending.length = 0;
    for (const { control } of whole.values()) setWish(control, 'stop');
    for (const control of spread.values()) setWish(control, 'stop');
    timer = setTimeout(() => void crew.disband().catch(reject), STOP_WITHIN_MILLISECONDS);
    tournament.settle();
  };
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    fillWorkers(tournament);
    tournament.settle();
    await settled;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    await crew.disband();
  }
  emit({ type: 'done', stopped: signal.aborted });
}
