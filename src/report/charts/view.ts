/** How the reader wants to see the charts: what the switches of the page set. */
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
};
