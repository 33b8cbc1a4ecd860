/** Tables of results: contestants on a task, the leader against the others, and both over all tasks. */

import {
  faultTexts,
  incompleteNote,
  lacksTests,
  lacksTrials,
  type MissingRow,
  missingText,
} from '../../statistics/missing.ts';
import { orderText } from '../../statistics/standing-order.ts';
import type { OverallRow, OverallVerdict } from '../../statistics/summary.ts';
import type { Comparison, VerdictRow } from '../../statistics/verdict-types.ts';
import { listed } from '../../statistics/words.ts';
import { lossHead, lossName, showsError } from '../../tournament/spec/criterion.ts';
import type { ReportData } from '../data.ts';
import { contestantKey } from '../keys.ts';
import { amount, count, estimatedShare, estimatedValue, interval, markedIf, probability } from './cells.ts';
import type { Html } from './markup.ts';
import { measureColumns } from './measure-columns.ts';
import { type Cell, type TableColumn, table } from './table.ts';

const solvedCell = ({ solved, finished }: Pick<VerdictRow, 'solved' | 'finished'>): Cell => ({
  text: `${solved} of ${finished}`,
  sort: finished === 0 ? null : solved / finished,
});

const intervalCell = ({ finished, solvedInterval }: Pick<VerdictRow, 'finished' | 'solvedInterval'>): Cell =>
  finished === 0 ? { text: '–' } : { text: interval(solvedInterval), sort: solvedInterval.low };

/** Keys of the contestants with which a row is hidden and shown. */
const keysOfNames = ({ contestants }: ReportData, names: readonly string[]): readonly string[] =>
  names.map((name) => contestantKey(contestants.findIndex((one) => one.name === name)));

const orderedText = (withError: boolean): string => `Ordered ${orderText(withError)}.`;

/** Column with the number of missing trials and the reason; none where no trial is missing, to save room. */
const missingColumn = <Row extends MissingRow>(rows: readonly Row[]): readonly TableColumn<Row>[] =>
  rows.every(({ missing }) => missing.length === 0)
    ? []
    : [{ head: 'Missing', number: true, cell: ({ missing }) => missingText(missing) || '–' }];

/** Note on the marks and on failed trials, each as a sentence. */
function noteOf(note: string, marks: string | null, rows: readonly MissingRow[]): string {
  const faults = faultTexts(rows);
  const failed = faults.length === 0 ? [] : [`Failed: ${faults.join('; ')}.`];
  return [note, ...(marks === null ? [] : [`${marks}.`]), ...failed].filter((text) => text !== '').join(' ');
}

const errorColumn = {
  head: 'Test wrong',
  number: true,
  cell: (row: VerdictRow | OverallRow) => markedIf(lacksTests(row), estimatedShare(row.testError)),
} as const;

/** Column with the cost of each contestant's tuning; none where nothing was tuned. */
const tuningColumn = ({
  spec: { contestants },
}: ReportData): readonly TableColumn<{ readonly name: string }>[] =>
  contestants.every(({ tuned }) => tuned === undefined)
    ? []
    : [
        {
          head: 'MACs spent in tuning',
          number: true,
          cell: ({ name }) => amount(contestants.find((one) => one.name === name)?.tuned?.macs ?? null),
        },
      ];

export function contestantsTable(data: ReportData, task: number): Html {
  const { verdict, trials } = data.tasks[task]!;
  const parametersOf = (name: string) => {
    const own = trials.filter((trial) => trial.contestant === name && trial.parameters !== null);
    const cell = count(own.length === 0 ? null : Math.max(...own.map((trial) => trial.parameters!)));
    const trained = own[0]?.trained ?? null;
    return trained === null ? cell : { ...cell, text: `${cell.text} (${count(trained).text} trained)` };
  };
  const measured = measureColumns(data, task);
  const { success } = data.spec.tasks[task]!.facts;
  const withError = showsError(success);
  const loss = lossName(success).name;
  const means = [
    ...(withError ? ['Test wrong', `test ${loss}`] : [`Test ${loss}`]),
    ...(measured.length > 0 ? ["the task's own measures"] : []),
  ];
  return table<VerdictRow>({
    id: `task-${task + 1}-contestants`,
    title: 'Contestants, by trials won',
    rows: verdict.rows,
    of: ({ name }) => keysOfNames(data, [name]),
    columns: [
      { head: 'Contestant', cell: ({ name }) => ({ text: name, strong: name === verdict.winner }) },
      { head: 'Solved', number: true, cell: solvedCell },
      ...missingColumn(verdict.rows),
      { head: '95 % interval', number: true, cell: intervalCell },
      ...(withError ? [errorColumn] : []),
      {
        head: lossHead('Test', success),
        number: true,
        cell: (row) => markedIf(lacksTests(row), estimatedValue(row.testLoss)),
      },
      ...measured,
      {
        head: 'MACs to solve',
        number: true,
        cell: (row) => markedIf(lacksTrials(row), amount(row.medianMacsToSolve)),
      },
      {
        head: 'MACs per success',
        number: true,
        cell: (row) => markedIf(lacksTrials(row), amount(row.expectedMacsToSolve)),
      },
      ...tuningColumn(data),
      // A column of zeros would take room from the others.
      ...(verdict.rows.some(({ exploded }) => exploded > 0)
        ? [{ head: 'Exploded', number: true, cell: ({ exploded }: VerdictRow) => count(exploded) }]
        : []),
      { head: 'Parameters', number: true, cell: ({ name }) => parametersOf(name) },
    ],
    note: noteOf(
      `${orderedText(withError)} ${listed(means)}: interquartile mean over trials, with a 95 % bootstrap interval where trials differ. MACs to solve: median (Kaplan and Meier), where half of the trials solved it. MACs per success: all that was spent, divided by the trials that solved it.${
        data.spec.contestants.some(({ tuned }) => tuned !== undefined)
          ? ' MACs spent in tuning: all trials by which its settings were chosen, none of which counts elsewhere.'
          : ''
      }`,
      incompleteNote(verdict.rows),
      verdict.rows,
    ),
  });
}

export function comparisonsTable(
  data: ReportData,
  id: string,
  comparisons: readonly (Pick<Comparison, 'better' | 'worse' | 'p' | 'significant'> & {
    readonly probability: { readonly value: number; readonly low: number; readonly high: number } | null;
    /** Number of tasks, where the probability is a mean over fewer of them than there are. */
    readonly over?: string | null;
  })[],
  note: string,
): Html | null {
  if (comparisons.every((one) => one.probability === null)) return null;
  return table({
    id,
    title: 'The leader against the others',
    rows: comparisons,
    of: ({ better, worse }) => keysOfNames(data, [better, worse]),
    columns: [
      { head: 'Pair', cell: ({ better, worse }) => `${better} against ${worse}` },
      {
        head: 'Probability that the first goes better',
        number: true,
        cell: ({ probability: given, over }) =>
          given === null
            ? { text: '–', value: null }
            : {
                text: `${given.value.toFixed(2)} (${given.low.toFixed(2)} to ${given.high.toFixed(2)})${over ? ` ${over}` : ''}`,
                value: given.value,
              },
      },
      { head: 'p', number: true, cell: ({ p }) => probability(p) },
      { head: 'Told apart', cell: ({ significant }) => (significant ? 'yes' : 'no') },
    ],
    note,
  });
}

/** Matrix of trials solved: a row a contestant, a column a task. */
export function matrixTable(data: ReportData): Html {
  return table({
    id: 'overall-matrix',
    title: 'Solved, by task',
    rows: data.contestants,
    of: ({ name }) => keysOfNames(data, [name]),
    columns: [
      { head: 'Contestant', cell: ({ name }) => ({ text: name, strong: name === data.winner }) },
      ...data.tasks.map((task) => ({
        head: task.label,
        number: true,
        cell: ({ name }: { readonly name: string }): Cell => {
          const row = task.verdict.rows.find((one) => one.name === name)!;
          return { ...markedIf(lacksTrials(row), solvedCell(row)), strong: task.verdict.winner === name };
        },
      })),
    ],
    note: `Trials that solved the task, of those that finished. Bold: the winner on that task.${
      data.tasks.some(({ verdict }) => verdict.rows.some(lacksTrials))
        ? ' * of fewer trials than planned.'
        : ''
    }`,
  });
}

export function overallTable(data: ReportData, overall: OverallVerdict): Html {
  const tasks = data.tasks.length;
  const withError = data.spec.tasks.some(({ facts }) => showsError(facts.success));
  const onTasks = ({ testedTasks }: OverallRow): string =>
    testedTasks === tasks ? '' : ` on ${testedTasks} of ${tasks} tasks`;
  return table<OverallRow>({
    id: 'overall-contestants',
    title: 'Contestants over all tasks, by trials won',
    rows: overall.rows,
    of: ({ name }) => keysOfNames(data, [name]),
    columns: [
      { head: 'Contestant', cell: ({ name }) => ({ text: name, strong: name === overall.winner }) },
      { head: 'Solved', number: true, cell: solvedCell },
      ...missingColumn(overall.rows),
      { head: '95 % interval', number: true, cell: intervalCell },
      ...(withError ? [errorColumn] : []),
      ...tuningColumn(data),
      {
        head: 'Average rank',
        number: true,
        // A rank is among all contestants, so one contestant's missing trials may change the ranks of all.
        cell: ({ averageRank }) =>
          markedIf(
            overall.rows.some(lacksTrials),
            averageRank === null
              ? { text: '–', value: null }
              : { text: averageRank.toFixed(2), value: averageRank },
          ),
      },
    ],
    note: noteOf(orderedText(withError), incompleteNote(overall.rows, onTasks), overall.rows),
  });
}
