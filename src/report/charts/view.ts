/** View settings of the charts, as the reader chose them: what the switches of the page set. */
import type { CostAxis } from '../data.ts';

export type Scale = 'log' | 'linear';

export interface View {
  readonly axis: CostAxis;
  readonly costScale: Scale;
  readonly valueScale: Scale;
  readonly measure: 'error' | 'loss';
  /** Median and quartiles over seeds, or every seed by itself. */
  readonly spread: 'bands' | 'seeds';
  /** The repetition whose search is pictured. */
  readonly seed: number;
  /** The test sequence shown, from 0. */
  readonly sequence: number;
  /** Pixels that a chart may take. */
  readonly width: number;
  /** Keys of contestants and runs that are not to be seen, as `keys.ts` makes them. */
  readonly hidden: ReadonlySet<string>;
  /** The chart itself says what its lines are: where it stands alone, not in the page. */
  readonly legend: boolean;
}

export const firstView: View = {
  axis: 'macs',
  costScale: 'log',
  valueScale: 'linear',
  measure: 'error',
  spread: 'bands',
  seed: 1,
  sequence: 0,
  width: 900,
  hidden: new Set(),
  legend: false,
};
