/** The flags of `genoprop tournament`, numbers read. */

import type { Part } from '../../tournament/spec/part.ts';
import type { Seeds } from '../../tournament/spec/repetitions.ts';
import type { MachineFlags } from '../machine-flags.ts';
import type { PagesFlags } from '../pages.ts';

export interface TournamentFlags extends MachineFlags, PagesFlags {
  readonly seeds?: Seeds;
  readonly seed?: number;
  readonly budget?: readonly string[];
  readonly toTheEnd?: boolean;
  /** Share of wrong validation sequences. */
  readonly until?: number;
  /** Part of the trials that is played; left out: all. */
  readonly part?: Part;
  readonly device?: string;
  readonly workers: number;
  readonly isolate?: boolean;
  readonly dryRun?: boolean;
  readonly plain?: boolean;
  readonly json?: string;
  /** Path of the run file; false for no run file; left out for the default one. */
  readonly run?: string | false;
}
