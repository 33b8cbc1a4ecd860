/** Adds to a run file the trials that a spec has beyond those that the run was planned with. */
import { Faults } from '../errors.ts';
import { formatBudget } from '../tournament/budget.ts';
import { differenceText, firstDifference, taskChange } from '../tournament/difference.ts';
import { trialsOf } from '../tournament/schedule.ts';
import type { Budget, Contestant, TaskChoice, TournamentSpec } from '../tournament/tournament.ts';
import type { RunAbout, WritableRun } from './run-file.ts';

/** What is new. */
export interface Extension {
  /** Labels. */
  readonly tasks: readonly string[];
  readonly contestants: readonly string[];
  readonly seeds: number;
  readonly trials: number;
}

/**
 * Plans the trials that are new, in one transaction, and leaves the file alone where there are none.
 * @throws UserError where the spec lacks or changes anything that the run holds: each fault is named
 * @throws RunError where the file cannot be written
 */
export function extendRun(run: WritableRun, spec: TournamentSpec, about: RunAbout): Extension {
  const extension = extensionOf(run.path, run.spec(), spec);
  // Rows that are damaged are met before anything is added to them.
  run.trials();
  if (extension.trials > 0) run.extend(spec, about);
  return extension;
}

/** The same, only foreseen. */
export function extensionOf(path: string, held: TournamentSpec, wanted: TournamentSpec): Extension {
  const faults = [
    ...held.contestants.flatMap((contestant) => contestantFault(contestant, wanted)),
    ...held.tasks.flatMap((task) => taskFaults(task, wanted)),
    ...budgetFaults(held, wanted),
    ...(wanted.seeds < held.seeds
      ? [`it has ${held.seeds} seeds, the script ${wanted.seeds}; ask for at least ${held.seeds}`]
      : []),
    ...(['seed', 'device'] as const)
      .filter((key) => held[key] !== wanted[key])
      .map((key) => `its ${key} is ${held[key]}, the script's ${wanted[key]}; name another run file`),
  ];
  if (faults.length > 0) throw new Faults(`run file ${path}`, faults);
  const isHeld = (names: readonly string[], name: string): boolean => names.includes(name);
  const labels = held.tasks.map(({ label }) => label);
  const names = held.contestants.map(({ name }) => name);
  return {
    tasks: wanted.tasks.map(({ label }) => label).filter((label) => !isHeld(labels, label)),
    contestants: wanted.contestants.map(({ name }) => name).filter((name) => !isHeld(names, name)),
    seeds: wanted.seeds - held.seeds,
    trials: trialsOf(wanted).length - trialsOf(held).length,
  };
}

function contestantFault(held: Contestant, { contestants }: TournamentSpec): string[] {
  const { name, learner, architecture, settings, netOptions } = held;
  const wanted = contestants.find((one) => one.name === name);
  if (wanted === undefined)
    return [`contestant ${name} is not in the script; leave it there, or name another run file`];
  const difference =
    firstDifference({ learner, net: architecture }, { learner: wanted.learner, net: wanted.architecture }) ??
    firstDifference(settings, wanted.settings) ??
    firstDifference(netOptions, wanted.netOptions);
  if (difference === null) return [];
  return [
    `contestant ${name}: ${differenceText(difference, 'in the script')}; ` +
      'give it another name, or name another run file',
  ];
}

function taskFaults(task: TaskChoice, wanted: TournamentSpec): string[] {
  const now = wanted.tasks.find(({ label }) => label === task.label);
  if (now === undefined)
    return [`task ${task.label} is not in the script; leave it there, or name another run file`];
  const isSame = task.name === now.name && firstDifference(task.options, now.options) === null;
  const change = isSame ? taskChange(task, now, 'in the script') : 'it is another task under the same label';
  return change === null ? [] : [`task ${task.label}: ${change}; name another run file`];
}

/** A budget that is the tournament's own is named once, one of a task's with the task. */
function budgetFaults(held: TournamentSpec, wanted: TournamentSpec): string[] {
  const written = (budget: Budget): string => formatBudget(budget).join(' or ');
  const faults = held.tasks.flatMap((task) => {
    const now = wanted.tasks.find(({ label }) => label === task.label);
    if (now === undefined) return [];
    const before = written(task.budget ?? held.budget);
    const after = written(now.budget ?? wanted.budget);
    if (before === after) return [];
    const isItsOwn = task.budget !== undefined || now.budget !== undefined;
    return [
      isItsOwn
        ? `task ${task.label}: its budget is ${before} in the run file and ${after} in the script; name another run file`
        : `its budget is ${before}, the script's ${after}; name another run file`,
    ];
  });
  return [...new Set(faults)];
}
