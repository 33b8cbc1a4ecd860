/** What a run file holds before a tournament is added to it: the device that its trials go on with. */
import { readRun } from './read-run.ts';
import { isUnmade } from './run-file.ts';

export interface HeldRun {
  readonly path: string;
  readonly device: string;
}

/**
 * Null where there is no run yet.
 * @throws UserError on a file that is no run
 */
export function heldRun(path: string): HeldRun | null {
  if (isUnmade(path)) return null;
  return readRun(path, (run) => ({ path, device: run.spec().device }));
}
