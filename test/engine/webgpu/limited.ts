/** The device on a GPU that says to allow less than it does, so that small work meets its limits. */

import { WebgpuDevice } from '../../../src/engine/webgpu/device.ts';
import { openGpu } from '../../../src/engine/webgpu/gpu/adapter.ts';
import { Gpu, type GpuLimits } from '../../../src/engine/webgpu/gpu/gpu.ts';

export async function openLimited(limits: Partial<GpuLimits>): Promise<WebgpuDevice> {
  const { device, adapter } = await openGpu();
  return new WebgpuDevice(new Gpu(device, { ...adapter, limits: { ...adapter.limits, ...limits } }));
}

/** `maxStorageBufferBindingSize` alone, as bytes that one buffer may have. */
export const openSmall = (bytes: number): Promise<WebgpuDevice> =>
  openLimited({ maxStorageBufferBindingSize: bytes });

const usual: GpuLimits = {
  maxStorageBufferBindingSize: 2 ** 30,
  maxBufferSize: 2 ** 30,
  maxComputeWorkgroupStorageSize: 32_768,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupsPerDimension: 65_535,
  maxStorageBuffersPerShaderStage: 8,
};

/** Nothing but a name and limits, for what only reads those. */
export const limitedGpu = (limits: Partial<GpuLimits> = {}): Gpu =>
  ({ limits: { ...usual, ...limits }, adapter: { hardware: 'a test' } }) as unknown as Gpu;
