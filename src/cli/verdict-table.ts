/** The end of a duel for people: one row a contestant, best first. */
import type { VerdictRow } from '../statistics/verdict.ts';
import type { Contestant, TrialResult } from '../tournament/tournament.ts';
import { type Alignment, duration, median, percent, quantity, table } from './format.ts';

const COLUMNS: readonly (readonly [head: string, Alignment])[] = [
  ['contestant', 'left'],
  ['learner, net', 'left'],
  ['parameters', 'right'],
  ['solved', 'right'],
  ['95 % interval', 'right'],
  ['median wrong', 'right'],
  ['median MACs to solve', 'right'],
  ['time', 'right'],
];

/**
 * Lines of a table, its head first, then one for each row of the verdict.
 * @param results the trials that ended, by contestant
 */
export function verdictTable(
  rows: readonly VerdictRow[],
  contestants: readonly Contestant[],
  results: ReadonlyMap<string, readonly TrialResult[]>,
): string[] {
  const cells = rows.map((row) =>
    rowCells(row, contestants.find((one) => one.name === row.name)!, results.get(row.name) ?? []),
  );
  return table(
    [COLUMNS.map(([head]) => head), ...cells],
    COLUMNS.map(([, alignment]) => alignment),
  );
}

function rowCells(row: VerdictRow, contestant: Contestant, results: readonly TrialResult[]): string[] {
  const { low, high } = row.solvedInterval;
  const errors = results.flatMap((result) => result.testError ?? []);
  const parameters = Math.max(0, ...results.map((result) => result.parameters));
  const seconds = results.reduce((sum, result) => sum + result.cost.seconds, 0);
  return [
    row.name,
    `${contestant.learner}, ${contestant.architecture}`,
    parameters === 0 ? '-' : String(parameters),
    `${row.solved} of ${row.finished}`,
    row.finished === 0 ? '-' : `${Math.round(100 * low)} to ${Math.round(100 * high)} %`,
    percent(median(errors)),
    row.medianMacsToSolve === null ? '-' : quantity(row.medianMacsToSolve),
    results.length === 0 ? '-' : duration(seconds),
  ];
}
