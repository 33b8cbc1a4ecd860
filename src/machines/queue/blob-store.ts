/**
 * Store of bytes beside the queue, by group and name: results and checkpoints of trials, records of runs and workers.
 * Every blob expires, so that nothing that nobody fetches stays for ever.
 */
import { RunError } from '../../errors.ts';

export interface BlobStore {
  /**
   * Writes a blob as a whole: a reader sees all of it or what was there before.
   * @throws RunError where it is longer than `MOST_BYTES`
   */
  put(group: string, name: string, bytes: Uint8Array, seconds: number): Promise<void>;
  /** Bytes of a blob; null where there is none, or it has expired. */
  get(group: string, name: string): Promise<Uint8Array | null>;
  /** Names of a group's blobs, in no order. Its time does not depend on other groups. */
  names(group: string): Promise<readonly string[]>;
  remove(group: string, names: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Longest blob in bytes. */
export const MOST_BYTES = 64 * 1024 * 1024;

/** @throws RunError for a blob that is too long, before any of it is sent */
export function requireFitting(group: string, name: string, bytes: Uint8Array): void {
  if (bytes.length <= MOST_BYTES) return;
  const size = (bytes.length / 1024 / 1024).toFixed(1);
  throw new RunError(
    `the blob ${group}/${name} has ${size} MiB; a store takes ${MOST_BYTES / 1024 / 1024} MiB at most`,
  );
}

/** Groups of blobs. A run is named by its id. */
export const groups = {
  /** Records of the coordinators' runs (`run-record.ts`), by run id. */
  runs: 'runs',
  /** Records of workers (`worker-record.ts`), by worker id. */
  workers: 'workers',
  /** Logs of ended trials, `<job id>.<attempt>`. */
  results: (run: string) => `results-${run}`,
  /** Logs of trials up to their newest checkpoint, `<job id>.<attempt>.<number>`; the newest is the only one. */
  checkpoints: (run: string) => `checkpoints-${run}`,
  /** Deaths of processes at a job, `<job id>.<worker id>.<number>`, as their supervisors saw them. */
  deaths: (run: string) => `deaths-${run}`,
  /** Programs of tasks that the coordinator sends, by their SHA-256. */
  programs: (run: string) => `programs-${run}`,
} as const;

/** Seconds for which results and checkpoints wait for their coordinator. */
export const KEPT_SECONDS = 7 * 24 * 3600;
