/** Tries a contestant on a task for a moment, to learn how fast its search goes and what a validation takes. */
import type { Cost, TournamentEvent, TournamentSpec } from '../spec/tournament.ts';

/** What a try showed. What else the machine does meanwhile only ever slows, so the swiftest stretch counts. */
export interface Trying {
  /** Of the search; null where nothing was heard of it in time. */
  readonly cost: Cost | null;
  /** Seconds of a validation that draws its sequences. */
  readonly validation: number;
  /** Of the net. */
  readonly parameters: number;
  /** How the trial failed. */
  readonly failure: string | null;
}

/** Plays a tournament of one trial. */
export type PlayAlone = (
  spec: TournamentSpec,
  options: { readonly workers: number; readonly signal: AbortSignal },
) => AsyncIterable<TournamentEvent>;

export interface TryOptions {
  readonly play: PlayAlone;
  /** Seconds since some fixed moment. */
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** Seconds of search. Its progress is told eight times a second. */
const TRIED_SECONDS = 0.25;
/** What is not heard of by then is given up. */
const PATIENCE_SECONDS = 5;

/** @param spec of one task and one contestant; its budget and seeds do not matter */
export async function tryContestant(
  spec: TournamentSpec,
  { play, now, signal }: TryOptions,
): Promise<Trying> {
  const enough = new AbortController();
  const signals = [enough.signal, AbortSignal.timeout(1000 * PATIENCE_SECONDS), ...(signal ? [signal] : [])];
  let cost: Cost | null = null;
  let told: Cost | null = null;
  let validation = 0;
  let parameters = 0;
  let began = now();
  let failure: string | null = null;
  for await (const event of play(brief(spec), { workers: 1, signal: AbortSignal.any(signals) })) {
    if (event.type === 'started') {
      began = now();
      parameters = event.parameters;
    }
    if (event.type === 'checkpoint') validation ||= now() - began;
    if (event.type === 'progress') {
      cost = swifter(cost, beyond(told, event.cost));
      told = event.cost;
      // What would follow is a test of thousands of sequences.
      if (told.seconds >= TRIED_SECONDS) enough.abort();
    }
    if (event.type === 'finished') {
      const { stop, cost: all } = event.result;
      if (stop.reason === 'failed') failure = stop.detail;
      cost ??= all.seconds > 0 ? all : null;
    }
  }
  return { cost, validation, parameters, failure };
}

function brief(spec: TournamentSpec): TournamentSpec {
  const budget = { seconds: TRIED_SECONDS };
  return { ...spec, tasks: spec.tasks.map((task) => ({ ...task, budget })), seeds: 1, budget };
}

/** What was spent since then. */
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

/** The one with more multiply-accumulates a second; a stretch without any tells nothing. */
function swifter(first: Cost | null, second: Cost): Cost | null {
  if (second.macs === 0 || second.seconds === 0) return first;
  if (first === null) return second;
  return second.macs / second.seconds > first.macs / first.seconds ? second : first;
}
