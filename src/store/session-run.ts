/** Run file of a session: a new one, or one that holds a run already, which is then resumed. */

import { type EarlierSession, noEarlierSession } from '../tournament/earlier-session.ts';
import type { TournamentEvent, TournamentSpec } from '../tournament/spec/tournament.ts';
import { trialsOf } from '../tournament/spec/trials-of.ts';
import type { RunAbout } from './about.ts';
import { type Extension, extendRun } from './extend-run.ts';
import { pastOf } from './past-of.ts';
import { createRun, isUnmade, openRun } from './run-file.ts';

/** Run file that is open for writing. */
export interface OpenRun {
  record(event: TournamentEvent): void;
  close(): void;
}

export interface SessionRun {
  readonly run: OpenRun;
  readonly past: EarlierSession;
  /** Trials added to an existing run; null for a new one. */
  readonly added: Extension | null;
}

export interface SessionRunOptions {
  readonly retryFailed?: boolean;
  /** Makes a new run file. */
  readonly create?: (path: string, spec: TournamentSpec, about: RunAbout) => OpenRun;
}

/**
 * Makes the run file, or extends the run that it holds to the spec.
 * @throws UserError where the file cannot be written or is being written, and where the spec does not contain the run's
 */
export function openSessionRun(
  path: string,
  spec: TournamentSpec,
  about: RunAbout,
  { create = createRun, ...options }: SessionRunOptions = {},
): SessionRun {
  if (isUnmade(path)) return { run: create(path, spec, about), past: noEarlierSession, added: null };
  const run = openRun(path);
  try {
    const before = run.sessions().length;
    const added = extendRun(run, spec, about);
    const past = pastOf(run, options);
    const isExtended = run.sessions().length > before;
    if (!isExtended && past.finished.size < trialsOf(spec).length) run.noteResumed(about);
    return { run, past, added };
  } catch (error) {
    run.close();
    throw error;
  }
}
