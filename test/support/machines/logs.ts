/** Logs of trials that are played here, as a worker would write them. */

import { jobIdOf, type TrialJob, WIRE_VERSION } from '../../../src/machines/wire/trial-job.ts';
import { type LoggedEvent, logWith, type TrialLog } from '../../../src/machines/wire/trial-log.ts';
import { runTournament, type TournamentOptions } from '../../../src/tournament/run-tournament.ts';
import { chooseTask } from '../../../src/tournament/spec/choose-task.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import {
  defaultLimits,
  type TournamentEvent,
  type TournamentSpec,
  type TrialSpec,
} from '../../../src/tournament/spec/tournament.ts';
import { version } from '../../../src/version.ts';
import { findTask } from '../../../tasks/index.ts';

/** Two contestants, one that breeds and one that descends, in trials of a fraction of a second. */
export const smallSpec: TournamentSpec = {
  tasks: [chooseTask(findTask('parity'), { length: 3 })],
  contestants: [resolveContestant('genitor', { hidden: 3 }), resolveContestant('msgd-cr', { hidden: 4 })],
  seeds: 2,
  seed: 1,
  budget: { macs: 3e6 },
  device: 'wasm',
};

/** Events of a tournament that is played here; those of its trials in the order in which each trial gives them. */
export async function playedHere(
  spec: TournamentSpec,
  options: TournamentOptions = {},
): Promise<TournamentEvent[]> {
  const events: TournamentEvent[] = [];
  for await (const event of runTournament(spec, { workers: 1, ...options })) events.push(event);
  return events;
}

/** Events of a trial that a log keeps. */
export const loggedOf = (events: readonly TournamentEvent[], trial: string): LoggedEvent[] =>
  events.filter(
    (event): event is LoggedEvent =>
      'id' in event && event.id === trial && ['started', 'checkpoint', 'finished'].includes(event.type),
  );

export const RUN = '0123456789ab';

export const jobOf = (trial: TrialSpec): TrialJob => ({
  wire: WIRE_VERSION,
  run: RUN,
  title: 'a run',
  trial,
  limits: defaultLimits,
  needs: { genoprop: version(), kernels: 'a'.repeat(64) },
});

/** Log of that trial with these events, one after the other. */
export const logOf = (
  trial: TrialSpec,
  events: readonly LoggedEvent[],
  more: Partial<TrialLog> = {},
): TrialLog => {
  const empty: TrialLog = {
    ...{ wire: WIRE_VERSION, job: jobIdOf(jobOf(trial)), trial: trial.id, attempt: 1, worker: 'w-1' },
    ...{ name: 'lab', machine: 'a machine', genoprop: version(), from: null, events: [], ...more },
  };
  return events.reduce<TrialLog>((log, event) => logWith(log, event), empty);
};
