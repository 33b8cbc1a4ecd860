/** View of a running tournament: receives every event, and is told to end. */

import type { EarlierSession } from '../tournament/earlier-session.ts';
import type { TournamentEvent, TournamentSpec } from '../tournament/spec/tournament.ts';
import type { Standing } from '../tournament/standing.ts';
import type { RoundEvent } from '../tournament/tuning/play-rounds.ts';
import type { Surface } from './terminal.ts';

export interface View {
  /** Shows an event. The standing is the one after it. */
  tell(event: TournamentEvent, standing: Standing): void;
  /** Shows that a further round of a tuning begins. The standing is that of its spec. */
  round(event: RoundEvent, standing: Standing): void;
  /** Shows a remark that is no event. */
  note(text: string): void;
  /** Ends the view; its last picture stays on the screen. */
  end(standing: Standing): void;
}

/** Clock: seconds since some fixed moment. */
export type Seconds = () => number;

/** Tournament to view, and the controls that a view may use. */
export interface Viewed {
  readonly surface: Surface;
  readonly title: string;
  readonly spec: TournamentSpec;
  readonly past: EarlierSession;
  /** Standing before the first event: all trials waiting, or as the earlier sessions left them. */
  readonly standing: Standing;
  readonly deviceLine: string;
  /** Path of the run file; null where none is kept. */
  readonly path: string | null;
  /** Address of the live page, with its token; null or left out where there is none. */
  readonly address?: string | null;
  /** Number of trials that run at a time. */
  readonly workers: number;
  readonly now: Seconds;
  /** Pauses all trials between two steps, or lets them go on. */
  setPaused(paused: boolean): void;
  /** Handles Ctrl-C for a view that reads the keys: the first stops the trials, a second ends the process. */
  interrupt(): void;
}
