/** Roll of a queue: records of its workers and of the runs whose trials it holds, as they are in the store. */
import { oneLine } from '../../errors.ts';
import { type BlobStore, groups } from '../../machines/queue/blob-store.ts';
import {
  type RunRecord,
  readRunRecord,
  readWorkerRecord,
  type WorkerRecord,
} from '../../machines/wire/records.ts';
import { WireFault } from '../../machines/wire/wire-fault.ts';

export interface Roll {
  /** Workers by their names. */
  readonly workers: readonly WorkerRecord[];
  /** Runs, the one that was written last first. */
  readonly runs: readonly RunRecord[];
  /** Faults of records that cannot be read, such as those of another version, a line each. */
  readonly unreadable: readonly string[];
}

/** Reads the roll. Rejects as the store does. */
export async function readRoll(blobs: BlobStore): Promise<Roll> {
  const [workers, runs] = await Promise.all([
    recordsOf(blobs, groups.workers, readWorkerRecord),
    recordsOf(blobs, groups.runs, readRunRecord),
  ]);
  return {
    workers: workers.records.sort(
      (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }) || compare(a.began, b.began),
    ),
    runs: runs.records.sort((a, b) => compare(b.at, a.at)),
    unreadable: [...new Set([...workers.faults, ...runs.faults])],
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

async function recordsOf<Kept>(
  blobs: BlobStore,
  group: string,
  read: (bytes: Uint8Array) => Kept,
): Promise<{ readonly records: Kept[]; readonly faults: string[] }> {
  const names = await blobs.names(group);
  const found = await Promise.all(names.map((name) => blobs.get(group, name)));
  const records: Kept[] = [];
  const faults: string[] = [];
  for (const bytes of found) {
    // A record may expire between the two calls.
    if (bytes === null) continue;
    try {
      records.push(read(bytes));
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
      faults.push(oneLine(error));
    }
  }
  return { records, faults };
}
