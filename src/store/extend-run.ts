/** Extension of a run file by a larger spec than the one it was planned with: more trials, and larger budgets. */
import type * as z from 'zod';
import { Faults } from '../errors.ts';
import { findLearner, learners } from '../learners/index.ts';
import { architectureNamed } from '../nets/index.ts';
import { formatBudget, isSameBudget, lessThan, unraised } from '../tournament/spec/budget.ts';
import {
  type Difference,
  differenceText,
  firstDifference,
  taskChange,
} from '../tournament/spec/difference.ts';
import { rangesText, repetitionsOf } from '../tournament/spec/repetitions.ts';
import type {
  Budget,
  Contestant,
  TaskChoice,
  ToTheEnd,
  TournamentSpec,
} from '../tournament/spec/tournament.ts';
import { trialsOf } from '../tournament/spec/trials-of.ts';
import type { RunAbout } from './about.ts';
import { type Raised, raisedBy } from './raise-budget.ts';
import type { RunFile, WritableRun } from './run-file.ts';

/** Additions to a run, and its trials that have more to spend. */
export interface Extension extends Raised {
  /** Labels of the new tasks. */
  readonly tasks: readonly string[];
  readonly contestants: readonly string[];
  readonly seeds: number;
  readonly trials: number;
}

/**
 * Plans the new trials and reopens those that have more to spend, in one transaction; leaves the file unchanged where
 * there are none.
 * @throws UserError where the spec lacks or changes anything that the run holds: each fault is named
 * @throws RunError where the file cannot be written
 */
export function extendRun(run: WritableRun, spec: TournamentSpec, about: RunAbout): Extension {
  const extension = extensionOf(run, spec);
  // Reading all rows finds damage before anything is added to them.
  run.trials();
  if (extension.trials > 0 || raises(run.spec(), spec)) run.extend(spec, about, extension);
  return extension;
}

/** True where any task of the run gets a larger budget. */
function raises(held: TournamentSpec, wanted: TournamentSpec): boolean {
  return held.tasks.some((task) => {
    const now = wanted.tasks.find(({ label }) => label === task.label);
    return now !== undefined && !isSameBudget(task.budget ?? held.budget, now.budget ?? wanted.budget);
  });
}

/** Extension that `extendRun` would make, without making it. */
export function extensionOf(run: RunFile, wanted: TournamentSpec): Extension {
  const { path } = run;
  const held = run.spec();
  const faults =
    held.tuning === undefined && wanted.tuning === undefined
      ? [
          ...held.contestants.flatMap((contestant) => contestantFault(contestant, wanted)),
          ...held.tasks.flatMap((task) => taskFaults(task, wanted)),
          ...budgetFaults(held, wanted),
          ...seedFaults(held, wanted),
          ...endFaults(held, wanted),
          ...originFaults(held, wanted),
        ]
      : tuningFault(held, wanted);
  if (faults.length > 0) throw new Faults(`run file ${path}`, faults);
  const isHeld = (names: readonly string[], name: string): boolean => names.includes(name);
  const labels = held.tasks.map(({ label }) => label);
  const names = held.contestants.map(({ name }) => name);
  return {
    tasks: wanted.tasks.map(({ label }) => label).filter((label) => !isHeld(labels, label)),
    contestants: wanted.contestants.map(({ name }) => name).filter((name) => !isHeld(names, name)),
    seeds: repetitionsOf(wanted).length - repetitionsOf(held).length,
    trials: trialsOf(wanted).length - trialsOf(held).length,
    ...raisedBy(run, wanted),
  };
}

function contestantFault(held: Contestant, { contestants }: TournamentSpec): string[] {
  const { name, learner, architecture, settings, netOptions } = held;
  const wanted = contestants.find((one) => one.name === name);
  if (wanted === undefined)
    return [`contestant ${name} is not in the script; keep it in the script, or name another run file`];
  const options = architectureNamed(architecture)?.options;
  const difference =
    firstDifference({ learner, net: architecture }, { learner: wanted.learner, net: wanted.architecture }) ??
    firstDifferent(findLearner(learner).settings, settings, wanted.settings) ??
    firstDifferent(options, netOptions, wanted.netOptions);
  if (difference === null) return [];
  return [
    `contestant ${name}: ${differenceText(difference, 'in the script')}; ` +
      'give it another name, or name another run file',
  ];
}

/**
 * First setting that differs. A setting that an older version of genoprop did not know counts as its default, since the
 * default of a new setting always is the former behaviour.
 */
function firstDifferent(schema: z.ZodObject | undefined, held: Values, wanted: Values): Difference | null {
  const complete = (values: Values): Values => {
    const parsed = schema?.safeParse(values);
    return parsed?.success === true ? { ...parsed.data, ...values } : values;
  };
  return firstDifference(complete(held), complete(wanted));
}

type Values = Readonly<Record<string, unknown>>;

function taskFaults(task: TaskChoice, wanted: TournamentSpec): string[] {
  const now = wanted.tasks.find(({ label }) => label === task.label);
  if (now === undefined)
    return [`task ${task.label} is not in the script; keep it in the script, or name another run file`];
  const isSame = task.name === now.name && firstDifference(task.options, now.options) === null;
  const change = isSame ? taskChange(task, now, 'in the script') : 'it is another task under the same label';
  return change === null ? [] : [`task ${task.label}: ${change}; name another run file`];
}

function seedFaults(held: TournamentSpec, wanted: TournamentSpec): string[] {
  const asked = new Set(repetitionsOf(wanted));
  if (repetitionsOf(held).every((repetition) => asked.has(repetition))) return [];
  if (held.repetitions === undefined && wanted.repetitions === undefined) {
    return [`it has ${held.seeds} seeds, the script ${wanted.seeds}; ask for at least ${held.seeds}`];
  }
  return [
    `it has the seeds ${rangesText(repetitionsOf(held))}, the script ${rangesText(repetitionsOf(wanted))}; ` +
      'ask for a range, which is added to them',
  ];
}

function endFaults({ toTheEnd: held }: TournamentSpec, { toTheEnd: wanted }: TournamentSpec): string[] {
  if (firstDifference(held, wanted) === null) return [];
  return [`${endText(held)} in the run file, and ${endText(wanted)} in the script; name another run file`];
}

const originFaults = (held: TournamentSpec, wanted: TournamentSpec): string[] =>
  (['seed', 'device'] as const)
    .filter((key) => held[key] !== wanted[key])
    .map((key) => `its ${key} is ${held[key]}, the script's ${wanted[key]}; name another run file`);

/**
 * Fault of another tuning, where there is any: its candidates, seeds and budget stay as they are, since its rounds
 * depend on all of them. Candidates are many, so the first fault stands for all.
 */
function tuningFault(held: TournamentSpec, wanted: TournamentSpec): string[] {
  if (held.tuning === undefined)
    return ['it holds a tournament, and the script is to be tuned; name another run file'];
  if (wanted.tuning === undefined)
    return ['it holds a tuning; `genoprop tune` goes on with it, or name another run file'];
  const { afterwards: _, ...before } = held.tuning;
  const { afterwards: __, ...now } = wanted.tuning;
  const same =
    firstDifference(before, now) === null &&
    isSameBudget(held.budget, wanted.budget) &&
    firstDifference(repetitionsOf(held), repetitionsOf(wanted)) === null &&
    held.tasks.length === wanted.tasks.length &&
    held.tasks.every((task, index) => firstDifference(task.budget, wanted.tasks[index]?.budget) === null);
  const unchanged = 'a tuning cannot be changed once it has begun';
  const ofCandidates = held.contestants
    .flatMap((contestant) => contestantFault(contestant, wanted))
    .map((fault) => `${unchanged}: ${fault.slice(0, fault.indexOf(';'))}; name another run file`);
  return [
    ...originFaults(held, wanted),
    ...held.tasks.flatMap((task) => taskFaults(task, wanted)),
    ...(same ? [] : [`${unchanged}; name another run file`]),
    ...endFaults(held, wanted),
    ...ofCandidates,
  ].slice(0, 1);
}

const endText = (toTheEnd: ToTheEnd | undefined): string =>
  toTheEnd === undefined
    ? 'its trials end once solved'
    : `its trials train on after that${toTheEnd.until === null ? '' : ` until ${toTheEnd.until} is wrong`}`;

/** Faults of smaller budgets: the tournament's own is named once, a task's own with its task. */
function budgetFaults(held: TournamentSpec, wanted: TournamentSpec): string[] {
  const written = (budget: Budget): string => formatBudget(budget).join(' or ');
  const budgets = held.tasks.map((task) => task.budget ?? held.budget);
  // The flag gives all tasks one budget, so it helps where they have one.
  const asHeld = budgets.every((budget) => isSameBudget(budget, budgets[0]!))
    ? `; give --budget ${formatBudget(budgets[0]!).join(' --budget ')}, which it has`
    : '';
  const faults = held.tasks.flatMap((task) => {
    const now = wanted.tasks.find(({ label }) => label === task.label);
    if (now === undefined) return [];
    const before = task.budget ?? held.budget;
    const after = now.budget ?? wanted.budget;
    const reason = lessThan(before, after);
    if (reason === null) return [];
    const isItsOwn = task.budget !== undefined || now.budget !== undefined;
    const both = isItsOwn
      ? `task ${task.label}: its budget is ${written(before)} in the run file and ${written(after)} in the script`
      : `its budget is ${written(before)}, the script's ${written(after)}`;
    return [`${both}; ${reason}${asHeld}, or name another run file`];
  });
  const isPaced = (name: string) => learners.some((known) => known.name === name && known.pacedByBudget);
  const paced = held.contestants.find(({ learner }) => isPaced(learner));
  if (paced !== undefined && faults.length === 0 && raises(held, wanted)) return [unraised(paced.name)];
  return [...new Set(faults)];
}
