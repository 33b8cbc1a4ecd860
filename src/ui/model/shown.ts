/** Data on the screen at one moment, of a tournament that is played here or watched from a file. */
import type { Batch } from '../../engine/batch.ts';
import type { Importance } from '../../statistics/importance.ts';
import type { TournamentSpec } from '../../tournament/spec/tournament.ts';
import type { Standing } from '../../tournament/standing.ts';
import type { EpisodeSpecimens } from '../../tournament/trial/episode-specimens.ts';
import type { MachinesStanding } from '../../watch/machines.ts';
import type { NewsItem } from '../../watch/news.ts';
import type { Story } from '../../watch/story.ts';
import type { TuningStanding } from '../../watch/tuning-standing.ts';
import type { Line } from '../terminal/text.ts';

export interface Shown {
  readonly spec: TournamentSpec;
  readonly standing: Standing;
  readonly story: Story;
  /** Last events, newest first. */
  readonly news: readonly NewsItem[];
  /** Seconds since the session began; null where nobody counts them. */
  readonly elapsed: number | null;
  /** Number of trials that run at a time. */
  readonly workers: number;
  /** Reason in a word or two why the tournament is over; null while it runs. */
  readonly over: string | null;
  /** Verdict and its table in that many columns, once the tournament is over. */
  readonly verdict: ((width: number) => readonly Line[]) | null;
  /** Message that takes the place of the keys at once. */
  readonly note: string;
  /** Address of the live page, with its token; null or left out where there is none. */
  readonly address?: string | null;
  /** True where keys can be read. */
  readonly keys: boolean;
  /** True where another process plays, if any; pausing then holds the picture alone. */
  readonly watched: boolean;
  /** Test sequences of tasks, by their labels. */
  readonly specimens: ReadonlyMap<string, Specimens>;
  /** Trials by machine; null or left out where all are played on one. */
  readonly machines?: MachinesStanding | null;
  /** Standing of the tuning; null or left out where nothing is tuned. */
  readonly tuning?: TuningStanding | null;
  /** Importance of settings by the contestant that is tuned; left out until the tuning is over. */
  readonly mattered?: ReadonlyMap<string, SettingsThatMattered>;
}

/** Settings of a search, the most important first, or the reason why there is no telling. */
export interface SettingsThatMattered {
  readonly settings: readonly Pick<Importance, 'setting' | 'importance' | 'low' | 'high' | 'best'>[];
  readonly reason: string | null;
}

/** State of the sequences of a test set, or of its episodes: loading, loaded, or the reason why they cannot be had. */
export type Specimens =
  | { readonly state: 'loading' }
  | { readonly state: 'there'; readonly batch: Batch }
  | { readonly state: 'episodes'; readonly episodes: EpisodeSpecimens }
  | { readonly state: 'failed'; readonly reason: string };
