/** Checkpoints of a worker's trials on their way into the store. The newest one replaces the one before. */
import { RunError } from '../../errors.ts';
import { groups, KEPT_SECONDS } from '../queue/blob-store.ts';
import { packLog } from '../wire/pack-log.ts';
import { endOf, type TrialLog } from '../wire/trial-log.ts';
import type { Hand } from './hand.ts';
import { now, type WorkerContext } from './worker-context.ts';

/** Bytes of a checkpoint that lengthen the time to the next one by a second. */
const BYTES_A_SECOND = 2 ** 18;

/** Stores the trial's newest checkpoint where it is due, or at once where it is the last. */
export async function uploadCheckpoint(worker: WorkerContext, hand: Hand, isLast: boolean): Promise<void> {
  const { stored, book, named } = hand;
  if (book.reached <= stored.macs || endOf(book.course) !== null) return;
  const least = worker.paces.checkpoint + (1000 * stored.bytes) / BYTES_A_SECOND;
  if (!isLast && now() - stored.at < least) return;
  const { link } = worker;
  const { blobs } = worker.exchange;
  const group = groups.checkpoints(named.run);
  const macs = book.reached;
  const former = stored.name;
  const name = hand.nextCheckpoint();
  stored.at = now();
  const bytes = packed(worker.logOf(hand));
  if (bytes === null) return;
  const put = (): Promise<true> => blobs.put(group, name, bytes, KEPT_SECONDS).then(() => true as const);
  const isStored = await (isLast ? worker.insist('write', put) : link.attempt('write', put, false));
  if (!isStored) return;
  Object.assign(stored, { macs, bytes: bytes.length, name });
  if (former !== null) await link.attempt('write', () => blobs.remove(group, [former]), null);
}

/** Bytes of a log up to a checkpoint; null where it is too long to be stored. */
function packed(log: TrialLog): Uint8Array | null {
  try {
    return packLog(log);
  } catch (error) {
    if (error instanceof RunError) return null;
    throw error;
  }
}
