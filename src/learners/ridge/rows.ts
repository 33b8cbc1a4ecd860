/**
 * Rows of a regression: for each scored step of a training batch the features of the readout and the targets, in the
 * order of sequences and steps. Steps without a target, such as a washout, make states and no row.
 */
import { type Batch, runsFree } from '../../engine/batch.ts';
import type { CarryRequest, Device, Vector } from '../../engine/device.ts';
import type { Net } from '../../nets/net.ts';

/** Rows, `[count][1 + features + outputs]`: 1, then the features, then the targets (one-hot of classes). */
export interface Rows {
  readonly width: number;
  readonly count: number;
  readonly values: Float64Array;
}

export interface Collected {
  readonly rows: Rows;
  /** States at the end of all sequences, `[carried][B]`; null where none were asked for. */
  readonly end: Vector | null;
}

/** Number of columns of the readout, F. */
export const featuresOf = (net: Net): number => net.blocks.find(({ name }) => name === 'W_out')!.shape[1]!;

/**
 * Collects the rows of a batch.
 * @param carry states at its beginning where they are carried (null: 0); left out: not carried
 * @param room numbers of rows that are needed no more: the new ones take their place where it is large enough
 */
export async function collectRows(
  device: Device,
  net: Net,
  parameters: Vector,
  batch: Batch,
  {
    carry,
    room,
  }: { readonly carry?: CarryRequest | undefined; readonly room?: Float64Array | undefined } = {},
): Promise<Collected> {
  const features = featuresOf(net);
  const width = 1 + features + batch.outputs;
  const size = batch.scoredSteps * width;
  const values = room !== undefined && room.length >= size ? room.subarray(0, size) : new Float64Array(size);
  const { rows: count, end = null } = await device.features!(net, parameters, batch, {
    ...{ from: 0, to: batch.sequences, into: values, scored: { width, at: 1 } },
    ...(carry && { carry }),
  });
  let start = 0;
  for (let b = 0; b < batch.sequences; b++) {
    for (let t = 0; t < batch.lengths[b]!; t++) {
      if (batch.mask[t * batch.sequences + b] === 0) continue;
      if (runsFree(batch, t, b)) throw new RangeError('rows of a sequence that runs free');
      values[start] = 1;
      putTargets(values, start + 1 + features, batch, t, b);
      start += width;
    }
  }
  return { rows: { width, count, values }, end };
}

function putTargets(
  values: Float64Array,
  start: number,
  { classes, values: targets, outputs, sequences }: Batch,
  t: number,
  b: number,
): void {
  if (classes !== null) {
    values.fill(0, start, start + outputs);
    values[start + classes[t * sequences + b]!] = 1;
    return;
  }
  for (let output = 0; output < outputs; output++)
    values[start + output] = targets![(t * outputs + output) * sequences + b]!;
}
