/**
 * Measurer of points of parameter space on the wasm device: in this thread, or in several at a time. A point's loss and
 * gradient depend on nothing but the point and the batch, so the number of threads changes no bit.
 */
import type { Device } from '../../engine/device.ts';
import { openDevice } from '../../engine/index.ts';
import { measurePoints, type PointsRequest, type PointValues } from '../../engine/points.ts';
import { openWorkerPool, type WorkerPool } from '../../tournament/threads/worker-pool.ts';

const DEVICE = 'wasm';

export interface PointMeasurer {
  /** Device of this thread, for other calls. */
  readonly device: Device;
  measure(request: PointsRequest): Promise<PointValues>;
  close(): Promise<void>;
}

/** Opens a measurer; `close` ends its threads. */
export async function openPointMeasurer(threads: number): Promise<PointMeasurer> {
  const device = await openDevice(DEVICE);
  let pool: WorkerPool | null = null;
  return {
    device,
    async measure(request) {
      const { points, net } = request;
      const count = points.length / net.parameters;
      if (threads <= 1 || count < 2 * threads) return measurePoints(device, request);
      pool ??= openWorkerPool(threads, { catalogue: null, drawers: 0 });
      const parts = await Promise.all(
        Array.from({ length: threads }, (_, part) => {
          const [from, to] = [part, part + 1].map((edge) => Math.floor((edge * count) / threads));
          const share = points.slice(from! * net.parameters, to! * net.parameters);
          return pool!.run<PointValues>('points', { ...request, points: share, device: DEVICE });
        }),
      );
      return joined(parts);
    },
    async close() {
      await device.close();
      await pool?.disband();
    },
  };
}

function joined(parts: readonly PointValues[]): PointValues {
  const losses = Float64Array.from(parts.flatMap((part) => [...part.losses]));
  const hasNorms = parts.every(({ norms }) => norms !== null);
  return { losses, norms: hasNorms ? Float64Array.from(parts.flatMap(({ norms }) => [...norms!])) : null };
}
