/** Figure of the report: its place, its explanation, and its drawing. */
import type { Drawing } from '../charts/frame.ts';
import type { Theme } from '../charts/theme.ts';
import type { View } from '../charts/view.ts';
import type { ChampionFilm } from '../data.ts';

/** Switch of the page that changes the drawing of figures. */
export type Control = Exclude<keyof View, 'width' | 'hidden' | 'legend' | 'drawings'>;

export type Section =
  | 'tuning'
  | 'overall'
  | 'sensitivity'
  | 'results'
  | 'gradient'
  | 'genetic'
  | 'other'
  | 'champions'
  | 'lab';

/** Groups of figures with common switches. */
export type Group =
  | 'lag'
  | 'population'
  | 'measures'
  | 'champions'
  | 'graphs'
  | 'films'
  | 'importance'
  | 'candidates';

export interface Figure {
  /** Id, unique in the page: letters, digits and hyphens. */
  readonly id: string;
  readonly section: Section;
  /** Index of its task in the tournament; null over all tasks. */
  readonly task: number | null;
  readonly title: string;
  /** Description of the figure, and how to read it; the second is left out where another figure beside it says it. */
  readonly shows: string;
  readonly reading?: string;
  readonly group: Group | null;
  /** Switches of the figure alone. */
  readonly controls: readonly Control[];
  /** Key of the contestant that it is of, with which it is hidden and shown. */
  readonly of?: string;
  /** True for a figure of half the width, two of which stand side by side in a wide window. */
  readonly half: boolean;
  /** Drawn values as rows to read, below the figure. */
  readonly table?: FigureTable;
  /** Beginning of its file's name, where it is not the task's label. */
  readonly file?: string;
  /** Episode that is played in place of a chart. */
  readonly film?: ChampionFilm;
  draw(view: View, theme: Theme): Drawing;
}

export interface FigureTable {
  /** Words by which it is opened. */
  readonly summary: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}
