/**
 * Merge of run files of one tournament whose trials were played apart: parts of it, or other seeds. Every trial is taken
 * from the file in which it has come farthest. A trial that has ended in two files must have ended in the same way, to
 * the last bit: a difference means that the machines compute differently.
 */
import { UserError } from '../errors.ts';
import { isSameBudget } from '../tournament/spec/budget.ts';
import { firstDifference, taskChange } from '../tournament/spec/difference.ts';
import { inOrder, rangesText, repetitionsOf, specSeeds } from '../tournament/spec/repetitions.ts';
import type { TournamentSpec } from '../tournament/spec/tournament.ts';
import { trialsOf } from '../tournament/spec/trials-of.ts';
import { hasEnded } from './past-of.ts';
import type { RunFile, WritableRun } from './run-file.ts';
import type { StoredSession, StoredTrial } from './stored-trial.ts';
import { trialMachines } from './trial-machines.ts';
import { comparableRows, type TrialRows } from './trial-rows.ts';

/** Plan of a merge: its spec, and the file from which each trial is taken. */
export interface MergePlan {
  readonly spec: TournamentSpec;
  /** Indices of files by trial id; trials that no file has begun are left out. */
  readonly sources: ReadonlyMap<string, number>;
  /** Number of trials that have ended, and of those that have ended in several files, alike. */
  readonly ended: number;
  readonly alike: number;
  readonly sessions: readonly StoredSession[];
}

/**
 * Plans the merge. The runs must stay open until it is written.
 * @throws UserError where the runs are not of one tournament, or a trial has ended differently in two of them
 */
export function planMerge(runs: readonly RunFile[]): MergePlan {
  const specs = runs.map((run) => run.spec());
  for (const [index, spec] of specs.entries()) {
    const { path } = runs[index]!;
    const tuned = tuningFault(spec);
    if (tuned !== null) throw new UserError(`run file ${path}: ${tuned}`);
    const fault = otherTournament(specs[0]!, spec);
    if (fault !== null)
      throw new UserError(
        `run file ${path}: ${fault}; ${runs[0]!.path} is another tournament or has other results`,
      );
  }
  const spec = withAllSeeds(specs);
  const held = runs.map((run) => new Map(run.trials().map((trial) => [trial.id, trial])));
  const sources = new Map<string, number>();
  let [ended, alike] = [0, 0];
  for (const { id } of trialsOf(spec)) {
    const found = held.flatMap((trials, index): Found[] => {
      const trial = trials.get(id);
      return trial === undefined ? [] : [{ index, trial, progress: progressOf(trial, runs[index]!) }];
    });
    const best = found.reduce((a, b) => (b.progress > a.progress ? b : a));
    if (best.progress < 0) continue;
    sources.set(id, best.index);
    if (!hasEnded(best.trial)) continue;
    ended++;
    const others = found.filter(({ index, progress }) => index !== best.index && progress === best.progress);
    for (const { index } of others) requireAlike(id, runs[best.index]!, runs[index]!);
    if (others.length > 0) alike++;
  }
  return { spec, sources, ended, alike, sessions: sessionsOf(runs, specs, spec) };
}

/** Fills the new run with what the plan takes from each. */
export function writeMerge(into: WritableRun, runs: readonly RunFile[], plan: MergePlan): void {
  const machines = runs.map((run) => run.sessions().at(-1)!.machine);
  const differ = new Set(plan.sessions.map(({ machine }) => machine)).size > 1;
  const rows = function* (): Generator<TrialRows> {
    for (const [id, index] of plan.sources) {
      const found = runs[index]!.rows(id);
      yield differ ? onMachine(found, machines[index]!) : found;
    }
  };
  const isDone = plan.ended === trialsOf(plan.spec).length;
  into.fill(rows(), plan.sessions, isDone ? 'done' : 'stopped');
}

/** Rows of a trial, which name that machine unless they name one. */
function onMachine(rows: TrialRows, machine: string): TrialRows {
  return { ...rows, trials: rows.trials.map((row) => ({ ...row, machine: row.machine ?? machine })) };
}

interface Found {
  readonly index: number;
  readonly trial: StoredTrial;
  readonly progress: number;
}

/** Progress of a trial: below 0 where it has not begun; its share of the budget; above 1 where it has ended. */
function progressOf(trial: StoredTrial, run: RunFile): number {
  // A trial that failed on one machine may have ended well on another.
  if (trial.state === 'finished') return trial.result?.stop.reason === 'failed' ? 2 : 3;
  if (run.hasCheckpoint(trial.id)) return run.checkpoint(trial.id)!.spent;
  return trial.state === 'planned' ? -1 : 0;
}

function requireAlike(id: string, first: RunFile, second: RunFile): void {
  if (first.trials().find((trial) => trial.id === id)!.result!.stop.reason === 'failed') return;
  if (comparableRows(first.rows(id)) === comparableRows(second.rows(id))) return;
  const machines = [first, second].map((run) => trialMachines(run.trials(), run.sessions()).get(id));
  throw new UserError(
    `trial ${id}: ended differently in ${first.path} (${machines[0]}) and in ${second.path} (${machines[1]}), ` +
      'so these two do not compute alike; leave one of the files out',
  );
}

const tuningFault = ({ tuning }: TournamentSpec): string | null =>
  tuning === undefined
    ? null
    : 'holds a tuning, whose rounds depend on all of its trials; it cannot be merged';

/** Reason why `other` is no part of the same tournament, as a clause; null where it is one. Only seeds may differ. */
function otherTournament(first: TournamentSpec, other: TournamentSpec): string | null {
  const labels = [first, other].map(({ tasks }) => tasks.map(({ label }) => label));
  const names = [first, other].map(({ contestants }) => contestants.map(({ name }) => name));
  if (firstDifference(labels[0], labels[1]) !== null) return `has the tasks ${labels[1]!.join(', ')}`;
  if (firstDifference(names[0], names[1]) !== null) return `has the contestants ${names[1]!.join(', ')}`;
  for (const [index, task] of first.tasks.entries()) {
    const same = other.tasks[index]!;
    const change = firstDifference(task.options, same.options);
    if (change !== null) return `task ${same.label} has another ${change.place}`;
    const facts = taskChange(task, same, 'here');
    if (facts !== null) return `task ${same.label}: ${facts.replace('in the run file', 'in the first file')}`;
    if (!isSameBudget(task.budget ?? first.budget, same.budget ?? other.budget))
      return `task ${same.label} has another budget`;
  }
  for (const [index, one] of first.contestants.entries()) {
    const change = firstDifference(one, other.contestants[index]);
    if (change !== null) return `contestant ${one.name} has another ${change.place.split('.').at(-1)}`;
  }
  const rest = ({ seed, device, toTheEnd, limits }: TournamentSpec) => ({ seed, device, toTheEnd, limits });
  const change = firstDifference(rest(first), rest(other));
  return change === null ? null : `has another ${change.place}`;
}

function withAllSeeds(specs: readonly TournamentSpec[]): TournamentSpec {
  const { seeds: _, repetitions: __, ...spec } = specs[0]!;
  return { ...spec, ...specSeeds(inOrder(specs.flatMap((one) => [...repetitionsOf(one)]))) };
}

/** Sessions of all runs: the first made the tournament, with all its seeds, and the others went on with it. */
function sessionsOf(
  runs: readonly RunFile[],
  specs: readonly TournamentSpec[],
  whole: TournamentSpec,
): StoredSession[] {
  const seeds = rangesText(repetitionsOf(whole), ',');
  const isGathered = specs.some((one) => rangesText(repetitionsOf(one), ',') !== seeds);
  const [first, ...others] = runs.flatMap((run) => run.sessions());
  const { commandLine } = first!;
  const made =
    isGathered && commandLine.length > 0 ? [...withoutSeeds(commandLine), '--seeds', seeds] : commandLine;
  return [
    { ...first!, commandLine: made },
    ...others.map((session): StoredSession => ({ ...session, purpose: 'resume' })),
  ];
}

function withoutSeeds(words: readonly string[]): string[] {
  return words.filter(
    (word, index) => word !== '--seeds' && words[index - 1] !== '--seeds' && !word.startsWith('--seeds='),
  );
}
