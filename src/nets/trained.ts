/** Number of parameters that learners train in a net with a fixed part. */
import { learntBlocks } from './frozen.ts';
import { architectureNamed } from './index.ts';
import type { Net } from './net.ts';

/**
 * Parameters beside the fixed part, such as the readout of a reservoir, whose remainders are no parameters of their own;
 * null where all are trained.
 */
export function trainedIn(net: Net): number | null {
  const fixed = architectureNamed(net.architecture)?.fixed;
  if (fixed === undefined) return null;
  return learntBlocks(net, fixed.blocks).reduce((sum, { size }) => sum + size, 0);
}
