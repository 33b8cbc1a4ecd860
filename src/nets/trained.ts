/** Sizes of nets: their parameters as people count them, and those of them that learners train. */
import { learntBlocks } from './frozen.ts';
import { architectureNamed } from './index.ts';
import type { Net } from './net.ts';

/** Number of parameters of a net as people count them: the weights alone where others hold its structure. */
export const sizeOf = (net: Net): number =>
  architectureNamed(net.architecture)?.weights?.(net) ?? net.parameters;

/** True where nets of that architecture grow, so that the number of a contestant's is the most that they may have. */
export const grows = (architecture: string): boolean => architectureNamed(architecture)?.bred === true;

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
