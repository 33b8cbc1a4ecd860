/** Short try of a contestant on a task, which measures the speed of its search and of a validation. */
import type { Cost, TournamentEvent, TournamentSpec } from '../spec/tournament.ts';

/** Result of a try. Other work on the machine can only slow it, so the fastest stretch counts. */
export interface Trying {
  /** Cost of the search; null where it reported none in time. */
  readonly cost: Cost | null;
  /** Seconds of a validation that draws its sequences. */
  readonly validation: number;
  /** Failure of the trial. */
  readonly failure: string | null;
}

/** Plays a tournament of one trial. */
export type PlayAlone = (
  spec: TournamentSpec,
  options: { readonly workers: number; readonly signal: AbortSignal },
) => AsyncIterable<TournamentEvent>;

export interface TryOptions {
  readonly play: PlayAlone;
  /** Clock: seconds since some fixed moment. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** Seconds of search, or until its first update where that takes longer. Progress is reported eight times a second. */
const TRIED_SECONDS = 0.25;
/** Timeout in seconds. */
const PATIENCE_SECONDS = 5;

/**
 * Tries the contestant.
 * @param spec of one task and one contestant; its budget and seeds do not matter
 */
export async function tryContestant(
  spec: TournamentSpec,
  { play, now, signal }: TryOptions,
): Promise<Trying> {
  const enough = new AbortController();
  const signals = [enough.signal, AbortSignal.timeout(1000 * PATIENCE_SECONDS), ...(signal ? [signal] : [])];
  let cost: Cost | null = null;
  let told: Cost | null = null;
  let validation = 0;
  let began = now();
  let failure: string | null = null;
  for await (const event of play(brief(spec), { workers: 1, signal: AbortSignal.any(signals) })) {
    if (event.type === 'started') began = now();
    if (event.type === 'checkpoint') validation ||= now() - began;
    if (event.type === 'progress') {
      const stretch = beyond(told, event.cost);
      // A stretch lasts until something has been spent: an update may take several reports.
      if (stretch.macs > 0) {
        cost = swifter(cost, stretch);
        told = event.cost;
      }
      // Aborting here avoids the test of thousands of sequences. Within a first, long update nothing has been spent yet.
      if (told !== null && event.cost.seconds >= TRIED_SECONDS) enough.abort();
    }
    if (event.type === 'finished') {
      const { stop, cost: all } = event.result;
      if (stop.reason === 'failed') failure = stop.detail;
      // An update that takes longer than the try has no cost yet.
      cost ??= all.seconds > 0 && all.macs > 0 ? all : null;
    }
  }
  return { cost, validation, failure };
}

function brief(spec: TournamentSpec): TournamentSpec {
  const budget = { seconds: PATIENCE_SECONDS };
  return { ...spec, tasks: spec.tasks.map((task) => ({ ...task, budget })), seeds: 1, budget };
}

/** Cost since then. */
function beyond(before: Cost | null, now: Cost): Cost {
  if (before === null) return now;
  return {
    macs: now.macs - before.macs,
    updates: now.updates - before.updates,
    evaluations: now.evaluations - before.evaluations,
    sequences: now.sequences - before.sequences,
    seconds: now.seconds - before.seconds,
  };
}

/** Cost with more multiply-accumulates a second; a stretch without any is ignored. */
function swifter(first: Cost | null, second: Cost): Cost | null {
  if (second.macs === 0 || second.seconds === 0) return first;
  if (first === null) return second;
  return second.macs / second.seconds > first.macs / first.seconds ? second : first;
}
