/** Features of a net's readout as rows: how many a batch has, and how wide they are. */
import { block } from '../nets/layout.ts';
import type { Net } from '../nets/net.ts';
import type { Batch } from './batch.ts';
import type { FeaturesRequest } from './device.ts';

/** F + 1: numbers of a row, the last of which is 1. */
export const rowWidth = (net: Net): number => block(net, 'W_out').shape[1]! + 1;

/** Number of rows of sequences `from` to below `to`: one a step. */
export function rowCount({ lengths }: Pick<Batch, 'lengths'>, from: number, to: number): number {
  let rows = 0;
  for (let sequence = from; sequence < to; sequence++) rows += lengths[sequence]!;
  return rows;
}

/** @throws RangeError where the rows do not fit, or the batch has no such sequences: a mistake in the calling code */
export function requireRows(
  batch: Batch,
  { from, to, into }: Pick<FeaturesRequest, 'from' | 'to' | 'into'>,
  width: number,
): void {
  if (from < 0 || to > batch.sequences || from > to)
    throw new RangeError(`features of sequences ${from} to ${to} of ${batch.sequences}`);
  const needed = rowCount(batch, from, to) * width;
  if (into.length < needed)
    throw new RangeError(`features of ${needed} numbers for a place of ${into.length}`);
}
