/** Losses and gradient norms at points of parameter space, one after the other: each depends on its point alone. */
import { clearFrozen, type Frozen } from '../nets/frozen.ts';
import type { Net } from '../nets/net.ts';
import { norm } from '../numeric/norm.ts';
import type { Batch } from './batch.ts';
import type { Device } from './device.ts';

export interface PointsRequest {
  readonly net: Net;
  readonly batch: Batch;
  /** Parameters of the points, `[points][parameters]`. */
  readonly points: Float32Array;
  /** True to compute ‖g‖ too, by gradient calls; else the points are evaluated as a population. */
  readonly norms: boolean;
  /** Parameters that are not learnt, whose entries of the gradient do not count. */
  readonly frozen?: Frozen | undefined;
}

export interface PointValues {
  /** E at each point; NaN or infinite where it is not finite. */
  readonly losses: Float64Array;
  /** ‖∂E/∂θ‖ at each point; null unless asked for. */
  readonly norms: Float64Array | null;
}

export async function measurePoints(
  device: Device,
  { net, batch, points, norms: wantsNorms, frozen }: PointsRequest,
): Promise<PointValues> {
  const count = points.length / net.parameters;
  if (!wantsNorms) return { losses: await device.evaluatePopulation(net, points, count, batch), norms: null };
  const losses = new Float64Array(count);
  const norms = new Float64Array(count);
  for (let point = 0; point < count; point++) {
    const parameters = points.subarray(point * net.parameters, (point + 1) * net.parameters);
    const { loss, gradient } = await device.gradient(net, parameters, batch);
    if (frozen !== undefined) clearFrozen(frozen, gradient);
    losses[point] = loss;
    norms[point] = norm(gradient);
  }
  return { losses, norms };
}
