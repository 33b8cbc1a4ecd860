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
import { assembleCrew } from './crew.ts';
import { EventQueue } from './event-queue.ts';
import { loadCatalogue } from './load-catalogue.ts';
import { type Control, newControl, setWish, type ThreadData } from './messages.ts';
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

/** A trial that is under way. whole: in a worker of its own. */
interface Active {
  readonly spec: TrialSpec;
  readonly control: Control;
  readonly spreadable: boolean;
  whole: boolean;
}

async function conduct(
  spec: TournamentSpec,
  options: TournamentOptions,
  signal: AbortSignal,
  emit: (event: TournamentEvent) => void,
): Promise<void> {
  const address = options.catalogue ?? null;
  const catalogue = await loadCatalogue(address);
  const crew = assembleCrew(Math.max(1, options.workers ?? 1), { catalogue: address } satisfies ThreadData);
  const chunkMacs = options.chunkMacs ?? CHUNK_MACS;
  const pending = trialsOf(spec).filter(({ id }) => !options.finished?.has(id));
  const active = new Map<string, Active>();
  const settled = Promise.withResolvers<void>();
  options.onThreads?.(() => crew.threads);

  const countWhole = (): number => [...active.values()].filter(({ whole }) => whole).length;
  const tell = withoutRepeatedStarts(emit);

  function fillWorkers(): void {
    while (pending.length > 0 && countWhole() < crew.size) {
      const trial = pending.shift()!;
      const spreadable = isSpreadable(catalogue, trial);
      const entry = { spec: trial, control: newControl(), spreadable, whole: true };
      active.set(trial.id, entry);
      run(entry)
        .then(() => {
          active.delete(trial.id);
          fillWorkers();
        })
        .catch(settled.reject);
    }
    if (workersIdle(crew.size, countWhole(), pending.length)) {
      for (const { spreadable, control } of active.values()) if (spreadable) setWish(control, 'move');
    }
    if (active.size === 0) settled.resolve();
  }

  async function run(entry: Active): Promise<void> {
    const { spec: trial, control } = entry;
    const onDeath = (reason: string): void => emit({ type: 'retried', id: trial.id, reason });
    const resume = options.resume?.get(trial.id) ?? null;
    const shared = { crew, control, emit: tell, onDeath };
    const outcome = await runWhole(trial, { ...shared, resume, moveFromMacs: 2 * chunkMacs });
    if (outcome === null) return;
    entry.whole = false;
    setWish(control, 'go on');
    fillWorkers();
    const free = (): number => crew.size - countWhole();
    await runSpread(trial, outcome.moved, { ...shared, catalogue, chunkMacs, free });
  }

  let deadline: NodeJS.Timeout | undefined;
  const stop = (): void => {
    pending.length = 0;
    for (const { control } of active.values()) setWish(control, 'stop');
    deadline = setTimeout(() => crew.disband().catch(settled.reject), STOP_WITHIN_MILLISECONDS);
  };
  try {
    if (signal.aborted) pending.length = 0;
    else signal.addEventListener('abort', stop);
    fillWorkers();
    await settled.promise;
  } finally {
    clearTimeout(deadline);
    signal.removeEventListener('abort', stop);
    await crew.disband();
  }
  emit({ type: 'done', stopped: signal.aborted });
}

/** A trial that is moved or begun again starts several times; to a listener it starts once. */
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
