/** Earlier session of a tournament that is resumed, from its run file. */
import type { Snapshot } from '../learners/learner.ts';
import type { EarlierSession, TrialOutcome } from '../tournament/earlier-session.ts';
import type { Raised } from './raise-budget.ts';
import type { RunReader } from './run-reader.ts';
import type { StoredTrial } from './stored-trial.ts';

export interface PastOptions {
  /** True where failed trials count as not ended, and go on from their last checkpoint. */
  readonly retryFailed?: boolean;
  /** Trials that a larger budget is going to reopen, where the run does not hold it yet. */
  readonly raised?: Raised;
}

/** True for a trial that is not to be played again. */
export function hasEnded({ state, result }: StoredTrial, { retryFailed = false }: PastOptions = {}): boolean {
  return state === 'finished' && !(retryFailed && result?.stop.reason === 'failed');
}

/** Earlier session of the run. Metrics are read lazily, so the run must stay open. */
export function pastOf(run: RunReader, options: PastOptions = {}): EarlierSession {
  const { raised } = options;
  const finished = new Map<string, TrialOutcome>();
  const resume = new Map<string, Snapshot>();
  const machines = new Map<string, string>();
  for (const trial of run.trials()) {
    const { id, result, machine } = trial;
    if (raised?.anew.includes(id)) continue;
    if (hasEnded(trial, options) && !raised?.goOn.includes(id)) {
      finished.set(id, result!);
      if (machine !== null) machines.set(id, machine);
      continue;
    }
    const checkpoint = run.checkpoint(id);
    if (checkpoint !== null) resume.set(id, checkpoint.snapshot);
  }
  const metrics: EarlierSession['metrics'] = (trialId) => {
    const measured = run.metrics(trialId);
    if (!resume.has(trialId)) return measured;
    const { validatedAt } = run.checkpoint(trialId)!;
    return measured.filter((one) => one.cost.macs <= validatedAt);
  };
  return { finished, resume, machines, metrics };
}
