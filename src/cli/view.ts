/** What a view of a running tournament is to the commands: told of every event, and asked to end. */

import type { Standing } from '../tournament/standing.ts';
import type { TournamentEvent } from '../tournament/tournament.ts';

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
