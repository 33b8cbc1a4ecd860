/** View of a running tournament, as commands see it: told of every event, and asked to end. */

import type { EarlierSession } from '../tournament/earlier-session.ts';
import type { TournamentEvent, TournamentSpec } from '../tournament/spec/tournament.ts';
import type { Standing } from '../tournament/standing.ts';
import type { Surface } from './terminal.ts';

export interface View {
  /** An event, and how the tournament stands after it. */
  tell(event: TournamentEvent, standing: Standing): void;
  /** Something that is no event, in a few words. */
  note(text: string): void;
  /** Nothing more will be told; what is on screen stays. */
  end(standing: Standing): void;
}

/** Seconds since some fixed moment. */
export type Seconds = () => number;

/** What there is to view, and what a view may ask for. */
export interface Viewed {
  readonly surface: Surface;
  readonly title: string;
  readonly spec: TournamentSpec;
  readonly past: EarlierSession;
  /** Before the first event: all trials waiting, or as the past left them. */
  readonly standing: Standing;
  readonly deviceLine: string;
  /** The run file; null where none is kept. */
  readonly path: string | null;
  /** How many trials run at a time. */
  readonly workers: number;
  readonly now: Seconds;
  /** Makes all trials pause between two steps, or go on. */
  setPaused(paused: boolean): void;
  /** What a Ctrl-C does: the first stops the trials, a second ends the process. For a view that reads the keys. */
  interrupt(): void;
}
