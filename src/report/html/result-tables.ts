/** The tables of results: contestants on a task, the leader against the others, and both over all tasks. */
import type { OverallRow, OverallVerdict } from '../../statistics/summary.ts';
import type { Comparison, VerdictRow } from '../../statistics/verdict.ts';
import type { ReportData } from '../data.ts';
import { amount, count, estimatedShare, estimatedValue, interval, probability } from './cells.ts';
import type { Html } from './markup.ts';
import { type Cell, table } from './table.ts';

const solvedCell = ({ solved, finished }: Pick<VerdictRow, 'solved' | 'finished'>): Cell => ({
  text: `${solved} of ${finished}`,
});

const intervalCell = ({
  finished,
  solvedInterval,
}: Pick<VerdictRow, 'finished' | 'solvedInterval'>): string =>
  finished === 0 ? '–' : interval(solvedInterval);

export function contestantsTable(data: ReportData, task: number): Html {
  const { verdict, trials } = data.tasks[task]!;
  const parametersOf = (name: string): number | null =>
    trials.find((trial) => trial.contestant === name && trial.parameters !== null)?.parameters ?? null;
  return table<VerdictRow>({
    id: `task-${task + 1}-contestants`,
    title: 'Contestants, best first',
    rows: verdict.rows,
    columns: [
      { head: 'Contestant', cell: ({ name }) => ({ text: name, strong: name === verdict.winner }) },
      { head: 'Solved', number: true, cell: solvedCell },
      { head: '95 % interval', number: true, cell: intervalCell },
      { head: 'Test wrong', number: true, cell: ({ testError }) => estimatedShare(testError) },
      { head: 'Test loss', number: true, cell: ({ testLoss }) => estimatedValue(testLoss) },
      { head: 'MACs to solve', number: true, cell: ({ medianMacsToSolve }) => amount(medianMacsToSolve) },
      {
        head: 'MACs per success',
        number: true,
        cell: ({ expectedMacsToSolve }) => amount(expectedMacsToSolve),
      },
      // Columns of zeros are room that the others need.
      ...(verdict.rows.some(({ exploded }) => exploded > 0)
        ? [{ head: 'Exploded', number: true, cell: ({ exploded }: VerdictRow) => count(exploded) }]
        : []),
      ...(verdict.rows.some(({ failed }) => failed > 0)
        ? [{ head: 'Failed', number: true, cell: ({ failed }: VerdictRow) => count(failed) }]
        : []),
      { head: 'Parameters', number: true, cell: ({ name }) => count(parametersOf(name)) },
    ],
    note: 'Test wrong and test loss: interquartile mean over trials, with a 95 % bootstrap interval. MACs to solve: median (Kaplan and Meier), where half of the trials solved it. MACs per success: all that was spent, divided by the trials that solved it.',
  });
}

export function comparisonsTable(
  id: string,
  comparisons: readonly (Pick<Comparison, 'better' | 'worse' | 'p' | 'significant'> & {
    readonly probability: { readonly value: number; readonly low: number; readonly high: number } | null;
  })[],
  note: string,
): Html | null {
  if (comparisons.every((one) => one.probability === null)) return null;
  return table({
    id,
    title: 'The leader against the others',
    rows: comparisons,
    columns: [
      { head: 'Pair', cell: ({ better, worse }) => `${better} against ${worse}` },
      {
        head: 'Probability that the first goes better',
        number: true,
        cell: ({ probability: given }) =>
          given === null
            ? { text: '–', value: null }
            : {
                text: `${given.value.toFixed(2)} (${given.low.toFixed(2)} to ${given.high.toFixed(2)})`,
                value: given.value,
              },
      },
      { head: 'p', number: true, cell: ({ p }) => probability(p) },
      { head: 'Told apart', cell: ({ significant }) => (significant ? 'yes' : 'no') },
    ],
    note,
  });
}

/** Who solved what: a row a contestant, a column a task. */
export function matrixTable(data: ReportData): Html {
  return table({
    id: 'overall-matrix',
    title: 'Solved, by task',
    rows: data.contestants,
    columns: [
      { head: 'Contestant', cell: ({ name }) => ({ text: name, strong: name === data.winner }) },
      ...data.tasks.map((task) => ({
        head: task.label,
        number: true,
        cell: ({ name }: { readonly name: string }): Cell => {
          const row = task.verdict.rows.find((one) => one.name === name)!;
          return { text: solvedCell(row).text, strong: task.verdict.winner === name };
        },
      })),
    ],
    note: 'Trials that solved the task, of those that finished. Bold: the winner on that task.',
  });
}

export function overallTable(overall: OverallVerdict): Html {
  return table<OverallRow>({
    id: 'overall-contestants',
    title: 'Contestants over all tasks, best first',
    rows: overall.rows,
    columns: [
      { head: 'Contestant', cell: ({ name }) => ({ text: name, strong: name === overall.winner }) },
      { head: 'Solved', number: true, cell: solvedCell },
      { head: '95 % interval', number: true, cell: intervalCell },
      { head: 'Test wrong', number: true, cell: ({ testError }) => estimatedShare(testError) },
      {
        head: 'Average rank',
        number: true,
        cell: ({ averageRank }) =>
          averageRank === null
            ? { text: '–', value: null }
            : { text: averageRank.toFixed(2), value: averageRank },
      },
    ],
  });
}
