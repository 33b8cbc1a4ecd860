/** Data on the screen at one moment, whether the tournament is played here or watched from a file. */
import type { Batch } from '../../engine/batch.ts';
import type { TournamentSpec } from '../../tournament/spec/tournament.ts';
import type { Standing } from '../../tournament/standing.ts';
import type { Line } from '../terminal/text.ts';
import type { Story } from './story.ts';

export interface Shown {
  readonly spec: TournamentSpec;
  readonly standing: Standing;
  readonly story: Story;
  /** What happened last, newest first. */
  readonly news: readonly NewsItem[];
  /** Seconds since the session began; null where nobody counts them. */
  readonly elapsed: number | null;
  /** Trials that run at a time. */
  readonly workers: number;
  /** Nothing more will happen; the reason in a word or two. */
  readonly over: string | null;
  /** The verdict and its table in that many columns, once it is over. */
  readonly verdict: ((width: number) => readonly Line[]) | null;
  /** Something to be told at once, in place of the keys. */
  readonly note: string;
  /** Keys can be read. */
  readonly keys: boolean;
  /** Another process plays, if any; pausing holds the picture alone. */
  readonly watched: boolean;
  /** Test sequences of a task, by its label. */
  readonly specimens: ReadonlyMap<string, Specimens>;
}

export interface NewsItem {
  readonly seconds: number | null;
  readonly text: string;
}

/** Sequences of the test set, on their way, there, or why they cannot be had. */
export type Specimens =
  | { readonly state: 'loading' }
  | { readonly state: 'there'; readonly batch: Batch }
  | { readonly state: 'failed'; readonly reason: string };
