/**
 * Costs of batches with feedback, as `device.ts` computes them. A step of a free run costs a step of the folded net; the
 * fold is made once a pass. Of a net that is no cell around one product it costs an answer at every step. A gradient reads the washout once more, for the state at its end.
 */
import type { BatchExtent, Net, NetMacs } from '../../nets/net.ts';
import type { Batch } from '../batch.ts';
import { foldOf, isFoldable } from './fold.ts';
import { partsOf } from './parts.ts';

/** MACs of one forward pass over a batch with or without feedback. */
export function forwardMacs(macs: NetMacs, net: Net, batch: Batch): number {
  const parts = partsOf(batch);
  if (parts === null) return macs.forward(net, batch);
  const { forced, free } = parts;
  const ofForced = forced === null ? 0 : macs.forward(net, forced.batch);
  if (free === null) return ofForced;
  if (!isFoldable(net))
    return ofForced + macs.forward(net, free.washout) + macs.forward(net, answering(free.tail));
  const fold = foldOf(net);
  return ofForced + macs.forward(net, free.washout) + macs.forward(fold.net, free.tail) + fold.macs;
}

/** MACs of a product with the curvature; a gradient's stand in for them where a net has none, in forecasts alone. */
export const curvatureMacs = (macs: NetMacs, net: Net, batch: BatchExtent): number =>
  macs.curvature?.(net, batch) ?? macs.gradient(net, batch, { omega: false });

/** Extent of a part each of whose steps is answered, scored or not. */
const answering = (tail: Batch): BatchExtent => ({ ...tail, scoredSteps: tail.activeSteps });

/**
 * MACs of evaluating so many genomes `[count][parameters]` in one call, `[count]`: what they have in common is counted with the first. Free
 * runs have no part in common, for their states depend on the answers.
 */
export function populationMacs(
  macs: NetMacs,
  net: Net,
  batch: Batch,
  count: number,
  genomes: ArrayLike<number>,
): Float64Array {
  const { ofGenome } = macs;
  if (ofGenome !== undefined)
    return Float64Array.from({ length: count }, (_, genome) =>
      ofGenome(net, batch, genomes, genome * net.parameters),
    );
  const each = forwardMacs(macs, net, batch);
  const shared = macs.shared === undefined || partsOf(batch)?.free ? 0 : macs.shared(net, batch);
  const costs = new Float64Array(count).fill(each - shared);
  if (count > 0) costs[0] = each;
  return costs;
}

/** MACs of one gradient on a batch with or without feedback. */
export function gradientMacs(
  macs: NetMacs,
  net: Net,
  batch: Batch,
  options: { readonly omega: boolean },
): number {
  const parts = partsOf(batch);
  if (parts === null) return macs.gradient(net, batch, options);
  const { forced, free } = parts;
  const ofForced = forced === null ? 0 : macs.gradient(net, forced.batch, options);
  if (free === null) return ofForced;
  const fold = foldOf(net);
  const ofWashout = macs.forward(net, free.washout) + macs.gradient(net, free.washout, options);
  // Back through the fold: a product for the gradient of each factor.
  return ofForced + ofWashout + macs.gradient(fold.net, free.tail, options) + 3 * fold.macs;
}
