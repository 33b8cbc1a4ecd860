/** The flags of `genoprop workers`. */
import type { GivenAddress, QueueFlags } from '../queue-flags.ts';

export interface WorkersFlags extends QueueFlags {
  readonly connect?: GivenAddress;
  readonly json?: boolean;
  readonly watch?: boolean;
}
