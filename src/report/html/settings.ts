/** Settings at the end of a report: all options, the machine, and the command that repeats the run. */

import { lossName } from '../../tournament/spec/criterion.ts';
import { wholeGoalText } from '../../tournament/spec/goal-words.ts';
import { rangesText, repetitionsOf } from '../../tournament/spec/repetitions.ts';
import { endText } from '../../tournament/spec/to-the-end.ts';
import type { Contestant, Cost, TaskChoice } from '../../tournament/spec/tournament.ts';
import { chanceText } from '../../words/chance.ts';
import type { ReportData, ReportTrial } from '../data.ts';
import { amount, count, setting, time } from './cells.ts';
import { type Html, html } from './markup.ts';
import { table } from './table.ts';
import { budgetWords, day } from './words.ts';

export function settingsSections(data: ReportData): Html {
  return html`<section id="repeat"><h2>Repeat it</h2>
<p>${
    usesSeconds(data)
      ? 'A budget in seconds repeats only nearly; all else is the same: the same sequences, the same initial nets.'
      : 'The same command gives the same numbers but for the seconds, with any number of workers.'
  } It wants genoprop ${data.sessions[0]!.genoprop}.</p>
<div class="command"><pre tabindex="0" role="region" aria-label="The command that repeats the run"><code id="command">${data.command}</code></pre><button type="button" class="copy" data-copy="command" aria-label="Copy the command">Copy</button></div>
${sessionsTable(data)}${machinesTable(data)}</section>
<section id="settings"><h2>Settings</h2>
<p>Every setting, defaults included; bold where those side by side differ.</p>
${contestantsTables(data)}${tasksTable(data)}</section>
`;
}

const usesSeconds = ({ spec }: ReportData): boolean =>
  [spec.budget, ...spec.tasks.map(({ budget }) => budget)].some((budget) => budget?.seconds !== undefined);

function sessionsTable({ sessions, spec, genoprop, made, file }: ReportData): Html {
  const purposes = { create: 'began the run', resume: 'went on with it', extend: 'extended it' };
  return table({
    id: 'sessions',
    title: 'Where it ran',
    rows: sessions,
    columns: [
      { head: 'When', cell: ({ created }) => day(created) },
      { head: 'What', cell: ({ purpose }) => purposes[purpose] },
      { head: 'Machine', cell: ({ machine }) => machine },
      { head: 'genoprop', cell: (session) => session.genoprop },
      { head: 'Node', cell: ({ node }) => node },
    ],
    note: `Seed ${spec.seed}, repetitions ${rangesText(repetitionsOf(spec))}, device ${spec.device}. This report: ${day(made)}, genoprop ${genoprop}, from ${file}.`,
  });
}

/** Table of the machines that played the trials; null where that was the machine of the sessions. */
function machinesTable({ tasks, tuning }: ReportData): Html | null {
  const played = tasks.flatMap(({ trials }) => trials).filter(({ machine }) => machine !== null);
  if (played.length === 0) return null;
  const sum = (trials: readonly ReportTrial[], read: (cost: Cost) => number): number =>
    trials.reduce((total, { cost }) => total + read(cost), 0);
  return table({
    id: 'machines',
    title: 'Trials by machine',
    rows: [...Map.groupBy(played, ({ machine }) => machine!)]
      .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
      .map(([machine, trials]) => ({
        ...{ machine, trials: trials.length },
        macs: sum(trials, ({ macs }) => macs),
        seconds: sum(trials, ({ seconds }) => seconds),
      })),
    columns: [
      { head: 'Machine', cell: ({ machine }) => machine },
      { head: 'Trials', number: true, cell: ({ trials }) => count(trials) },
      { head: 'MACs', number: true, cell: ({ macs }) => amount(macs) },
      { head: 'Time', number: true, cell: ({ seconds }) => time(seconds) },
      {
        head: 'MACs a second',
        number: true,
        cell: ({ macs, seconds }) => amount(seconds > 0 ? macs / seconds : null),
      },
    ],
    note: `A trial that moved is counted by the machine that it was played on at last.${tuning === undefined ? '' : ' Of the trials in this report.'}`,
  });
}

interface SettingRow {
  readonly name: string;
  readonly values: readonly string[];
}

/** Table with a row a setting, a column a contestant or a task; differing values are bold. */
function matrix(
  id: string,
  title: string,
  heads: readonly string[],
  rows: readonly SettingRow[],
  note?: string,
): Html {
  return table<SettingRow>({
    id,
    title,
    rows,
    columns: [
      { head: 'Setting', cell: ({ name }) => name },
      ...heads.map((head, index) => ({
        head,
        cell: ({ values }: SettingRow) => ({ text: values[index]!, strong: new Set(values).size > 1 }),
      })),
    ],
    ...(note === undefined ? {} : { note }),
  });
}

/** Tables of settings, one for each learner and each kind of net, of the contestants that have it. */
function contestantsTables({ spec: { contestants }, contestants: reported }: ReportData): Html {
  const learnerNote = (learner: string): string => {
    const { summary, source } = reported.find((one) => one.learner === learner)!;
    return `${summary[0]!.toUpperCase()}${summary.slice(1)}. ${source}.`;
  };
  const tables = (
    of: string,
    kindOf: (contestant: Contestant) => string,
    valuesOf: (contestant: Contestant) => Readonly<Record<string, unknown>>,
  ): Html[] =>
    [...Map.groupBy(contestants, kindOf)].map(([kind, mine], index) => {
      const keys = new Set(mine.flatMap((contestant) => Object.keys(valuesOf(contestant))));
      return matrix(
        `settings-${of}-${index + 1}`,
        `${of === 'learner' ? 'Learner' : 'Net'} ${kind}`,
        mine.map(({ name }) => name),
        [...keys].map((name) => ({ name, values: mine.map((one) => setting(valuesOf(one)[name])) })),
        of === 'learner' ? learnerNote(kind) : undefined,
      );
    });
  return html`${tables(
    'learner',
    ({ learner }) => learner,
    ({ settings }) => settings,
  )}${tables(
    'net',
    ({ architecture }) => architecture,
    ({ netOptions }) => netOptions,
  )}`;
}

function tasksTable({ spec }: ReportData): Html {
  const { tasks } = spec;
  const fact = (name: string, read: (task: TaskChoice) => string): SettingRow => ({
    name,
    values: tasks.map(read),
  });
  const options = new Set(tasks.flatMap(({ options }) => Object.keys(options)));
  return matrix(
    'settings-tasks',
    tasks.length > 1 ? 'Tasks' : 'Task',
    tasks.map(({ label }) => label),
    [
      fact('name', ({ name }) => name),
      ...(tasks.some(({ module }) => module !== undefined)
        ? [fact('module', ({ module }) => module ?? 'built in')]
        : []),
      ...[...options].map((name) => ({
        name,
        values: tasks.map((task) => setting(task.options[name])),
      })),
      fact('inputs', ({ facts: { shape } }) => `${shape.inputs.size} ${shape.inputs.kind}`),
      fact('outputs', ({ facts: { shape } }) => `${shape.outputs}, ${shape.loss}`),
      fact('scored', ({ facts: { shape } }) =>
        shape.scored === 'last' ? 'at the last step' : 'where there is a target',
      ),
      fact('steps, mean', ({ facts: { steps, shape } }) => {
        if (shape.episode !== undefined) return `at most ${shape.episode.steps}`;
        return steps === null ? '–' : String(Number(steps.toPrecision(4)));
      }),
      fact('solved', ({ facts }) => wholeGoalText(facts)),
      fact('chance', ({ facts }) => chanceText(facts.chance, lossName(facts.success)) ?? '–'),
      fact('budget', ({ budget }) => budgetWords(budget ?? spec.budget)),
      ...(spec.toTheEnd === undefined ? [] : [fact('end', () => endText(spec.toTheEnd!))]),
      fact('fingerprint', ({ facts }) => facts.played ?? facts.fingerprint ?? '–'),
    ],
  );
}
