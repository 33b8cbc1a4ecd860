/** Names of blobs: results, checkpoints and deaths of jobs. */

/** Name of the log of a trial that ended at that take of its job. */
export const resultName = (job: string, attempt: number): string => `${job}.${attempt}`;

/** Name of the log of a trial up to its checkpoint of that number. */
export const checkpointName = (job: string, attempt: number, number: number): string =>
  `${job}.${attempt}.${number}`;

/** Name of the record of a process's death at a job. */
export const deathName = (job: string, worker: string, number: number): string =>
  `${job}.${worker}.${number}`;

/** Name in its parts; null for a name that is none. */
export function parseResultName(name: string): { readonly job: string; readonly attempt: number } | null {
  const parts = /^([A-Za-z][\w-]*)\.(\d{1,9})$/.exec(name);
  return parts === null ? null : { job: parts[1]!, attempt: Number(parts[2]) };
}

export interface CheckpointName {
  readonly name: string;
  readonly job: string;
  readonly attempt: number;
  readonly number: number;
}

/** Name in its parts; null for a name that is none. */
export function parseCheckpointName(name: string): CheckpointName | null {
  const parts = /^([A-Za-z][\w-]*)\.(\d{1,9})\.(\d{1,9})$/.exec(name);
  return parts === null
    ? null
    : { name, job: parts[1]!, attempt: Number(parts[2]), number: Number(parts[3]) };
}

/** Names of a job's checkpoints, the newest first: by the take, then by the number. */
export const checkpointsOf = (names: readonly string[], job: string): CheckpointName[] =>
  names
    .map(parseCheckpointName)
    .filter((name) => name !== null)
    .filter((name) => name.job === job)
    .sort((a, b) => b.attempt - a.attempt || b.number - a.number);

/** Name in its parts; null for a name that is none. */
export function parseDeathName(name: string): { readonly job: string; readonly worker: string } | null {
  const parts = /^([A-Za-z][\w-]*)\.([\w-]+)\.(\d{1,9})$/.exec(name);
  return parts === null ? null : { job: parts[1]!, worker: parts[2]! };
}
