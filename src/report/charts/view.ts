/** View settings of the charts, as the reader sets them by the switches of the page. */
import type { CostAxis } from '../data.ts';

export type Scale = 'log' | 'linear';

/** Outcomes of a candidate, the one that is shown at first at the head. */
export const outcomes = ['cost', 'wrong', 'solved'] as const;
export type Outcome = (typeof outcomes)[number];

export interface View {
  readonly axis: CostAxis;
  readonly costScale: Scale;
  readonly valueScale: Scale;
  readonly measure: 'error' | 'loss';
  /** Median and quartiles over seeds, or every seed by itself. */
  readonly spread: 'bands' | 'seeds';
  /** Outcome of candidates in the figures of a tuning. */
  readonly outcome: Outcome;
  /** Repetition whose search is pictured. */
  readonly seed: number;
  /** Index of the test sequence shown, from 0. */
  readonly sequence: number;
  /** Width of a chart in pixels. */
  readonly width: number;
  /** Keys of hidden contestants and runs, as `keys.ts` makes them. */
  readonly hidden: ReadonlySet<string>;
  /** Index of the drawing that is shown of each figure of the lab, by the figure's id; left out: its first one. */
  readonly drawings: Readonly<Record<string, number>>;
  /** True for a chart with a legend of its own: one that stands alone, not in the page. */
  readonly legend: boolean;
}

export const firstView: View = {
  axis: 'macs',
  costScale: 'log',
  valueScale: 'linear',
  measure: 'error',
  spread: 'bands',
  outcome: 'cost',
  seed: 1,
  sequence: 0,
  width: 900,
  hidden: new Set(),
  drawings: {},
  legend: false,
};
