/** Figures of gains, of curves with the handing over marked, and of shares of the budget. */
import type { Estimate } from '../../statistics/bootstrap.ts';
import { percentRange, quantity } from '../../words/numbers.ts';
import { boundText, rateText } from '../exchange/rate-text.ts';
import type { LabAxis, LabDrawing, LabFigure, LabInterval, LabLevel, LabLine } from '../figure.ts';
import { rounded } from '../parts/rounded.ts';
import type { Curve } from './curves.ts';
import { type Gain, verdictOf } from './gains.ts';
import type { Sweep } from './sweeps.ts';

const WORDS = { gain: 'gain', loss: 'loss', open: 'open' };

/** Gains over each parent as a table. */
export function tableFigure(gains: readonly Gain[]): LabFigure {
  const tasks = [...new Set(gains.map(({ task }) => task))];
  return {
    id: 'gains-table',
    title: 'Hybrids and their parents',
    shows:
      'Each hybrid beside each of its parents, at equal cost, the better parent first (*). Solved: trials of the hybrid, then of the parent. Parent costs: its expected running time for one of the hybrid, with its interval. Better: probability that a trial of the hybrid goes better than one of the parent.',
    reading:
      'A gain or a loss is one beyond chance: the interval of the probability does not hold one half. Where the parent costs more than 1, the hybrid is cheaper.',
    ...(tasks.length > 1 ? { choices: [{ name: 'task', values: tasks }] } : {}),
    drawings: tasks.map(
      (task): LabDrawing => ({
        kind: 'table',
        head: ['hybrid', 'parent', 'solved', 'parent costs', 'better', 'verdict'],
        rows: gains
          .filter((gain) => gain.task === task)
          .map((gain) => [
            gain.hybrid,
            `${gain.parent}${gain.isBetterParent ? ' *' : ''}${gain.hasSameNet ? '' : ' (other net)'}`,
            `${gain.solved.hybrid} of ${gain.trials.hybrid}, ${gain.solved.parent} of ${gain.trials.parent}`,
            rateText(gain.ratio),
            `${Math.round(100 * gain.better.value)} % (${percentRange(gain.better.low, gain.better.high, 0)})`,
            WORDS[verdictOf(gain)],
          ]),
      }),
    ),
  };
}

interface GainMeasure {
  readonly title: string;
  readonly axis: LabAxis;
  readonly level: LabLevel;
  row(gain: Gain): Omit<LabInterval, 'name' | 'colour'>;
}

const rowOf = ({ value, low, high }: Estimate) => ({
  value: rounded(value),
  interval: [rounded(low)!, rounded(high)!] as const,
});

/** Measures of a gain. */
const MEASURES: readonly GainMeasure[] = [
  {
    title: 'pairs of trials',
    axis: { name: 'probability that the hybrid does better', scale: 'linear', low: 0, high: 1, share: true },
    level: { name: 'as good', at: 0.5, axis: 'x' },
    row: ({ better }) => rowOf(better),
  },
  {
    title: 'trials solved',
    axis: { name: 'share solved by the hybrid less that of the parent', scale: 'linear', low: -1, high: 1 },
    level: { name: 'as many', at: 0, axis: 'x' },
    row: ({ difference }) => rowOf(difference),
  },
  {
    title: 'running time',
    axis: { name: 'running time of the parent for one of the hybrid', scale: 'log' },
    level: { name: 'as dear', at: 1, axis: 'x' },
    row({ ratio: { value, low, high } }) {
      if (value !== null && low !== null && high !== null) return rowOf({ value, low, high });
      return { value: null, interval: null, note: boundText({ low, high }) ?? 'neither solved it' };
    },
  },
];

/** Gains over the better parent, task by task, by each measure. */
export function gainsFigure(gains: readonly Gain[], confidence: number): LabFigure {
  const over = gains.filter(({ isBetterParent }) => isBetterParent);
  const tasks = [...new Set(over.map(({ task }) => task))];
  return {
    id: 'gains',
    title: 'Gain over the better parent',
    shows: `Each hybrid beside its better parent, with ${Number((100 * confidence).toPrecision(4))} % intervals: the probability that a trial of it goes better (solved first, then cheaper, then fewer wrong), the difference of the shares solved, and the ratio of the expected running times.`,
    reading:
      'To the right of the line the hybrid does better; where an interval crosses it, that may be chance.',
    choices: [
      ...(tasks.length > 1 ? [{ name: 'task', values: tasks }] : []),
      { name: 'counted in', values: MEASURES.map(({ title }) => title) },
    ],
    drawings: tasks.flatMap((task) =>
      MEASURES.map(
        ({ axis, level, row }): LabDrawing => ({
          kind: 'intervals',
          x: axis,
          rows: over
            .filter((gain) => gain.task === task)
            .map((gain, place) => ({
              name: `${gain.hybrid} : ${gain.parent}`,
              ...row(gain),
              colour: place,
            })),
          levels: [level],
        }),
      ),
    ),
  };
}

export interface CurvesOfHybrid {
  /** Task and hybrid: the name of the choice. */
  readonly name: string;
  readonly hybrid: string;
  readonly curves: readonly Curve[];
}

/** Losses over cost of each hybrid and its parents. */
export function curvesFigure(
  groups: readonly CurvesOfHybrid[],
  places: ReadonlyMap<string, number>,
): LabFigure {
  return {
    id: 'curves',
    title: 'Loss over cost, with the handing over',
    shows:
      'Validation loss of the present net over what its search has cost, median of the trials: the hybrid solid, its parents dashed. Points are the first validations after a part has handed over, one a trial.',
    reading:
      'Where the points begin, the other learner is at work: a line that falls faster from there than the parent’s has gained by the change.',
    ...(groups.length > 1 ? { choices: [{ name: 'hybrid', values: groups.map(({ name }) => name) }] } : {}),
    drawings: groups.map(
      ({ hybrid, curves }): LabDrawing => ({
        kind: 'lines',
        x: { name: 'cost: MACs', scale: 'log' },
        y: { name: 'validation loss', scale: 'log' },
        lines: curves.flatMap(({ contestant, points, handed }): LabLine[] => {
          const colour = places.get(contestant) ?? 0;
          return [
            {
              name: contestant,
              mark: contestant === hybrid ? 'solid' : 'dashed',
              colour,
              points: points.map(([macs, loss]) => [rounded(macs)!, loss === null ? null : rounded(loss)]),
            },
            ...(handed.length === 0 || contestant !== hybrid
              ? []
              : [
                  {
                    name: 'handed over',
                    mark: 'points' as const,
                    colour: colour + 1,
                    points: handed
                      .toSorted(([one], [other]) => one - other)
                      .map(([macs, loss]) => [rounded(macs)!, rounded(loss)] as const),
                  },
                ]),
          ];
        }),
      }),
    ),
  };
}

/** Handovers of the same parts over the share at which they hand over. */
export function sweepsFigure(sweeps: readonly Sweep[]): LabFigure {
  const tasks = [...new Set(sweeps.map(({ task }) => task))];
  return {
    id: 'shares',
    title: 'Share of the budget at which to hand over',
    shows:
      'Probability that a trial of the handover goes better than one of its better parent, over the share of the budget at which the first part ends; bands are intervals.',
    reading:
      'The highest point is the share that gained most; where bands overlap the difference may be chance.',
    ...(tasks.length > 1 ? { choices: [{ name: 'task', values: tasks }] } : {}),
    drawings: tasks.map(
      (task): LabDrawing => ({
        kind: 'lines',
        x: { name: 'share of the budget of the first part', scale: 'linear', low: 0, high: 1, share: true },
        y: { name: 'probability of doing better', scale: 'linear', low: 0, high: 1, share: true },
        lines: sweeps
          .filter((sweep) => sweep.task === task)
          .map(({ parts, shares }, place) => ({
            name: parts,
            colour: place,
            points: shares.map(({ share, gain }) => [share, rounded(gain.better.value)] as const),
            band: shares.map(
              ({ gain: { better } }) => [rounded(better.low)!, rounded(better.high)!] as const,
            ),
          })),
        levels: [{ name: 'as good as the parent', at: 0.5, axis: 'y' }],
      }),
    ),
  };
}

/** The same as a table, with running times. */
export function sharesTable(sweeps: readonly Sweep[]): LabFigure {
  const isOneTask = new Set(sweeps.map(({ task }) => task)).size === 1;
  return {
    id: 'shares-table',
    title: 'Shares of the budget, as a table',
    shows:
      'By the share of the budget at which the first part ends: how many trials were solved, in how many the second part came to run (the others were solved before), and the expected running time; * is the cheapest.',
    drawings: [
      {
        kind: 'table',
        head: [...(isOneTask ? [] : ['task']), 'parts', 'share', 'solved', 'handed over', 'running time'],
        rows: sweeps.flatMap(({ task, parts, shares, best }) =>
          shares.map(({ share, gain }) => [
            ...(isOneTask ? [] : [task]),
            parts,
            `${share}${share === best ? ' *' : ''}`,
            `${gain.solved.hybrid} of ${gain.trials.hybrid}`,
            `${gain.handed ?? 0} of ${gain.trials.hybrid}`,
            gain.macs === null ? '-' : quantity(gain.macs, 'MAC'),
          ]),
        ),
      },
    ],
  };
}
