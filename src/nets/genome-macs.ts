/** Costs of a genome among those that are evaluated in one call, and of what a readout sees. */
import type { BatchExtent, Net, NetMacs } from './net.ts';

/** Mean MACs of one of so many genomes, with its share of what they have in common. */
export const genomeMacs = (macs: NetMacs, net: Net, batch: BatchExtent, genomes: number): number =>
  macs.forward(net, batch) - (1 - 1 / genomes) * (macs.shared?.(net, batch) ?? 0);

/** MACs of the features of the readout: of the states alone where an architecture tells them apart. */
export const featuresMacs = (macs: NetMacs, net: Net, batch: BatchExtent): number =>
  macs.shared?.(net, batch) ?? macs.forward(net, batch);
