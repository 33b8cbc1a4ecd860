/** Comparability of several runs: sentences on valid and on invalid comparisons. */

import { optionText } from '../../options/written.ts';
import { firstDifference } from '../../tournament/spec/difference.ts';
import { seedsText } from '../../tournament/spec/repetitions.ts';
import { budgetWords } from '../html/words.ts';
import { type ComparisonData, contestantsOf, letterOf, type RunTask, type SharedTask } from './comparison.ts';

export interface Remark {
  /** True for a remark on a valid comparison, false for one on an invalid comparison. */
  readonly may: boolean;
  readonly text: string;
}

/** Remarks on a task that several runs have. */
export function taskRemarks({ runs }: SharedTask): Remark[] {
  const may = (text: string): Remark => ({ may: true, text });
  const not = (text: string): Remark => ({ may: false, text });
  const seeds = valuesOf(runs, ({ report }) => String(report.spec.seed));
  const counts = valuesOf(runs, ({ report }) => seedsText(report.spec));
  const budgets = valuesOf(runs, ({ report, choice }) => budgetWords(choice.budget ?? report.spec.budget));
  const devices = valuesOf(runs, ({ report }) => report.spec.device);
  const machines = valuesOf(runs, ({ report }) => machinesOf(report).join(', '));
  const criteria = valuesOf(runs, ({ choice }) => JSON.stringify(choice.facts.success));
  const labels = valuesOf(runs, ({ choice }) => choice.label);
  return [
    seeds.differ
      ? not(
          `Trials with the same seed number: the runs have other seeds (${seeds.text}), so their trials saw other sequences and began from other nets. A small difference may be due to that.`,
        )
      : labels.differ
        ? not(
            `Trials with the same seed number: the task has other labels (${labels.text}), by which its sequences are drawn, so the trials saw other ones.`,
          )
        : may(
            `Trials with the same seed number: all runs have the seed ${runs[0]!.report.spec.seed}, so seed 1 of one saw the same training sequences as seed 1 of another, and so on.`,
          ),
    budgets.differ
      ? not(
          `Shares solved and errors at the end: the budgets differ (${budgets.text}). Curves may be compared as far as the shorter ones go.`,
        )
      : may(
          `Shares solved and errors at the end: all had the same budget, ${budgetWords(budgetOf(runs[0]!))}.`,
        ),
    ...(criteria.differ
      ? [not('Shares solved and costs to solve: the runs count the task as solved by other criteria.')]
      : []),
    devices.differ
      ? not(
          `Single numbers to their last digits: the devices differ (${devices.text}) and round differently. Costs in MACs may be compared.`,
        )
      : may(
          `Costs in MACs: they are counted from formulas, on any device and machine (here ${devices.values[0]}).`,
        ),
    devices.differ || machines.differ || runs.some(({ report }) => machinesOf(report).length > 1)
      ? not(
          `Seconds: the runs were computed ${devices.differ ? 'on other devices' : machines.differ ? `on other machines (${machines.text})` : `on several machines each (${machines.text})`}.`,
        )
      : not('Seconds, but roughly: the machine is the same, what else it did is not known.'),
    ...(counts.differ
      ? [not(`Widths of intervals: the runs have other numbers of seeds (${counts.text}).`)]
      : []),
  ];
}

/** Remarks over all tasks. */
export function runRemarks(data: ComparisonData, tasks: readonly SharedTask[]): Remark[] {
  const { runs } = data;
  const versions = [...new Set(runs.flatMap(({ sessions }) => sessions.map(({ genoprop }) => genoprop)))];
  const unfinished = runs.flatMap(({ state }, run) => (state === 'done' ? [] : [letterOf(run)]));
  return [
    {
      may: false,
      text: 'Who is better, by a test: each verdict is about the contestants of its own run, and none is made across runs. Let contestants play in one run to have a verdict on them.',
    },
    ...contestantsOf(data).flatMap((name) => otherSettings(data, name)),
    ...sameNames(tasks),
    ...(unfinished.length === 0
      ? []
      : [
          {
            may: false,
            text: `What is not over: ${unfinished.join(' and ')} had trials that had not ended.`,
          },
        ]),
    ...(versions.length > 1
      ? [
          {
            may: false,
            text: `Runs to the last digit: they were played by genoprop ${versions.join(' and ')}.`,
          },
        ]
      : []),
  ];
}

/** Remarks on one name for two things: a contestant with other settings in another run. */
function otherSettings({ runs }: ComparisonData, name: string): Remark[] {
  const having = runs.flatMap(({ spec }, run) => {
    const contestant = spec.contestants.find((one) => one.name === name);
    return contestant === undefined ? [] : [{ run, contestant }];
  });
  const [first, ...others] = having;
  return others.flatMap(({ run, contestant }) => {
    const difference = firstDifference(first!.contestant, contestant);
    if (difference === null) return [];
    const place = difference.place.replace(/^(settings|netOptions)\./, '');
    const [one, other] = [letterOf(first!.run), letterOf(run)];
    return [
      {
        may: false,
        text: `${name} of ${one} with ${name} of ${other}: they are not the same contestant, ${place} is ${optionText(difference.first)} in ${one} and ${optionText(difference.second)} in ${other}.`,
      },
    ];
  });
}

/** Remarks on one name for two things: tasks of one label whose sequences differ. */
function sameNames(tasks: readonly SharedTask[]): Remark[] {
  return [...Map.groupBy(tasks, ({ label }) => label)].flatMap(([label, all]) => {
    if (all.length < 2) return [];
    const letters = all.map(({ runs }) => runs.map(({ run }) => letterOf(run)).join(', '));
    return [
      {
        may: false,
        text: `${label} of ${letters.join(' with that of ')}: its sequences are not the same, by other options or another code, or they could not be drawn.`,
      },
    ];
  });
}

/** Machines of a run, each once, in a fixed order: a run that was resumed on its machine has one machine. */
export function machinesOf({ sessions, tasks }: RunTask['report']): string[] {
  const told = tasks.flatMap(({ trials }) => trials.flatMap(({ machine }) => machine ?? []));
  const all = told.length > 0 ? told : sessions.map(({ machine }) => machine);
  return [...new Set(all)].sort();
}

const budgetOf = ({ report, choice }: RunTask) => choice.budget ?? report.spec.budget;

/** Values of the runs, `A: 3; B: 10`, and whether they differ. */
function valuesOf(runs: readonly RunTask[], read: (one: RunTask) => string) {
  const values = runs.map(read);
  return {
    values,
    differ: new Set(values).size > 1,
    text: runs.map(({ run }, index) => `${letterOf(run)}: ${values[index]}`).join('; '),
  };
}
