/** Number of parameters that learners train in a net with a fixed part. */
import { learntBlocks } from './frozen.ts';
import { architectureNamed } from './index.ts';
import type { Net } from './net.ts';

/**
 * Parameters beside the fixed part, such as the readout of a reservoir, whose remainders are no parameters of their own,
 * and beside those that the options keep at 0; null where all are trained.
 * @param options of the net; left out: those by which everything is trained
 */
export function trainedIn(net: Net, options: Readonly<Record<string, unknown>> = {}): number | null {
  const architecture = architectureNamed(net.architecture);
  const names = [...(architecture?.fixed?.blocks ?? []), ...(architecture?.zeroBlocks?.(options) ?? [])];
  return names.length === 0 ? null : learntBlocks(net, names).reduce((sum, { size }) => sum + size, 0);
}
