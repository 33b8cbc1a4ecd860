/** Action of `genoprop resume`: checks that the run can go on as it began, then plays the rest of it. */
import { goOnWith } from '../../engine/choose.ts';
import { UserError } from '../../errors.ts';
import { countsOf } from '../../learners/counts.ts';
import { findLearner } from '../../learners/index.ts';
import { concluded } from '../../session/concluded-run.ts';
import { titleNames } from '../../session/header-lines.ts';
import { requireResultPath } from '../../session/result-paths.ts';
import { playSession, type Session } from '../../session/session.ts';
import type { SessionParts } from '../../session/session-parts.ts';
import type { Terminal } from '../../session/terminal.ts';
import { requireNoOther, tunedScriptPath, writeTunedScript } from '../../session/tuning-result.ts';
import { extendRun } from '../../store/extend-run.ts';
import { hasEnded, pastOf } from '../../store/past-of.ts';
import { repeatOf } from '../../store/repeat.ts';
import { openRun, type RunFile } from '../../store/run-file.ts';
import { hasMoreRounds } from '../../store/run-state.ts';
import { formatBudget, lessThan, parseBudget, requireEnd, unraised } from '../../tournament/spec/budget.ts';
import type { Budget, TournamentSpec } from '../../tournament/spec/tournament.ts';
import { version } from '../../version.ts';
import { type Machines, openMachines, playOn, requirePlayedAnywhere, together } from '../machines.ts';
import { withPages } from '../pages.ts';
import type { ResumeFlags } from './flags.ts';
import { requireSameContestants } from './same-contestants.ts';
import { requireSameTasks } from './same-tasks.ts';

/**
 * Resumes the run. Returns the exit code.
 * @throws UserError where there is no run, it is being written, or it cannot go on as it began
 * @throws RunError where a trial failed, and when results cannot be written
 */
export async function resumeRun(
  path: string,
  written: ResumeFlags,
  terminal: Terminal,
  given?: SessionParts,
): Promise<number> {
  const flags = together(written);
  if (flags.json !== undefined && flags.json !== '-') {
    requireResultPath(flags.json, '--json', [['the run file', path]]);
  }
  const parts = given ?? (await import('../built-in-parts.ts')).builtInParts;
  const budget = flags.budget === undefined ? null : parseBudget(flags.budget);
  const held = openRun(path, { readOnly: true });
  let wanted: TournamentSpec | null = null;
  let rest: TournamentSpec;
  try {
    wanted = budget === null ? null : withBudget(held.spec(), budget);
    // A run that is over is only read, so that its disk need not be writable.
    const isOver = (): boolean =>
      held.trials().every((trial) => hasEnded(trial, flags)) && !hasMoreRounds(held.spec(), held.trials());
    if (wanted === null && isOver()) return await playSession(endedSession(held, flags), terminal, parts);
    const spec = held.spec();
    rest = spec;
    requireSameContestants(path, spec);
    requirePlayedAnywhere(wanted ?? spec, flags);
    if (flags.queue === undefined) await goOnWith(spec.device, path);
    await requireSameTasks(path, spec);
  } finally {
    held.close();
  }
  return withPages(flags, [path], async (pagesOf) => {
    const machines = await openMachines(flags, wanted ?? rest, terminal.err, parts.exchange);
    try {
      return await resumeOn(machines, path, { wanted, flags, terminal, parts, pages: pagesOf(path) });
    } finally {
      await machines?.close();
    }
  });
}

interface Resumed {
  /** Spec with a larger budget; null where it stays. */
  readonly wanted: TournamentSpec | null;
  readonly flags: ResumeFlags;
  readonly terminal: Terminal;
  readonly parts: SessionParts;
  readonly pages: Session['pages'];
}

async function resumeOn(
  machines: Machines | null,
  path: string,
  { wanted, flags, terminal, parts, pages }: Resumed,
): Promise<number> {
  const run = openRun(path);
  try {
    const about = parts.about(parts.stamp());
    const before = run.sessions().length;
    const added = wanted === null ? null : extendRun(run, wanted, about);
    if (run.sessions().length === before) run.noteResumed(about);
    return await playOn(machines, { ...sessionOf(run, flags), run, added, pages }, terminal, parts);
  } finally {
    run.close();
  }
}

/**
 * Session of a run that is over. Its verdict is computed here once, where a failure to read the run can be reported.
 */
function endedSession(run: RunFile, flags: ResumeFlags): Session {
  run.consistently(() => concluded(run));
  return sessionOf(run, flags);
}

/**
 * The run's spec with another budget in the place of its own and of its tasks' own.
 * @throws UserError where it is less than the run's, or would never end a contestant's trials
 */
function withBudget(spec: TournamentSpec, budget: Budget): TournamentSpec {
  if (spec.tuning !== undefined) {
    throw new UserError(
      '--budget: the run is a tuning, whose budget is that of its script; tune anew with another',
    );
  }
  const written = (one: Budget): string => formatBudget(one).join(' ');
  for (const task of spec.tasks) {
    const before = task.budget ?? spec.budget;
    const reason = lessThan(before, budget);
    if (reason === null) continue;
    const whose = task.budget === undefined ? "the run's" : `that of task ${task.label}`;
    throw new UserError(`--budget ${written(budget)}: ${whose} is ${written(before)}; ${reason}`);
  }
  for (const { name, learner, settings } of spec.contestants) {
    const method = findLearner(learner);
    if (method.pacedByBudget) throw new UserError(`--budget: ${unraised(name)}`);
    requireEnd(budget, name, countsOf(method, settings));
  }
  return { ...spec, budget, tasks: spec.tasks.map(({ budget: _, ...task }) => task) };
}

function sessionOf(run: RunFile, flags: ResumeFlags): Session {
  const spec = run.spec();
  return {
    title: `genoprop resume: ${titleNames(spec)}`,
    spec,
    path: run.path,
    run: null,
    past: pastOf(run, flags),
    notes: notesOf(run, flags),
    repeat: repeatOf(run.sessions()),
    deviceLine: `${spec.device}, with which the run began`,
    workers: flags.workers,
    isolate: flags.isolate,
    plain: flags.plain === true,
    json: flags.json,
    ...(spec.tuning === undefined ? {} : { conclude: concludeTuning(run) }),
  };
}

/** Writer of the tuned script beside the run file. */
const concludeTuning = (run: RunFile): Session['conclude'] => {
  requireNoOther(tunedScriptPath(run.path));
  const command = repeatOf(run.sessions());
  return ({ spec, results, path }) =>
    writeTunedScript(spec, results, { write: tunedScriptPath(path ?? run.path), command, run: path });
};

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
