/** Row of one contestant in the verdict over several tasks. */

import { randomStream } from '../random/random.ts';
import { bootstrapInterquartileMean } from './bootstrap.ts';
import { merged } from './missing.ts';
import type { OverallRow, OverallTask } from './summary.ts';
import { isFinished } from './trial-order.ts';
import type { Verdict } from './verdict-types.ts';
import { wilsonInterval } from './wilson.ts';

/**
 * Makes the row.
 * @param ranks of the contestant on each task
 * @param seed the tournament's, for the bootstrap's random stream
 */
export function overallRow(
  name: string,
  tasks: readonly OverallTask[],
  ranks: readonly number[],
  seed: number,
): OverallRow {
  const rows = tasks.map(({ verdict }) => verdict.rows.find((row) => row.name === name)!);
  const total = (count: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((sum, row) => sum + count(row), 0);
  const finished = total((row) => row.finished);
  const solved = total((row) => row.solved);
  const errors = tasks.filter(hasError).map(({ contestants }) =>
    contestants
      .find((one) => one.name === name)!
      .trials.filter(isFinished)
      .flatMap(({ testError }) => (testError !== null && Number.isFinite(testError) ? testError : [])),
  );
  const random = randomStream(seed, 'overall', name, 'testError');
  return {
    name,
    floor: rows.some((row) => row.floor),
    planned: total((row) => row.planned),
    finished,
    solved,
    tested: total((row) => row.tested),
    testedTasks: rows.filter((row) => row.tested > 0).length,
    solvedInterval: wilsonInterval(solved, finished),
    testError: errors.some((one) => one.length > 0) ? bootstrapInterquartileMean(errors, { random }) : null,
    averageRank: rows.every((row) => row.finished > 0)
      ? ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length
      : null,
    failed: total((row) => row.failed),
    missing: merged(rows.flatMap((row) => row.missing)),
  };
}

/** False of a task on which the share answered wrong says nothing. */
const hasError = ({ verdict }: { readonly verdict: Verdict }): boolean =>
  verdict.rows.every(({ measure }) => measure?.alone !== true);
