/** Figures of exchange rates: per task, over a number in which tasks differ, and as a table. */
import type { LabDrawing, LabFigure, LabInterval, LabLine } from '../figure.ts';
import { rounded } from '../parts/rounded.ts';
import type { TaskFamily } from '../parts/task-families.ts';
import { boundText, rateText } from './rate-text.ts';
import type { Rate } from './rates.ts';
import { type Unit, units } from './units.ts';

/** Name of a pair: `msgd-cr : genitor`. */
export const pairName = ({ descent, evolution }: Pick<Rate, 'descent' | 'evolution'>): string =>
  `${descent} : ${evolution}`;

const UNIT_CHOICE = { name: 'unit', values: units.map(({ title }) => title) };

const INTERVALS =
  '95 % bootstrap intervals over trials. Where one side solved nothing there is only a bound: the rate is said to be at least or at most so much.';

/** Rates on each task, one drawing for each unit and task. */
export function ratesFigure(rates: readonly Rate[], confidence: number): LabFigure {
  const tasks = [...new Set(rates.map(({ task }) => task))];
  const drawingOf = (unit: Unit, task: string): LabDrawing => ({
    kind: 'intervals',
    x: { name: unit.rate, scale: 'log' },
    rows: rates.filter((rate) => rate.task === task).map((rate, place) => rowOf(rate, unit, place)),
    levels: [{ name: 'equal', at: 1, axis: 'x' }],
  });
  return {
    id: 'rates',
    title: 'Exchange rate of each pair',
    shows: `Cost of the breeding contestant for one of the descending one, until the task is solved for certain. ${intervals(confidence)}`,
    reading:
      'To the right of 1 the descending contestant is cheaper. Where all trials of both sides solved the task the interval is still wide if the budget is far above their cost: a failure that was not seen would have cost all of it.',
    choices: [UNIT_CHOICE, ...(tasks.length > 1 ? [{ name: 'task', values: tasks }] : [])],
    drawings: units.flatMap((unit) => tasks.map((task) => drawingOf(unit, task))),
  };
}

const intervals = (confidence: number): string =>
  confidence === 0.95
    ? INTERVALS
    : INTERVALS.replace('95 %', `${Number((100 * confidence).toPrecision(4))} %`);

function rowOf(rate: Rate, unit: Unit, colour: number): LabInterval {
  const { value, low, high } = rate.in[unit.name]!;
  const bound = boundText({ low, high });
  const name = pairName(rate);
  if (value === null || low === null || high === null) {
    const known = value === null ? null : rounded(value);
    return { name, value: known, interval: null, note: bound ?? 'neither side solved it', colour };
  }
  return {
    name,
    value: rounded(value),
    interval: [rounded(low)!, rounded(high)!],
    colour,
  };
}

/**
 * Rates over the number in which the tasks of a family differ, one drawing for each unit.
 * @param number of the family among those of the run, from 0
 */
export function familyFigure(rates: readonly Rate[], family: TaskFamily, number: number): LabFigure {
  const pairs = [...new Set(rates.map(pairName))];
  const drawings = units.map(
    (unit): LabDrawing => ({
      kind: 'lines',
      x: axisOf(family),
      y: { name: unit.rate, scale: 'log' },
      lines: pairs.flatMap((pair, colour) =>
        linesOf(
          rates.filter((rate) => pairName(rate) === pair),
          { family, unit, name: pair, colour },
        ),
      ),
      levels: [{ name: 'equal', at: 1, axis: 'y' }],
    }),
  );
  return {
    id: number === 0 ? 'rates-over' : `rates-over-${number + 1}`,
    title: `Exchange rate over ${family.option} of ${family.task}`,
    shows: `Cost of the breeding contestant for one of the descending one, for each pair, over the tasks that differ in ${family.option}; bands are the intervals of the figure before. Points are bounds, where one side solved nothing.`,
    reading: `A line that falls says that descent loses its advantage with ${family.option}; below 1 evolution is cheaper.`,
    choices: [UNIT_CHOICE],
    drawings,
  };
}

/** Axis of a family's number. */
export const axisOf = ({ option, members }: TaskFamily) => ({
  name: option,
  scale:
    members[0]!.value > 0 && members.at(-1)!.value >= 5 * members[0]!.value
      ? ('log' as const)
      : ('linear' as const),
  ...(members.every(({ value }) => Number.isInteger(value)) ? { whole: true as const } : {}),
});

interface LineOf {
  readonly family: TaskFamily;
  readonly unit: Unit;
  readonly name: string;
  readonly colour: number;
}

function linesOf(rates: readonly Rate[], { family, unit, name, colour }: LineOf): LabLine[] {
  const at = family.members.map(({ label, value }) => ({
    x: value,
    rate: rates.find(({ task }) => task === label)?.in[unit.name],
  }));
  const bounded = (side: 'low' | 'high', words: string): LabLine[] => {
    const points = at.flatMap(({ x, rate }) => {
      const bound = rate?.[side] ?? null;
      return rate?.value === null && bound !== null ? [[x, rounded(bound)] as const] : [];
    });
    return points.length === 0 ? [] : [{ name: `${name}, ${words}`, points, mark: 'points', colour }];
  };
  const lines: LabLine[] = at.every(({ rate }) => (rate?.value ?? null) === null)
    ? []
    : [
        {
          name,
          colour,
          points: at.map(({ x, rate }) => [x, rate?.value == null ? null : rounded(rate.value)] as const),
          band: at.map(({ rate }) =>
            rate?.value == null || rate.low === null || rate.high === null
              ? null
              : ([rounded(rate.low)!, rounded(rate.high)!] as const),
          ),
        },
      ];
  return [...lines, ...bounded('low', 'at least'), ...bounded('high', 'at most')];
}

/** Table of all rates, one drawing for each unit. */
export const tableFigure = (rates: readonly Rate[], confidence: number): LabFigure => ({
  id: 'rates-table',
  title: 'Exchange rates',
  shows: `Cost of evolution for one of descent, with the interval (${Number((100 * confidence).toPrecision(4))} %), from the expected running times of both; and the trials that each solved.`,
  reading:
    'MACs count a gradient at its true cost; seconds depend on the machine and its load; an update gives as many scalars of feedback as it trains parameters, an evaluation one.',
  choices: [UNIT_CHOICE],
  drawings: units.map((unit) => ({
    kind: 'table',
    head: ['task', 'descent : evolution', 'solved', unit.head],
    rows: rates.map((rate) => [
      rate.task,
      pairName(rate),
      `${rate.solved.descent}/${rate.trials.descent} : ${rate.solved.evolution}/${rate.trials.evolution}`,
      rateText(rate.in[unit.name]!),
    ]),
  })),
});
