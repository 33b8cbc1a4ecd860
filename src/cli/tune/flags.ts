/** The flags of `genoprop tune`, numbers read. */

import type { SamplerName } from '../../tournament/spec/tuning.ts';
import type { MachineFlags } from '../machine-flags.ts';
import type { PagesFlags } from '../pages.ts';

export interface TuneFlags extends MachineFlags, PagesFlags {
  readonly candidates?: number;
  /** Number of tuning seeds. */
  readonly seeds?: number;
  readonly sampler?: SamplerName;
  readonly seed?: number;
  readonly budget?: readonly string[];
  /** Number of fresh seeds of the tournament afterwards; 0 for none. */
  readonly then?: number;
  /** Path of the script that is written. */
  readonly write?: string;
  readonly device?: string;
  readonly workers: number;
  readonly isolate?: boolean;
  readonly dryRun?: boolean;
  readonly plain?: boolean;
  readonly json?: string;
  /** Path of the run file; false for no run file; left out for the default one. */
  readonly run?: string | false;
}
