/** The flags of `genoprop worker`, numbers read. */
import type { GivenAddress, QueueFlags } from '../queue-flags.ts';

export interface WorkerFlags extends QueueFlags {
  readonly connect?: GivenAddress;
  readonly threads: number;
  readonly name?: string;
  readonly plugin?: readonly string[];
  readonly plugins?: string;
  readonly data?: string;
  readonly acceptPlugins?: boolean;
  readonly idleExit?: number;
}
