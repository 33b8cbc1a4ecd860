/** Events of a tournament that is played into a run file, or into none: round after round where it is a tuning. */
import { availableParallelism } from 'node:os';
import { monotonicSeconds } from '../clock.ts';
import { RunError } from '../errors.ts';
import { keepRun, tending } from '../store/kept-run.ts';
import type { OpenRun } from '../store/session-run.ts';
import type { EarlierSession } from '../tournament/earlier-session.ts';
import { runTournament } from '../tournament/run-tournament.ts';
import type { TournamentSpec } from '../tournament/spec/tournament.ts';
import { playRounds, type RoundsEvent } from '../tournament/tuning/play-rounds.ts';
import { TuningMemory } from '../tournament/tuning/tuning-memory.ts';

export interface Opened {
  readonly run: OpenRun | null;
  readonly past: EarlierSession;
}

export interface PlayIntoOptions {
  readonly workers?: number | undefined;
  readonly isolate?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Path of the run file, as the user named it. */
  readonly run?: string | undefined;
  readonly onStart?: ((setPaused: (paused: boolean) => void) => void) | undefined;
}

/** Plays and records. Leaving the loop stops the trials; the run keeps their state, and is closed. */
export async function* playInto(
  spec: TournamentSpec,
  { run, past }: Opened,
  { workers = availableParallelism(), isolate, signal, run: path, onStart }: PlayIntoOptions,
): AsyncGenerator<RoundsEvent, void> {
  const enough = new AbortController();
  // The error at the end tells what its notes would.
  const kept = run === null ? null : keepRun(run, path!, { spec, now: monotonicSeconds, note: () => {} });
  let failure: unknown = null;
  const stopTending =
    kept === null
      ? () => {}
      : tending(kept, (error) => {
          failure ??= error;
          enough.abort();
        });
  const either = signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal]);
  const memory = spec.tuning !== undefined && kept?.goOn === undefined ? new TuningMemory(past) : null;
  const events = playRounds(spec, past, {
    play: (round, before) =>
      runTournament(round, {
        workers,
        isolate,
        signal: either,
        resume: before.resume,
        finished: new Set(before.finished.keys()),
        onStart,
      }),
    open: (next, held) => kept?.goOn?.(next, either) ?? memory!.goOn(held, next),
  });
  const keep = (event: RoundsEvent): void => {
    if (event.type === 'round') return;
    memory?.hear(event);
    kept?.record(event);
  };
  try {
    for (;;) {
      const { done, value } = await events.next();
      if (failure !== null) throw failure;
      if (done) break;
      keep(value);
      yield value;
    }
    await kept?.settle(signal);
    kept?.close();
    if (kept !== null && kept.loss !== null) throw new RunError(kept.loss);
  } finally {
    stopTending();
    // After an early exit, the trials report their state, and the run keeps it.
    enough.abort();
    for (let next = await events.next(); !next.done; next = await events.next()) keep(next.value);
    kept?.close();
  }
}
