/** State of a run. The file alone does not tell it: its writer may have been killed. */
import type { TournamentSpec } from '../tournament/spec/tournament.ts';
import { nextRound } from '../tournament/tuning/next-round.ts';
import { isBeingWritten, type RunFile } from './run-file.ts';
import type { StoredTrial } from './stored-trial.ts';

/**
 * States of a run. done: no trial is left. running: a process plays it. stopped: by the user, or before added trials
 * began. interrupted: its process ended without stopping it: it was killed, or could not write on.
 */
export type RunState = 'done' | 'running' | 'stopped' | 'interrupted';

/** Numbers of trials by state. `left` are all that are not finished. */
export interface TrialCounts {
  readonly planned: number;
  readonly finished: number;
  readonly failed: number;
  readonly underWay: number;
  readonly left: number;
}

export function runState(run: RunFile): RunState {
  const trials = run.trials();
  if (countTrials(trials).left === 0 && !hasMoreRounds(run.spec(), trials)) return 'done';
  if (isBeingWritten(run.path)) return 'running';
  return run.about().state === 'stopped' ? 'stopped' : 'interrupted';
}

/** True between two rounds of a tuning: its trials have ended, and some have more to spend in the next one. */
export function hasMoreRounds(spec: TournamentSpec, trials: readonly StoredTrial[]): boolean {
  if (spec.tuning === undefined) return false;
  const results = trials.flatMap(({ id, result }) => (result === null ? [] : [[id, result] as const]));
  return nextRound(spec, new Map(results)) !== null;
}

export function countTrials(trials: readonly StoredTrial[]): TrialCounts {
  const finished = trials.filter(({ state }) => state === 'finished');
  return {
    planned: trials.length,
    finished: finished.length,
    failed: finished.filter(({ result }) => result?.stop.reason === 'failed').length,
    underWay: trials.filter(({ state }) => state === 'running').length,
    left: trials.length - finished.length,
  };
}
