/** Content of a run file before a tournament is added to it: the device of its trials, and its spec. */
import type { TournamentSpec } from '../tournament/spec/tournament.ts';
import { readRun } from './read-run.ts';
import { isUnmade } from './run-file.ts';

export interface HeldRun {
  readonly path: string;
  readonly device: string;
  readonly spec: TournamentSpec;
}

/**
 * Reads the device and the spec; null where there is no run yet.
 * @throws UserError on a file that is no run
 */
export function heldRun(path: string): HeldRun | null {
  if (isUnmade(path)) return null;
  return readRun(path, (run) => {
    const spec = run.spec();
    return { path, device: spec.device, spec };
  });
}
