/**
 * Runs that are played beside a server, and how their trials stand between two validations: the run file holds
 * validations alone, so the process that plays tells the rest.
 */
import type { Cost } from '../tournament/spec/tournament.ts';
import { type Standing, standingAfter } from '../tournament/standing.ts';

/** Cost of a trial between two validations. */
export interface TrialProgress {
  readonly id: string;
  readonly cost: Cost;
  /** Share of the budget spent, 0 to 1. */
  readonly spent: number;
}

/** State of a run, as its player told it last. */
export interface ToldState {
  /** Path of the run file, as the server was given it. */
  readonly path: string;
  /** Trials under way. */
  readonly trials: readonly TrialProgress[];
  readonly isPaused: boolean;
}

/** State, and when it was told. */
export interface HeardState extends ToldState {
  /** ISO 8601. */
  readonly at: string;
}

export interface PlayedRuns {
  /** Command that shows the run once the server has ended. */
  readonly again: string;
  /** State of the run of that path; null where nothing has been told of it. */
  of(path: string): HeardState | null;
}

/** Standing with the costs that were told since the last validations. */
export function withProgress(standing: Standing, trials: readonly TrialProgress[]): Standing {
  return trials.reduce((now, { id, cost, spent }) => {
    const trial = now.get(id);
    if (trial === undefined || trial.state !== 'running' || cost.macs <= trial.cost.macs) return now;
    const { trainingLoss = Number.NaN } = trial.latest ?? {};
    return standingAfter(now, { type: 'progress', id, cost, spent, trainingLoss });
  }, standing);
}
