/**
 * Closing lines, printed after a session and for a run that is shown: the tables, the verdict, and where the run is.
 */

import { incompleteNote, lacksTests, lacksTrials } from '../statistics/missing.ts';
import { orderText } from '../statistics/standing-order.ts';
import type { OverallRow, TaskSummary, TournamentSummary } from '../statistics/summary.ts';
import type { TrialOutcome } from '../tournament/earlier-session.ts';
import { showsError } from '../tournament/spec/criterion.ts';
import type { TournamentSpec } from '../tournament/spec/tournament.ts';
import { trialsOf } from '../tournament/spec/trials-of.ts';
import { nextRound } from '../tournament/tuning/next-round.ts';
import { secondsNote, shortMachines } from '../words/machines.ts';
import { percent, percentRange } from '../words/numbers.ts';
import { counted, shellWord, wrap } from '../words/text.ts';
import { type Column, fittedTable } from './fitted-table.ts';
import type { Fact } from './header-lines.ts';
import { paint, type Surface } from './terminal.ts';
import { tuningLines } from './tuning-lines.ts';
import { guessingText, intervalText, marked, missingColumn, verdictTables } from './verdict-table.ts';

type Extent = Pick<Surface, 'columns' | 'colours'>;

export interface Concluded {
  readonly spec: TournamentSpec;
  /** Results of trials, by trial id. */
  readonly results: ReadonlyMap<string, TrialOutcome>;
  readonly summary: TournamentSummary;
  /** Machine in words of each trial that has begun, by trial id; left out: all were played on one. */
  readonly machines?: ReadonlyMap<string, string>;
}

export interface Closed extends Concluded {
  /** Path of the run file; null where none is kept. */
  readonly path: string | null;
  /** Arguments of the command that repeats the session; empty where a user's program played it. */
  readonly repeat: readonly string[];
  /** Fact in place of the command that goes on with the run or reports on it. */
  readonly next?: Fact | undefined;
  /** Queue by which other machines played; left out where there is none. */
  readonly queue?: { readonly resume: readonly string[] } | undefined;
  /** Facts after these of the run. */
  readonly more?: readonly Fact[] | undefined;
}

const SECONDS_DIFFER = '(a budget in seconds repeats only nearly; mac, update and evaluation repeat exactly)';

const ONE_MACHINE: ReadonlyMap<string, string> = new Map();

/** Command that suits the run's state: resume it, or report on it. */
const nextStep = (path: string, unfinished: boolean, flags: readonly string[]): readonly [string, string] =>
  unfinished
    ? ['resume', `npx genoprop resume ${[path, ...flags].map(shellWord).join(' ')}`]
    : ['report', `npx genoprop report ${shellWord(path)} --open`];

/** All closing lines: tables, verdict, run file, next step, and the command that repeats the session. */
export function closingLines(closed: Closed, surface: Extent): string[] {
  const { spec, path, repeat, next, more = [], queue, machines = ONE_MACHINE } = closed;
  const { faint } = paint(surface.colours);
  const facts: (readonly [string, string])[] = [
    ...(path === null
      ? []
      : [['run', path] as const, next ?? nextStep(path, isUnfinished(closed), queue?.resume ?? [])]),
    ...(queue === undefined ? [] : machineFacts(machines)),
    ...more,
    ...(repeat.length === 0 ? [] : [['repeat', repeat.map(shellWord).join(' ')] as const]),
  ];
  const inSeconds = [spec.budget, ...spec.tasks.map(({ budget }) => budget)].some(
    (budget) => budget?.seconds !== undefined,
  );
  return [
    '',
    ...resultLines(closed, surface),
    '',
    // These lines are never wrapped, since they are to be copied.
    ...facts.map(([label, text]) => `${label.padEnd(6)}  ${text}`),
    ...(inSeconds ? wrap(SECONDS_DIFFER, surface.columns - 1, '        ').map(faint) : []),
  ];
}

/** Machines that played, with their numbers of trials. */
function machineFacts(machines: ReadonlyMap<string, string>): Fact[] {
  const counts = new Map<string, number>();
  for (const machine of machines.values()) counts.set(machine, (counts.get(machine) ?? 0) + 1);
  const short = shortMachines(counts.keys());
  const named = [...counts]
    .map(([machine, count]) => [short.get(machine)!, count] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (named.length === 0) return [];
  return [
    ['played', `by ${named.map(([name, count]) => `${name} (${counted(count, 'trial')})`).join(', ')}`],
  ];
}

function isUnfinished({ spec, results }: Concluded): boolean {
  const isOpen = trialsOf(spec).some(({ id }) => (results.get(id)?.stop.reason ?? 'stopped') === 'stopped');
  return isOpen || nextRound(spec, results) !== null;
}

/** Table, level of guessing, and verdict of each task; of several tasks, the verdict over all. */
export function resultLines(
  { spec, results, summary, machines = ONE_MACHINE }: Concluded,
  surface: Extent,
): string[] {
  if (spec.tuning !== undefined) return tuningLines(spec, results, surface);
  const { strong, faint } = paint(surface.colours);
  const width = surface.columns - 1;
  const byTask = resultsByTask(spec, results);
  const factsOf = new Map(spec.tasks.map(({ label, facts }) => [label, facts]));
  const tableOf = ({ task, verdict }: TaskSummary): string[] => {
    const results = byTask.get(task)!;
    const facts = factsOf.get(task)!;
    const tables = verdictTables(verdict.rows, spec.contestants, results, surface.columns, {
      ...facts,
      machines,
    });
    return [
      ...tables.flatMap((lines, table) => [
        ...(table === 0 ? [] : ['']),
        ...withHead(lines, (index) => verdict.rows[index]!.name === verdict.winner, surface),
      ]),
      ...noteLines(incompleteNote(verdict.rows)),
    ];
  };
  const noteLines = (note: string | null): string[] => (note === null ? [] : wrap(note, width).map(faint));
  const order =
    spec.contestants.length < 2
      ? []
      : noteLines(`order: ${orderText(spec.tasks.some(({ facts }) => showsError(facts.success)))}`);
  const seconds = noteLines(secondsNote(machines.values()));
  const { overall } = summary;
  if (overall === null) {
    return summary.tasks.flatMap((task) => [
      ...tableOf(task),
      ...order,
      ...seconds,
      ...guessingText(task).map(faint),
      '',
      ...wrap(summary.text, width).map(strong),
    ]);
  }
  const overallLines = fittedTable(overallColumns(overall.rows), overall.rows, surface.columns);
  const onTasks = ({ testedTasks }: OverallRow): string =>
    testedTasks === spec.tasks.length ? '' : ` on ${testedTasks} of ${spec.tasks.length} tasks`;
  return [
    ...summary.tasks.flatMap((task) => [
      ...wrap([task.task, ...guessingText(task)].join(': '), width).map(strong),
      ...tableOf(task),
      ...wrap(task.verdict.text, width),
      '',
    ]),
    strong(`over all ${spec.tasks.length} tasks`),
    ...withHead(overallLines, (index) => overall.rows[index]!.name === overall.winner, surface),
    ...noteLines(incompleteNote(overall.rows, onTasks)),
    ...order,
    ...seconds,
    '',
    ...wrap(summary.text, width).map(strong),
  ];
}

function withHead(
  [head, ...rows]: readonly string[],
  isWinner: (index: number) => boolean,
  surface: Extent,
): string[] {
  const { strong, faint } = paint(surface.colours);
  return [faint(head!), ...rows.map((row, index) => (isWinner(index) ? strong(row) : row))];
}

const overallColumns = (rows: readonly OverallRow[]): readonly Column<OverallRow>[] => [
  { head: 'contestant', align: 'left', cell: ({ name }) => name },
  { head: 'solved', align: 'right', cell: ({ solved, finished }) => `${solved} of ${finished}` },
  ...missingColumn(rows, (row: OverallRow) => row),
  { head: '95 % interval', align: 'right', droppedAs: 1, cell: intervalText },
  ...(rows.some(({ tested }) => tested > 0) && rows.every(({ testError }) => testError === null)
    ? []
    : errorColumns(rows)),
  {
    head: 'average rank',
    align: 'right',
    // A rank is among all contestants, so one contestant's missing trials may change the ranks of all.
    cell: marked(
      rows,
      () => rows.some(lacksTrials),
      (row) => [row, row.averageRank?.toFixed(2) ?? '-'],
    ),
  },
];

/** Columns of the share answered wrong over all tasks on which it says something. */
const errorColumns = (rows: readonly OverallRow[]): readonly Column<OverallRow>[] => [
  {
    head: 'wrong (IQM)',
    align: 'right',
    cell: marked(rows, lacksTests, (row) => [row, percent(row.testError?.value ?? null)]),
  },
  {
    head: '95 % interval',
    align: 'right',
    droppedAs: 2,
    cell: ({ testError }) =>
      testError === null || testError.low === null || testError.high === null
        ? '-'
        : percentRange(testError.low, testError.high),
  },
];

/** Results by task label, then by contestant, in the order of the repetitions. */
export function resultsByTask(
  spec: TournamentSpec,
  results: ReadonlyMap<string, TrialOutcome>,
): Map<string, Map<string, TrialOutcome[]>> {
  const byTask = new Map(
    spec.tasks.map(({ label }) => [
      label,
      new Map(spec.contestants.map(({ name }) => [name, [] as TrialOutcome[]])),
    ]),
  );
  for (const { id, task, contestant } of trialsOf(spec)) {
    const result = results.get(id);
    if (result !== undefined) byTask.get(task.label)!.get(contestant.name)!.push(result);
  }
  return byTask;
}
