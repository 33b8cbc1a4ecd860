/**
 * Deaths of processes at a trial, as their supervisors have stored them. The first one may be another trial's fault that
 * was played beside it. So a trial with a death is played in a process of its own from then on; it has failed once it
 * has ended three of them alone.
 */
import type { BlobStore } from '../queue/blob-store.ts';
import { groups, KEPT_SECONDS } from '../queue/blob-store.ts';
import { deathName, parseDeathName } from '../wire/blob-names.ts';
import { type DeathRecord, readDeathRecord, writeRecord } from '../wire/records.ts';
import { WireFault } from '../wire/wire-fault.ts';
import type { NamedTrial } from './worker-event.ts';

/** Deaths of a process with no other trial in it, after which the trial is at fault. */
export const MOST_DEATHS = 3;

export interface Deaths {
  readonly count: number;
  /** True where the trial has failed; `detail` says why. */
  readonly isFatal: boolean;
  readonly detail: string;
}

export async function deathsAt(blobs: BlobStore, { job, run }: NamedTrial): Promise<Deaths> {
  const group = groups.deaths(run);
  const names = (await blobs.names(group)).filter((name) => parseDeathName(name)?.job === job).sort();
  const records = await Promise.all(names.map(async (name) => read(await blobs.get(group, name))));
  const known = records.filter((record) => record !== null);
  const alone = known.filter(({ beside }) => beside === 0).sort((a, b) => (a.at < b.at ? -1 : 1));
  const last = alone.at(-1);
  return {
    count: known.length,
    isFatal: alone.length >= MOST_DEATHS,
    detail:
      last === undefined
        ? ''
        : `its worker process died ${alone.length} times with no other trial in it, last: ${last.reason}`,
  };
}

/** Stores a death. */
export async function storeDeath(blobs: BlobStore, death: DeathRecord, number: number): Promise<void> {
  const name = deathName(death.job, death.worker, number);
  await blobs.put(groups.deaths(death.run), name, writeRecord(death), KEPT_SECONDS);
}

function read(bytes: Uint8Array | null): DeathRecord | null {
  try {
    return bytes === null ? null : readDeathRecord(bytes);
  } catch (error) {
    if (error instanceof WireFault) return null;
    throw error;
  }
}
