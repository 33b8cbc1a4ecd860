/** Reconciliation: brings the queue in line with the trials under way, whatever it has lost or still holds. */
import { groups } from '../queue/blob-store.ts';
import type { Job } from '../queue/queue.ts';
import { parseResultName } from '../wire/blob-names.ts';
import { jobPrefix } from '../wire/trial-job.ts';
import type { Checkpoints } from './checkpoints.ts';
import { compare } from './compare.ts';
import type { PlayedRun } from './played-run.ts';

/** Jobs that are offered at a time. */
const OFFERED_AT_ONCE = 500;

export interface ReconcileParts {
  readonly checkpoints: Checkpoints;
  /** Says whether the result of a job has been taken. */
  isTaken(job: string): boolean;
  /** Puts what jobs need into the store again, where it is gone. */
  restore(): Promise<void>;
}

/** Compares queue and results with the trials: offers what is missing, and removes what nobody waits for. */
export async function reconcile(run: PlayedRun, parts: ReconcileParts): Promise<void> {
  const { trials } = run;
  const { queue, blobs } = run.exchange;
  run.isCompareDue = false;
  try {
    // In this order: a worker stores its result before it ends the job.
    const states = await queue.states(jobPrefix(run.id));
    const names = await blobs.names(groups.results(run.id));
    const results = new Set(names.flatMap((name) => parseResultName(name)?.job ?? []));
    const wanted = [...trials].flatMap(([id, { hasEnded }]) => (hasEnded ? [] : [id]));
    const { offer, remove } = compare({ wanted, states, results });
    if (remove.length > 0) await queue.remove(remove);
    // While a job is being made, its results look like nobody's.
    const unknown = names.filter((name) => {
      if (run.preparing > 0) return false;
      const job = parseResultName(name)?.job ?? '';
      return !trials.has(job) && !parts.isTaken(job);
    });
    if (unknown.length > 0) await blobs.remove(groups.results(run.id), unknown);
    await offerAll(run, parts, offer);
  } catch (error) {
    run.isCompareDue = true;
    throw error;
  }
}

async function offerAll(
  run: PlayedRun,
  { checkpoints, restore }: ReconcileParts,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await restore();
  const stored = await checkpoints.namesByJob();
  const jobs: Job[] = [];
  for (const id of ids) {
    const playing = run.trials.get(id);
    // It may have ended meanwhile.
    if (playing === undefined || playing.hasEnded) continue;
    await checkpoints.prepare(playing, stored.get(id) ?? []);
    jobs.push({ id, data: playing.data });
  }
  for (let begin = 0; begin < jobs.length; begin += OFFERED_AT_ONCE)
    await run.exchange.queue.offer(jobs.slice(begin, begin + OFFERED_AT_ONCE));
  run.isChanged = true;
}
