/** Jobs of small trials, as a coordinator would offer them. */

import { groups } from '../../../src/machines/queue/blob-store.ts';
import type { Exchange } from '../../../src/machines/queue/exchange.ts';
import type { Job } from '../../../src/machines/queue/queue.ts';
import { ownNeeds } from '../../../src/machines/wire/needs.ts';
import { openLog } from '../../../src/machines/wire/pack-log.ts';
import { type RunRecord, writeRecord } from '../../../src/machines/wire/records.ts';
import { jobIdOf, type TrialJob, WIRE_VERSION, writeJob } from '../../../src/machines/wire/trial-job.ts';
import type { TrialLog } from '../../../src/machines/wire/trial-log.ts';
import { resolveContestant, resolveTask } from '../../../src/tournament/spec/resolve.ts';
import { defaultLimits, type TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';

export const RUN = '0123456789ab';

/** Tournament of random search on a task of four cases, a few milliseconds a trial. */
export const smallSpec = (seeds: number): TournamentSpec => ({
  tasks: [resolveTask('xor')],
  contestants: [resolveContestant('random', { hidden: 2 })],
  seeds,
  seed: 1,
  budget: { evaluations: 300 },
  device: 'wasm',
});

/** Jobs of its trials. */
export const jobsOf = (seeds: number, run = RUN, changes: Partial<TrialJob> = {}): TrialJob[] =>
  trialsOf(smallSpec(seeds)).map((trial) => ({
    wire: WIRE_VERSION,
    run,
    title: 'a small tournament',
    trial,
    limits: defaultLimits,
    needs: ownNeeds(),
    ...changes,
  }));

export const asJob = (job: TrialJob): Job => ({ id: jobIdOf(job), data: writeJob(job) });

/** Offers the jobs, and returns their ids. */
export async function offerJobs({ queue }: Exchange, jobs: readonly TrialJob[]): Promise<string[]> {
  const offered = jobs.map(asJob);
  await queue.offer(offered);
  return offered.map(({ id }) => id);
}

/** Logs in the store, of results or of checkpoints, by name. */
export async function logsIn(
  { blobs }: Exchange,
  kind: 'results' | 'checkpoints',
  jobs: readonly TrialJob[],
  run = RUN,
): Promise<Map<string, TrialLog>> {
  const trials = new Map(jobs.map((job) => [jobIdOf(job), job.trial.id]));
  const group = groups[kind](run);
  const logs = new Map<string, TrialLog>();
  for (const name of (await blobs.names(group)).toSorted()) {
    const job = name.split('.')[0]!;
    const bytes = await blobs.get(group, name);
    if (bytes !== null) logs.set(name, openLog(bytes, { job, trial: trials.get(job)! }));
  }
  return logs;
}

/** Writes the record of the run. */
export async function writeRun({ blobs }: Exchange, state: RunRecord['state'], run = RUN): Promise<void> {
  const record: RunRecord = {
    wire: WIRE_VERSION,
    run,
    title: 'a small tournament',
    genoprop: ownNeeds().genoprop,
    host: 'here',
    process: 1,
    coordinator: 'test',
    state,
    trials: { all: 1, ended: 0 },
    at: '2026-11-29T00:00:00.000Z',
  };
  await blobs.put(groups.runs, run, writeRecord(record), 60);
}
