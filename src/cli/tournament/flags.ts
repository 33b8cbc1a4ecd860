/** The flags of `genoprop tournament`, numbers read. */
import type { Seeds } from '../../tournament/spec/repetitions.ts';

export interface TournamentFlags {
  readonly seeds?: Seeds;
  readonly seed?: number;
  readonly budget?: readonly string[];
  readonly toTheEnd?: boolean;
  /** Share of wrong validation sequences. */
  readonly until?: number;
  readonly device?: string;
  readonly workers: number;
  readonly dryRun?: boolean;
  readonly plain?: boolean;
  readonly json?: string;
  /** Path of the run file; false for no run file; left out for the default one. */
  readonly run?: string | false;
}
