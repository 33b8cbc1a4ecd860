/** Hand-in of a trial that has ended: its log into the store, then the end of its job. */
import { RunError } from '../../errors.ts';
import type { TrialOutcome } from '../../tournament/earlier-session.ts';
import type { TrialResult } from '../../tournament/spec/tournament.ts';
import { untestedResult, unwrapSnapshot } from '../../tournament/trial/trial-state.ts';
import { groups, KEPT_SECONDS } from '../queue/blob-store.ts';
import { resultName } from '../wire/blob-names.ts';
import { packLog } from '../wire/pack-log.ts';
import { endOf, type TrialLog } from '../wire/trial-log.ts';
import type { Hand } from './hand.ts';
import type { WorkerContext } from './worker-context.ts';

/** Stores the result, ends the job, and removes the trial's checkpoint. Tries until the server answers. */
export async function handInResult(worker: WorkerContext, hand: Hand): Promise<void> {
  const { named, trial, book } = hand;
  const { queue, blobs } = worker.exchange;
  hand.phase = 'delivering';
  const bytes = packed(worker.logOf(hand), hand);
  const name = resultName(named.job, hand.lease.attempt);
  await worker.insist('write', () => blobs.put(groups.results(named.run), name, bytes, KEPT_SECONDS));
  const isOnTime = await worker.insist('queue', () => queue.handIn(hand.lease));
  const { result } = endOf(book.course)!;
  const criterion = trial.task.facts.success;
  worker.handedIn++;
  worker.tell({ type: 'handed in', named, result: outcomeOf(result), criterion, isLate: !isOnTime });
  const { name: stored } = hand.stored;
  if (stored !== null) {
    await worker.link.attempt('write', () => blobs.remove(groups.checkpoints(named.run), [stored]), null);
  }
}

/** Hands a trial in as failed for that reason, with what its checkpoint has reached. */
export async function handInFailure(worker: WorkerContext, hand: Hand, detail: string): Promise<void> {
  const { snapshot } = hand.book;
  const state = snapshot === null ? null : unwrapSnapshot(snapshot).state;
  const result = untestedResult(hand.trial, state, 'failed', detail);
  hand.book.hear({ type: 'finished', id: hand.trial.id, result });
  await handInResult(worker, hand);
}

const outcomeOf = ({ champion: _, ...outcome }: TrialResult): TrialOutcome => outcome;

/** Bytes of a log with its end. One that is too long becomes that of a trial that failed for that reason. */
function packed(log: TrialLog, { trial }: Hand): Uint8Array {
  try {
    return packLog(log);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    const result = untestedResult(trial, null, 'failed', error.message);
    const started = log.events.filter(({ type }) => type === 'started');
    return packLog({ ...log, from: null, events: [...started, { type: 'finished', id: trial.id, result }] });
  }
}
