/** Thread entry: measures losses and gradient norms at points of parameter space. */
import { measurePoints, type PointsRequest, type PointValues } from '../src/engine/points.ts';
import { withDevice } from './thread-device.ts';

export interface PointsTask extends PointsRequest {
  readonly device: string;
}

export default function points({ device, ...request }: PointsTask): Promise<PointValues> {
  return withDevice(device, (opened) => measurePoints(opened, request));
}
