/** Table of successes and costs, one row a contestant on a task. */
import { wilsonInterval } from '../../../src/statistics/wilson.ts';
import { median, percent, percentRange, quantity } from '../../../src/words/numbers.ts';
import { table } from '../../results.ts';
import { medianCost } from './median-cost.ts';
import { grouped, type Outcome, type Played } from './outcomes.ts';

const HEAD = [
  'task',
  'contestant',
  'solved',
  '95 % interval',
  'MACs to solve: median',
  'range',
  'test error: median',
];

/** Markdown of the table of all these runs together, and of what is missing in it. */
export function successTable(runs: readonly Played[]): string {
  const outcomes = runs.flatMap((run) => run.outcomes);
  const planned = runs.reduce((sum, run) => sum + run.planned, 0);
  const devices = [...new Set(runs.map(({ device }) => device))];
  const rows = runs.flatMap((run) =>
    [...grouped(run.outcomes, ({ task, contestant }) => `${task}/${contestant}`).values()].map((trials) =>
      rowOf(trials, run.seeds),
    ),
  );
  const missing = planned - outcomes.length;
  const said = missing === 0 ? `All ${planned} trials ended` : `${missing} of ${planned} trials are missing`;
  return `${table(HEAD, rows)}\n\n${said}. Device: ${devices.join(', ')}.`;
}

/** Row of a contestant. A missing trial might have ended either way, so the interval holds both. */
function rowOf(trials: readonly Outcome[], seeds: number): string[] {
  const { task, contestant } = trials[0]!;
  const solved = trials.filter((trial) => trial.solved);
  const missing = seeds - trials.length;
  const { low } = wilsonInterval(solved.length, seeds);
  const { high } = wilsonInterval(solved.length + missing, seeds);
  const costs = trials.map(({ cost }) => cost);
  const open = Array.from({ length: missing }, () => Number.POSITIVE_INFINITY);
  const middle = medianCost([...costs, ...open]);
  const errors = trials.flatMap(({ testError }) => (testError === null ? [] : [testError]));
  return [
    task,
    contestant,
    `${solved.length} of ${seeds}${missing === 0 ? '' : `, ${missing} missing`}`,
    percentRange(low, high, 0),
    missing > 0 && !Number.isFinite(middle) ? 'not known' : costText(middle),
    solved.length === 0 ? '-' : `${quantity(Math.min(...costs))} to ${costText(Math.max(...costs))}`,
    percent(median(errors)),
  ];
}

const costText = (cost: number): string => (Number.isFinite(cost) ? quantity(cost) : 'above the budget');
