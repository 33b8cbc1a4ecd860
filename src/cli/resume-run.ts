/** What `genoprop resume` does: see that the run can go on as it began, then play what is left of it. */
import { goOnWith } from '../engine/choose.ts';
import { hasEnded, pastOf } from '../store/past-of.ts';
import { repeatOf } from '../store/repeat.ts';
import { openRun, type RunFile } from '../store/run-file.ts';
import { version } from '../version.ts';
import { concluded } from './concluded-run.ts';
import { requireWritable } from './output-file.ts';
import type { ResumeFlags } from './resume.ts';
import { requireSameContestants } from './same-contestants.ts';
import { requireSameTasks } from './same-tasks.ts';
import { playSession, type Session } from './session.ts';
import type { SessionParts } from './session-parts.ts';
import type { Terminal } from './terminal.ts';

/**
 * Goes on with the run and gives the exit code.
 * @throws UserError where there is no run, it is being written, or it cannot go on as it began
 * @throws RunError where a trial failed, and when what is found cannot be written
 */
export async function resumeRun(
  path: string,
  flags: ResumeFlags,
  terminal: Terminal,
  given?: SessionParts,
): Promise<number> {
  if (flags.json !== undefined && flags.json !== '-') requireWritable(flags.json, '--json');
  const parts = given ?? (await import('./session-parts.ts')).builtInParts;
  const held = openRun(path, { readOnly: true });
  try {
    // What is over is only read, be it on a disk that cannot be written.
    if (held.trials().every((trial) => hasEnded(trial, flags)))
      return await playSession(endedSession(held, flags), terminal, parts);
    const spec = held.spec();
    requireSameContestants(path, spec);
    await goOnWith(spec.device, path);
    await requireSameTasks(path, spec);
  } finally {
    held.close();
  }
  const run = openRun(path);
  try {
    run.noteResumed(parts.about(parts.stamp()));
    return await playSession({ ...sessionOf(run, flags), run }, terminal, parts);
  } finally {
    run.close();
  }
}

/** What it says is found here once, where reading the run may fail. */
function endedSession(run: RunFile, flags: ResumeFlags): Session {
  run.consistently(() => concluded(run));
  return sessionOf(run, flags);
}

function sessionOf(run: RunFile, flags: ResumeFlags): Session {
  const spec = run.spec();
  return {
    title: `genoprop resume: ${spec.contestants.map(({ name }) => name).join(', ')}`,
    spec,
    path: run.path,
    run: null,
    past: pastOf(run, flags),
    notes: notesOf(run, flags),
    repeat: repeatOf(run.sessions()),
    deviceLine: `${spec.device}, with which the run began`,
    workers: flags.workers,
    plain: flags.plain === true,
    json: flags.json,
  };
}

function notesOf(run: RunFile, { retryFailed = false }: ResumeFlags): string[] {
  const { genoprop } = run.about();
  const failed = run.trials().some(({ result }) => result?.stop.reason === 'failed');
  return [
    ...(genoprop === version()
      ? []
      : [`genoprop ${genoprop} began this run, and this is ${version()}, which may find other numbers`]),
    ...(failed && !retryFailed ? ['--retry-failed tries the trials that failed again'] : []),
  ];
}
