/** A figure of the report: where it stands, how it is read, and what draws it. */
import type { Drawing } from '../charts/frame.ts';
import type { Theme } from '../charts/theme.ts';
import type { View } from '../charts/view.ts';

/** A switch of the page that changes how figures are drawn. */
export type Control = Exclude<keyof View, 'width' | 'hidden' | 'legend'>;

export type Section = 'overall' | 'sensitivity' | 'results' | 'gradient' | 'genetic' | 'other' | 'champions';

/** Figures that stand together under switches which they share. */
export type Group = 'lag' | 'population' | 'measures' | 'champions';

export interface Figure {
  /** Unique in the page: letters, digits and hyphens. */
  readonly id: string;
  readonly section: Section;
  /** The place of its task in the tournament; null over all tasks. */
  readonly task: number | null;
  readonly title: string;
  /** What it shows, and how it is read; the second is left out where another figure beside it says it. */
  readonly shows: string;
  readonly reading?: string;
  readonly group: Group | null;
  /** Its own switches. */
  readonly controls: readonly Control[];
  /** Of the contestant with this key alone, with whom it is hidden and shown. */
  readonly of?: string;
  /** Two stand side by side where there is room. */
  readonly half: boolean;
  draw(view: View, theme: Theme): Drawing;
}
