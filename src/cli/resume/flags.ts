/** The flags of `genoprop resume`, numbers read. */
import type { MachineFlags } from '../machine-flags.ts';
import type { PagesFlags } from '../pages.ts';

export interface ResumeFlags extends MachineFlags, PagesFlags {
  readonly workers: number;
  readonly isolate?: boolean;
  readonly plain?: boolean;
  readonly json?: string;
  readonly retryFailed?: boolean;
  readonly budget?: readonly string[];
}
