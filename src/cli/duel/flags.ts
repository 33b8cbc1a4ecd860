/** The flags of `genoprop duel`, numbers read. */

import type { Seeds } from '../../tournament/spec/repetitions.ts';
import type { MachineFlags } from '../machine-flags.ts';
import type { PagesFlags } from '../pages.ts';

export interface DuelFlags extends MachineFlags, PagesFlags {
  readonly set?: readonly string[];
  readonly contestant?: readonly string[];
  /** True for the far duel's contestants where none is named; `farFlags` has filled in its other values. */
  readonly far?: boolean;
  readonly seeds: Seeds;
  readonly seed: number;
  readonly budget?: readonly string[];
  readonly toTheEnd?: boolean;
  /** Share of wrong validation sequences. */
  readonly until?: number;
  readonly workers: number;
  readonly isolate?: boolean;
  readonly device?: string;
  readonly plain?: boolean;
  readonly json?: string;
  /** Path of the run file; false for no run file; left out for the default one. */
  readonly run?: string | false;
  readonly debug?: boolean;
}
