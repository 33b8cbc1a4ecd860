/** Table of one task's results for people: one row a contestant, best first. */
import {
  type CountedRow,
  INCOMPLETE_MARK,
  lacksTests,
  lacksTrials,
  type MissingRow,
  missingText,
} from '../statistics/missing.ts';
import type { TaskSummary } from '../statistics/summary.ts';
import type { VerdictRow } from '../statistics/verdict-types.ts';
import type { TrialOutcome } from '../tournament/earlier-session.ts';
import { measureHead, measureText, showsError } from '../tournament/spec/criterion.ts';
import type { Contestant, TaskFacts } from '../tournament/spec/tournament.ts';
import { trainedNote, trainedOf } from '../tournament/spec/trained.ts';
import { shortMachines } from '../words/machines.ts';
import { median, percent, percentRange, quantity } from '../words/numbers.ts';
import { duration } from '../words/time.ts';
import { type Column, fittedTables } from './fitted-table.ts';

interface Given {
  readonly row: VerdictRow;
  readonly contestant: Contestant;
  readonly results: readonly TrialOutcome[];
  /** Parameters that it trains; null where that is all. */
  readonly trained: number | null;
}

const columnsOf = (
  rows: readonly VerdictRow[],
  measured: readonly Column<Given>[],
  withError: boolean,
  contestants: readonly Contestant[],
  machines: ReadonlyMap<string, string>,
): readonly Column<Given>[] => [
  { head: 'contestant', align: 'left', cell: ({ row }) => row.name },
  {
    head: 'learner, net',
    align: 'left',
    droppedAs: 1,
    cell: ({ contestant }) => `${contestant.learner}, ${contestant.architecture}`,
  },
  { head: 'parameters', align: 'right', droppedAs: 2, cell: parametersOf },
  { head: 'solved', align: 'right', cell: ({ row }) => `${row.solved} of ${row.finished}` },
  ...missingColumn(rows, ({ row }: Given) => row),
  { head: '95 % interval', align: 'right', cell: ({ row }) => intervalText(row) },
  ...(withError ? [errorColumn(rows)] : []),
  ...measured,
  {
    head: 'MACs to solve',
    align: 'right',
    cell: marked(rows, lacksTrials, ({ row }) => [
      row,
      row.medianMacsToSolve === null ? '-' : quantity(row.medianMacsToSolve),
    ]),
  },
  ...(contestants.some(({ tuned }) => tuned !== undefined) ? [TUNING_COLUMN] : []),
  { head: 'time', align: 'right', droppedAs: 3, cell: timeWriter(machines) },
];

/** Column with the multiply-accumulates that tuning spent, beside those that solving takes. */
const TUNING_COLUMN: Column<Given> = {
  head: 'MACs to tune',
  align: 'right',
  cell: ({ contestant: { tuned } }) => (tuned === undefined ? '-' : quantity(tuned.macs)),
};

const errorColumn = (rows: readonly VerdictRow[]): Column<Given> => ({
  head: 'median wrong',
  align: 'right',
  cell: marked(rows, lacksTests, ({ row, results }) => [
    row,
    percent(median(results.flatMap((result) => result.testError ?? []))),
  ]),
});

/** Column with the number of missing trials and the reason; no column where none is missing. */
export function missingColumn<Row extends MissingRow, Given>(
  rows: readonly Row[],
  rowOf: (given: Given) => Row,
): Column<Given>[] {
  if (rows.every(({ missing }) => missing.length === 0)) return [];
  return [
    {
      head: 'missing',
      align: 'right',
      droppedAs: 9,
      cell: (given) => missingText(rowOf(given).missing) || '-',
    },
  ];
}

/**
 * Cells whose numbers are marked where they are of fewer trials than planned; the others have a blank in the mark's
 * place, so that digits are aligned.
 */
export function marked<Row extends CountedRow, Given>(
  rows: readonly Row[],
  lacks: (row: CountedRow) => boolean,
  cellOf: (given: Given) => readonly [row: Row, text: string],
): (given: Given) => string {
  const room = rows.some(lacks) ? ' ' : '';
  return (given) => {
    const [row, text] = cellOf(given);
    return text === '-' ? `-${room}` : `${text}${lacks(row) ? INCOMPLETE_MARK : room}`;
  };
}

/**
 * Lines of a table, its head first, then one for each row of the verdict. Columns that do not fit are dropped, the
 * least telling first; those of the task's own measures then stand in tables of the same rows beneath.
 * @param results the task's trials that ended, by contestant
 * @param facts of the task: its criterion and units; and the machine of each trial, by trial id
 */
export function verdictTables(
  rows: readonly VerdictRow[],
  contestants: readonly Contestant[],
  results: ReadonlyMap<string, readonly TrialOutcome[]>,
  columns: number,
  facts: TableFacts,
): string[][] {
  const table = verdictTable(rows, contestants, results, facts);
  return fittedTables(table.columns, table.given, columns);
}

type TableFacts = Pick<TaskFacts, 'success' | 'units' | 'shape'> & {
  readonly machines?: ReadonlyMap<string, string>;
};

function verdictTable(
  rows: readonly VerdictRow[],
  contestants: readonly Contestant[],
  results: ReadonlyMap<string, readonly TrialOutcome[]>,
  facts: TableFacts,
): { readonly columns: readonly Column<Given>[]; readonly given: readonly Given[] } {
  const given = rows.map((row) => {
    const contestant = contestants.find((one) => one.name === row.name)!;
    const trained = trainedOf(contestant, facts.shape);
    return { row, contestant, results: results.get(row.name) ?? [], trained };
  });
  const measured = measureColumns(rows, given, facts);
  const withError = showsError(facts.success);
  return { columns: columnsOf(rows, measured, withError, contestants, facts.machines ?? new Map()), given };
}

/** Cells of the same table with all its columns, `[row][column]`, for a page. */
export function verdictCells(
  rows: readonly VerdictRow[],
  contestants: readonly Contestant[],
  results: ReadonlyMap<string, readonly TrialOutcome[]>,
  facts: TableFacts,
): {
  readonly heads: readonly { readonly text: string; readonly isNumber: boolean }[];
  readonly cells: readonly (readonly string[])[];
} {
  const { columns, given } = verdictTable(rows, contestants, results, facts);
  return {
    heads: columns.map(({ head, align }) => ({ text: head, isNumber: align === 'right' })),
    cells: given.map((one) => columns.map(({ cell }) => cell(one).trimEnd())),
  };
}

/** Columns of the judge's measures, medians over trials; the measure that decides success stands in the first table. */
function measureColumns(
  rows: readonly VerdictRow[],
  given: readonly Given[],
  { success, units = {} }: Pick<TaskFacts, 'success' | 'units'>,
): Column<Given>[] {
  const measured = given.flatMap(({ results }) => results.flatMap((one) => Object.keys(one.testMeasures)));
  const names = [...new Set([...(success.measure === undefined ? [] : [success.measure]), ...measured])];
  return names.map((name) => ({
    head: `median ${measureHead(name, units[name])}`,
    align: 'right',
    ...(name === success.measure ? {} : { droppedAs: 0, beneath: true }),
    cell: marked(rows, lacksTests, ({ row, results }) => [
      row,
      measureText(median(results.flatMap((one) => one.testMeasures[name] ?? []))),
    ]),
  }));
}

export function intervalText({ finished, solvedInterval: { low, high } }: IntervalRow): string {
  return finished === 0 ? '-' : percentRange(low, high, 0);
}

type IntervalRow = Pick<VerdictRow, 'finished' | 'solvedInterval'>;

/**
 * Sentence on guessing: a task that guessing solves proves nothing, so it stands beside every task on which a
 * contestant guesses.
 */
export function guessingText({ guessing }: TaskSummary): string[] {
  if (guessing === null) return [];
  return [`guessing (${guessing.name}) solved ${guessing.solved} of ${guessing.finished}`];
}

function parametersOf({ results, trained }: Given): string {
  const parameters = Math.max(0, ...results.map((result) => result.parameters));
  return parameters === 0 ? '-' : `${parameters}${trainedNote(trained)}`;
}

/** Writer of the seconds of a contestant's trials; where the trials are of several machines, with theirs. */
function timeWriter(machines: ReadonlyMap<string, string>): (given: Given) => string {
  const names = shortMachines(machines.values());
  return ({ results }) => {
    if (results.length === 0) return '-';
    const seconds = duration(results.reduce((sum, result) => sum + result.cost.seconds, 0));
    if (names.size < 2) return seconds;
    const own = new Set(results.flatMap(({ id }) => machines.get(id) ?? []));
    return `${seconds} on ${own.size === 1 ? names.get([...own][0]!) : `${own.size} machines`}`;
  };
}
