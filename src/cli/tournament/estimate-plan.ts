/** Estimate of a plan's duration for dry runs: its trials are tried for a moment, without a run file. */
import type { SessionParts } from '../../session/session-parts.ts';
import { type Estimate, estimateDuration } from '../../tournament/forecast/estimate.ts';
import type { TournamentSpec, TrialSpec } from '../../tournament/spec/tournament.ts';

export interface PlanEstimateOptions {
  readonly workers: number;
  /** True to run code of tasks from files in child processes, false for threads; undefined for the default. */
  readonly isolate?: boolean | undefined;
  /** Share of its budget that a trial has spent, by its id. Default: none. */
  readonly spent?: (id: string) => number;
}

/** @param trials those that are still to be played */
export const estimatePlan = (
  spec: TournamentSpec,
  trials: readonly TrialSpec[],
  { workers, isolate, spent = () => 0 }: PlanEstimateOptions,
  { play, now }: Pick<SessionParts, 'play' | 'now'>,
): Promise<Estimate> =>
  estimateDuration(spec, trials, {
    workers,
    now,
    spent,
    play: (alone, options) =>
      play(alone, { ...options, isolate, resume: new Map(), finished: new Set(), onStart: () => {} }),
  });
