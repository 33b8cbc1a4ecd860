/** The results of one task for people: one row a contestant, best first. */
import type { VerdictRow } from '../statistics/verdict.ts';
import type { TrialOutcome } from '../tournament/past.ts';
import type { Contestant } from '../tournament/tournament.ts';
import { duration, median, percent, quantity } from '../words/format.ts';
import { type Column, fittedTable } from './fitted-table.ts';

interface Given {
  readonly row: VerdictRow;
  readonly contestant: Contestant;
  readonly results: readonly TrialOutcome[];
}

const COLUMNS: readonly Column<Given>[] = [
  { head: 'contestant', align: 'left', cell: ({ row }) => row.name },
  {
    head: 'learner, net',
    align: 'left',
    droppedAs: 1,
    cell: ({ contestant }) => `${contestant.learner}, ${contestant.architecture}`,
  },
  { head: 'parameters', align: 'right', droppedAs: 2, cell: ({ results }) => parametersOf(results) },
  { head: 'solved', align: 'right', cell: ({ row }) => `${row.solved} of ${row.finished}` },
  { head: '95 % interval', align: 'right', cell: ({ row }) => intervalText(row) },
  {
    head: 'median wrong',
    align: 'right',
    cell: ({ results }) => percent(median(results.flatMap((result) => result.testError ?? []))),
  },
  {
    head: 'MACs to solve',
    align: 'right',
    cell: ({ row }) => (row.medianMacsToSolve === null ? '-' : quantity(row.medianMacsToSolve)),
  },
  { head: 'time', align: 'right', droppedAs: 3, cell: ({ results }) => timeOf(results) },
];

/**
 * Lines of a table, its head first, then one for each row of the verdict. Columns that the width has no room
 * for are left out, the least telling first.
 * @param results the task's trials that ended, by contestant
 */
export function verdictTable(
  rows: readonly VerdictRow[],
  contestants: readonly Contestant[],
  results: ReadonlyMap<string, readonly TrialOutcome[]>,
  columns: number,
): string[] {
  const given = rows.map((row) => ({
    row,
    contestant: contestants.find((one) => one.name === row.name)!,
    results: results.get(row.name) ?? [],
  }));
  return fittedTable(COLUMNS, given, columns);
}

export function intervalText({ finished, solvedInterval: { low, high } }: IntervalRow): string {
  return finished === 0 ? '-' : `${Math.round(100 * low)} to ${Math.round(100 * high)} %`;
}

type IntervalRow = Pick<VerdictRow, 'finished' | 'solvedInterval'>;

function parametersOf(results: readonly TrialOutcome[]): string {
  const parameters = Math.max(0, ...results.map((result) => result.parameters));
  return parameters === 0 ? '-' : String(parameters);
}

function timeOf(results: readonly TrialOutcome[]): string {
  const seconds = results.reduce((sum, result) => sum + result.cost.seconds, 0);
  return results.length === 0 ? '-' : duration(seconds);
}
