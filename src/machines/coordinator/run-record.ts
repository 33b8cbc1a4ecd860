/** Record of the run, which its coordinator writes again and again: workers obey its state. */
import { hostname } from 'node:os';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { wallClockStamp } from '../../clock.ts';
import { UserError } from '../../errors.ts';
import { printable } from '../../words/printable.ts';
import { type BlobStore, groups } from '../queue/blob-store.ts';
import { type RunRecord, readRunRecord, recordTimes, writeRecord } from '../wire/records.ts';

/** Times of a record's pace for which a record of another coordinator is watched. */
const WATCHED = 3;

/**
 * Requires that no other coordinator plays the run.
 * @param every milliseconds between two writings of a record
 * @throws UserError where one does
 */
export async function requireAlone(blobs: BlobStore, run: string, every: number): Promise<void> {
  const first = await recordOf(blobs, run);
  if (first === null || first.state === 'closed' || hasEnded(first)) return;
  // Clocks of machines differ, so a coordinator is known by its writing, not by its time.
  for (let looks = 0; looks < 2 * WATCHED; looks++) {
    await pause(every / 2);
    const record = await recordOf(blobs, run);
    if (record === null || record.state === 'closed') return;
    if (record.at !== first.at || record.coordinator !== first.coordinator) throw taken(record);
  }
}

const taken = ({ host, process: id, title }: RunRecord): UserError =>
  new UserError(
    `${printable(title)}: process ${id} on ${printable(host)} coordinates this run already; stop it first, or watch its run file there`,
  );

async function recordOf(blobs: BlobStore, run: string): Promise<RunRecord | null> {
  const bytes = await blobs.get(groups.runs, run);
  try {
    return bytes === null ? null : readRunRecord(bytes);
  } catch {
    // Of another version, or damaged: nobody who could be met.
    return null;
  }
}

/** True where its coordinator was a process of this machine that is no more. */
function hasEnded({ host, process: id }: RunRecord): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(id, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Writes the record once. */
export async function putRecord(
  blobs: BlobStore,
  record: Omit<RunRecord, 'host' | 'process' | 'at'>,
): Promise<void> {
  const whole: RunRecord = { ...record, host: hostname(), process: process.pid, at: wallClockStamp() };
  await blobs.put(groups.runs, record.run, writeRecord(whole), recordTimes.runKept);
}
