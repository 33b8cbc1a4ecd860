/** Costs of a genome among those that are evaluated in one call. */
import type { BatchExtent, Net, NetMacs } from './net.ts';

/** Mean MACs of one of so many genomes, with its share of what they have in common. */
export const genomeMacs = (macs: NetMacs, net: Net, batch: BatchExtent, genomes: number): number =>
  macs.forward(net, batch) - (1 - 1 / genomes) * (macs.shared?.(net, batch) ?? 0);
