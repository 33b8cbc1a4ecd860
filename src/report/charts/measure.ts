/** Measures that are drawn over cost, and their groups. */
import type { SeedLine } from './bands.ts';
import type { Scale } from './view.ts';

/** What is drawn over cost. */
export interface Measure {
  readonly name: string;
  readonly scale: Scale;
  readonly missing: 'unknown' | 'worst';
  readonly write: (value: number) => string;
  /** Where the vertical axis begins; left out where the values say. */
  readonly from?: number;
  readonly to?: number;
  /** On a logarithmic axis, values below are drawn there. */
  readonly floor?: number;
  /** Levels to compare with, each with a word. */
  readonly levels?: readonly { readonly at: number; readonly label: string }[];
}

/** One line of the chart. */
export interface Group {
  readonly name: string;
  /** Of its contestant in the tournament, which gives colour, line and symbol. */
  readonly place: number;
  /** Drawn thin, beside the contestant's own line. */
  readonly second?: boolean;
  /** Of several runs that are compared, the one that it is of. */
  readonly run?: number;
  readonly lines: readonly SeedLine[];
}
