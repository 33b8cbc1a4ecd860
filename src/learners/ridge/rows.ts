/**
 * Rows of a regression: for each scored step of a training batch the features of the readout and the targets, in the
 * order of sequences and steps. Steps without a target, such as a washout, make states and no row.
 */
import { type Batch, runsFree } from '../../engine/batch.ts';
import type { Device, Vector } from '../../engine/device.ts';
import type { Net } from '../../nets/net.ts';

/** Doubles of features that are fetched at a time. */
const MOST_NUMBERS = 2 ** 23;

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
 */
export async function collectRows(
  device: Device,
  net: Net,
  parameters: Vector,
  batch: Batch,
  carry?: { readonly from: Vector | null },
): Promise<Collected> {
  const features = featuresOf(net);
  const width = 1 + features + batch.outputs;
  const values = new Float64Array(batch.scoredSteps * width);
  const group = Math.max(1, Math.floor(MOST_NUMBERS / (batch.steps * (features + 1))));
  const room = new Float64Array(Math.min(group, batch.sequences) * batch.steps * (features + 1));
  let end: Float64Array | null = null;
  let at = 0;
  for (let from = 0; from < batch.sequences; from += group) {
    const to = Math.min(batch.sequences, from + group);
    const given = await device.features!(net, parameters, batch, {
      from,
      to,
      into: room,
      ...(carry && { carry }),
    });
    let row = 0;
    for (let b = from; b < to; b++) {
      for (let t = 0; t < batch.lengths[b]!; t++, row++) {
        if (batch.mask[t * batch.sequences + b] === 0) continue;
        if (runsFree(batch, t, b)) throw new RangeError('rows of a sequence that runs free');
        const start = row * (features + 1);
        values[at * width] = 1;
        values.set(room.subarray(start, start + features), at * width + 1);
        putTargets(values, at * width + 1 + features, batch, t, b);
        at++;
      }
    }
    if (given.end !== undefined) {
      end ??= new Float64Array(given.end.length);
      for (let place = 0; place < end.length; place++) {
        const b = place % batch.sequences;
        if (b >= from && b < to) end[place] = given.end[place]!;
      }
    }
  }
  return { rows: { width, count: at, values }, end };
}

function putTargets(
  values: Float64Array,
  start: number,
  { classes, values: targets, outputs, sequences }: Batch,
  t: number,
  b: number,
): void {
  if (classes !== null) {
    values[start + classes[t * sequences + b]!] = 1;
    return;
  }
  for (let output = 0; output < outputs; output++)
    values[start + output] = targets![(t * outputs + output) * sequences + b]!;
}
