/** Machines on which the trials of a run were played. */
import { bareMachine } from '../words/machines.ts';
import type { StoredSession, StoredTrial } from './stored-trial.ts';

/** Machine in words of each trial that has begun, by trial id. */
export type TrialMachines = ReadonlyMap<string, string>;

/** Machines that computed, each once and without names: those of the trials, or where none is told those of the sessions. */
export function computingMachines(
  trials: readonly Pick<StoredTrial, 'id' | 'state' | 'machine'>[],
  sessions: readonly Pick<StoredSession, 'machine'>[],
): string[] {
  const isTold = trials.some(({ machine }) => machine !== null);
  const all = isTold ? [...trialMachines(trials, sessions).values()] : sessions.map(({ machine }) => machine);
  return [...new Set(all.map(bareMachine))];
}

export function trialMachines(
  trials: readonly Pick<StoredTrial, 'id' | 'state' | 'machine'>[],
  sessions: readonly Pick<StoredSession, 'machine'>[],
): TrialMachines {
  const own = sessions.at(-1)!.machine;
  return new Map(
    trials.flatMap(({ id, state, machine }) => (state === 'planned' ? [] : [[id, machine ?? own] as const])),
  );
}
