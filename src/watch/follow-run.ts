/**
 * Incremental reader of a run file that another process may be writing. The reader gives the events that a running
 * tournament would have told, so that a watched file and a played tournament look the same. Only new rows are read.
 */
import type { RunReader } from '../store/run-reader.ts';
import type { StoredTrial } from '../store/stored-trial.ts';
import type { Measured } from '../tournament/earlier-session.ts';
import type { TournamentEvent } from '../tournament/spec/tournament.ts';
import { bareChampion, type TrialChampion } from '../tournament/spec/trial-champion.ts';
import { type Best, isBetter } from './story.ts';

/** Part of a run file that the reader needs. */
export interface FollowedRun
  extends Pick<RunReader, 'about' | 'sessions' | 'trials' | 'metrics' | 'champion' | 'version'> {
  consistently<Result>(read: () => Result): Result;
}

/**
 * Gives the events since its last call; null once another process has resumed or extended the run, or a further round
 * of a tuning has begun: then a new follower has to read everything again.
 */
export type Follower = () => TournamentEvent[] | null;

interface Told {
  stage: 'planned' | 'running' | 'ended';
  /** True once it was read as finished: a trial that is not any more has a larger budget. */
  finished: boolean;
  macs: number;
  retries: number;
  machine: string | null;
  best: Best | null;
}

export function followRun(run: FollowedRun): Follower {
  const told = new Map<string, Told>();
  /** Validation of the best net whose parameters have been told, by contestant on a task. */
  const bestOf = new Map<string, Best>();
  let version: number | null = null;
  let sessions: number | null = null;
  let over = false;

  function trialEvents(trial: StoredTrial): TournamentEvent[] {
    const { id, state, retries, retriedBecause, machine, parameters, result } = trial;
    const known: Told = told.get(id) ?? {
      stage: 'planned',
      finished: false,
      macs: -1,
      retries: 0,
      machine: null,
      best: null,
    };
    told.set(id, known);
    if (known.stage === 'ended') return [];
    const events: TournamentEvent[] = [];
    if (retries > known.retries) {
      events.push({ type: 'retried', id, reason: retriedBecause ?? 'its thread died' });
      known.retries = retries;
      known.stage = 'planned';
    }
    if (state === 'planned') return events;
    if (machine !== null && machine !== known.machine) events.push({ type: 'placed', id, machine });
    known.machine = machine;
    if (known.stage === 'planned') events.push({ type: 'started', id, parameters: parameters ?? 0 });
    events.push(...checkpointEvents(trial, known));
    known.stage = 'running';
    if (result === null) return events;
    known.stage = 'ended';
    known.finished = state === 'finished';
    // The net was told with the validation that found it.
    events.push({ type: 'finished', id, result: { ...result, champion: null } });
    return events;
  }

  function checkpointEvents({ id, task, contestant }: StoredTrial, known: Told): TournamentEvent[] {
    const rows = run.metrics(id, known.macs);
    known.macs = rows.at(-1)?.cost.macs ?? known.macs;
    const improved = bestIndex(rows, known.best);
    let champion: TrialChampion | null = null;
    if (improved >= 0) {
      const best = bestOfRow(rows[improved]!);
      known.best = best;
      const key = `${task}/${contestant}`;
      const former = bestOf.get(key);
      if (former === undefined || isBetter(best, former)) {
        bestOf.set(key, best);
        const found = run.champion(id);
        champion = found && bareChampion(found);
      }
    }
    return rows.map(({ spent, ...checkpoint }, index) => ({
      type: 'checkpoint',
      id,
      checkpoint,
      spent,
      champion: index === improved ? champion : null,
      snapshot: null,
    }));
  }

  return () => {
    const now = run.version();
    if (now === version) return [];
    version = now;
    return run.consistently(() => {
      const written = run.sessions().length;
      if (sessions !== null && written !== sessions) return null;
      sessions = written;
      const trials = run.trials();
      if (trials.some(({ id, state }) => told.get(id)?.finished && state !== 'finished')) return null;
      const events = trials.flatMap(trialEvents);
      const { state } = run.about();
      if (state !== 'running' && !over) {
        over = true;
        events.push({ type: 'done', stopped: state === 'stopped' });
      }
      return events;
    });
  };
}

const bestOfRow = ({ validationError, validationLoss, validationScore }: Measured): Best => ({
  error: validationError,
  loss: validationLoss,
  score: validationScore,
});

/** Index of the best row, if it is better than the best before; else -1. */
function bestIndex(rows: readonly Measured[], before: Best | null): number {
  let best = before;
  let found = -1;
  for (const [index, row] of rows.entries()) {
    const one = bestOfRow(row);
    if (!Number.isFinite(one.loss) || (best !== null && !isBetter(one, best))) continue;
    best = one;
    found = index;
  }
  return found;
}
