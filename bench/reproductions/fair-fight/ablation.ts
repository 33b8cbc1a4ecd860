/** Ablation of the fair fight: cells of the factorial, its main effects and its interactions, as tables. */
import { randomStream } from '../../../src/random/random.ts';
import type { Estimate } from '../../../src/statistics/bootstrap.ts';
import { quantity } from '../../../src/words/numbers.ts';
import { table } from '../../results.ts';
import { type Cell, type Effects, factorialEffects } from './effects.ts';
import { medianCost } from './median-cost.ts';
import { grouped, type Outcome } from './outcomes.ts';

/** Number of interactions that the table shows: those furthest from 0. */
const SHOWN = 12;

/**
 * Cells of the factorial, from contestants whose names are their levels: `start learner units`.
 * @throws RangeError where a name has other parts
 */
export function cellsOf(outcomes: readonly Outcome[]): Cell[] {
  return [...grouped(outcomes, ({ contestant }) => contestant)].map(([name, trials]) => {
    const [start, learner, units, ...more] = name.split(' ');
    if (units === undefined || more.length > 0)
      throw new RangeError(`'${name}' is not a start, a learner and units`);
    return { levels: { start: start!, learner: learner!, units }, costs: trials.map(({ cost }) => cost) };
  });
}

/** Table of cells: a row a start, a column a learner with its units. */
export function cellTable(cells: readonly Cell[]): string {
  const column = ({ levels }: Cell): string => `${levels.learner} ${levels.units}`;
  const columns = [...new Set(cells.map(column))].sort();
  const starts = [...new Set(cells.map(({ levels }) => levels.start!))];
  const rows = starts.map((start) => [
    start,
    ...columns.map((wanted) => {
      const cell = cells.find((one) => one.levels.start === start && column(one) === wanted);
      return cell === undefined ? 'not played' : cellText(cell.costs);
    }),
  ]);
  return table(['start', ...columns], rows);
}

function cellText(costs: readonly number[]): string {
  const solved = costs.filter(Number.isFinite);
  const middle = medianCost(costs);
  const cost = Number.isFinite(middle) ? `, ${quantity(middle)}` : '';
  return `${solved.length} of ${costs.length}${cost}`;
}

/** Tables of main effects and of the largest interactions. */
export function effectTables(cells: readonly Cell[], stream: string): string {
  const effects = factorialEffects(cells, { random: randomStream('fair-fight', stream) });
  return `${mainTable(effects)}\n\n${interactionTable(effects)}`;
}

function mainTable({ main }: Effects): string {
  const rows = main.map(({ factor, level, effect, solved, trials }) => [
    factor,
    level,
    `${solved} of ${trials}`,
    effectText(effect),
  ]);
  return table(['factor', 'level', 'solved', 'main effect (95 %)'], rows);
}

function interactionTable({ interactions }: Effects): string {
  // Of two levels one tells of both.
  const largest = interactions
    .filter(({ levels }) => levels[1] !== '50')
    .sort((a, b) => Math.abs(b.effect.value) - Math.abs(a.effect.value))
    .slice(0, SHOWN);
  const rows = largest.map(({ levels, effect, solved, trials }) => [
    levels.join(' × '),
    `${solved} of ${trials}`,
    effectText(effect),
  ]);
  return table([`interaction (the ${rows.length} largest)`, 'solved', 'effect (95 %)'], rows);
}

const effectText = ({ value, low, high }: Estimate): string =>
  `${signed(value)} (${signed(low)} to ${signed(high)})`;

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
