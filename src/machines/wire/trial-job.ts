/** Job of a trial: all that a worker needs to play it, as text. Nothing in it is executed. */
import type { PluginLimits, TrialSpec } from '../../tournament/spec/tournament.ts';

/** Version of the job's and the log's form. Workers hand jobs of another one back. */
export const WIRE_VERSION = 1;

export interface TrialJob {
  readonly wire: number;
  /** Id of the run, 12 hexadecimal digits. */
  readonly run: string;
  /** Title of the run, for people. */
  readonly title: string;
  readonly trial: TrialSpec;
  readonly limits: PluginLimits;
  /** Requirements on a worker, so that it computes the same bits. */
  readonly needs: Needs;
}

/** Versions and hashes on which the bits of a trial depend. Hashes are SHA-256 in hexadecimal digits. */
export interface Needs {
  /** Version of genoprop. */
  readonly genoprop: string;
  /** Hash of the compiled kernels. */
  readonly kernels: string;
  /** Program of a task from a file; left out for a built-in one. */
  readonly plugin?: NeededFile;
  /** Data files that options of the task name, by the option. */
  readonly files?: Readonly<Record<string, NeededFile>>;
  /** Text that the name of a GPU's adapter must contain, where a GPU computes. */
  readonly adapter?: string;
}

export interface NeededFile {
  /** Name without folders, for people. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}
