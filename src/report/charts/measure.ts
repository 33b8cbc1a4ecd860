/** Measures that are drawn over cost, and their groups. */
import type { SeedLine } from './bands.ts';
import type { Scale } from './view.ts';

/** Measure that is drawn over cost. */
export interface Measure {
  readonly name: string;
  readonly scale: Scale;
  readonly missing: 'unknown' | 'worst';
  readonly write: (value: number) => string;
  /** Beginning of the vertical axis; left out where the values decide it. */
  readonly from?: number;
  readonly to?: number;
  /** Least value on a logarithmic axis; smaller values are drawn there. */
  readonly floor?: number;
  /** End at which worse values lie, which may be cut for the others' sake; left out where that is unknown. */
  readonly worse?: 'low' | 'high';
  /** Levels to compare with, each with a word. */
  readonly levels?: readonly { readonly at: number; readonly label: string }[];
}

/** Line of the chart. */
export interface Group {
  readonly name: string;
  /** Index of its contestant in the tournament, which decides colour, line and symbol. */
  readonly place: number;
  /** True for a thin line beside the contestant's own. */
  readonly second?: boolean;
  /** Index of its run, where several runs are compared. */
  readonly run?: number;
  readonly lines: readonly SeedLine[];
}
