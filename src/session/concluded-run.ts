/** State of a run file up to its last checkpoint, with the summary of its results. */
import type { TournamentSummary } from '../statistics/summary.ts';
import type { RunFile } from '../store/run-file.ts';
import { countTrials, type RunState, runState, type TrialCounts } from '../store/run-state.ts';
import type { StoredTrial } from '../store/stored-trial.ts';
import { type TrialMachines, trialMachines } from '../store/trial-machines.ts';
import type { TrialOutcome } from '../tournament/earlier-session.ts';
import type { TournamentSpec } from '../tournament/spec/tournament.ts';
import { summariseRun } from '../tournament/tuning/summarise-tuning.ts';

export interface ConcludedRun {
  readonly run: RunFile;
  readonly spec: TournamentSpec;
  readonly trials: readonly StoredTrial[];
  readonly counts: TrialCounts;
  readonly state: RunState;
  /** Results of trials, stopped ones too, by trial id. */
  readonly results: ReadonlyMap<string, TrialOutcome>;
  /** Machines of the trials that have begun. */
  readonly machines: TrialMachines;
  /** Summary; of a tuning that of the best candidates alone, which proves nothing about them. */
  readonly summary: TournamentSummary;
}

/** Reads the run. Call it within `run.consistently`. */
export function concluded(run: RunFile): ConcludedRun {
  const spec = run.spec();
  const trials = run.trials();
  const results = new Map(
    trials.flatMap(({ id, result }) => (result === null ? [] : [[id, result] as const])),
  );
  return {
    run,
    spec,
    trials,
    counts: countTrials(trials),
    state: runState(run),
    results,
    machines: trialMachines(trials, run.sessions()),
    summary: summariseRun(spec, results),
  };
}
