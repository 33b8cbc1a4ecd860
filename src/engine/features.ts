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

/** Rows that a request asks for: how wide they are, where the features begin in them, and which steps have one. */
export interface RowsAsked {
  readonly width: number;
  readonly at: number;
  /** True where rows end with a 1 behind the features. */
  readonly one: boolean;
  /** First row of each sequence, by its number. */
  readonly starts: Float64Array;
  /** Rows of all. */
  readonly rows: number;
  has(step: number, sequence: number): boolean;
}

/**
 * @param features F
 * @throws RangeError where the rows do not fit, or the batch has no such sequences: a mistake in the calling code
 */
export function rowsAsked(
  batch: Batch,
  { from, to, into, scored }: Pick<FeaturesRequest, 'from' | 'to' | 'into' | 'scored'>,
  features: number,
): RowsAsked {
  if (from < 0 || to > batch.sequences || from > to)
    throw new RangeError(`features of sequences ${from} to ${to} of ${batch.sequences}`);
  const { width, at } = scored ?? { width: features + 1, at: 0 };
  if (at + features > width)
    throw new RangeError(`${features} features from number ${at} on in rows of ${width}`);
  const has = (step: number, sequence: number): boolean =>
    step < batch.lengths[sequence]! &&
    (scored === undefined || batch.mask[step * batch.sequences + sequence] === 1);
  const starts = new Float64Array(batch.sequences);
  let rows = 0;
  for (let sequence = from; sequence < to; sequence++) {
    starts[sequence] = rows;
    if (scored === undefined) rows += batch.lengths[sequence]!;
    else for (let step = 0; step < batch.lengths[sequence]!; step++) if (has(step, sequence)) rows++;
  }
  if (into.length < rows * width)
    throw new RangeError(`features of ${rows * width} numbers for a place of ${into.length}`);
  return { width, at, one: scored === undefined, starts, rows, has };
}
