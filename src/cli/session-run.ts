/** The run file of a session: a new one, or one that holds a run already, which is then gone on with. */
import { type Extension, extendRun } from '../store/extend-run.ts';
import { pastOf } from '../store/past-of.ts';
import { isUnmade, openRun } from '../store/run-file.ts';
import { noPast, type Past } from '../tournament/past.ts';
import { trialsOf } from '../tournament/schedule.ts';
import type { TournamentSpec } from '../tournament/tournament.ts';
import type { OpenRun, SessionParts } from './session-parts.ts';

export interface SessionRun {
  readonly run: OpenRun;
  readonly past: Past;
  /** What was added to a run that was there; null where it was made anew. */
  readonly added: Extension | null;
}

/**
 * Makes the run file, or adds to the run that it holds what the spec has beyond it.
 * @throws UserError where the file cannot be written or is being written, and where the spec does not hold what
 * the run does
 */
export function openSessionRun(
  path: string,
  spec: TournamentSpec,
  created: string,
  parts: SessionParts,
  options: { readonly retryFailed?: boolean } = {},
): SessionRun {
  if (isUnmade(path)) return { run: parts.createRun(path, spec, created), past: noPast, added: null };
  const run = openRun(path);
  try {
    const about = parts.about(created);
    const added = extendRun(run, spec, about);
    const past = pastOf(run, options);
    if (added.trials === 0 && past.finished.size < trialsOf(spec).length) run.noteResumed(about);
    return { run, past, added };
  } catch (error) {
    run.close();
    throw error;
  }
}
