/** A GPU on which kernels that read what nobody has written, or beyond a buffer's end, give other results. */
import { openGpu } from '../../../src/engine/webgpu/gpu/adapter.ts';
import { BufferUsage, Gpu } from '../../../src/engine/webgpu/gpu/gpu.ts';

/** Storage buffers begin full of NaN, not of zeros. */
export function poison({ device }: Gpu): void {
  const createBuffer = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = createBuffer(descriptor);
    if ((descriptor.usage & BufferUsage.STORAGE) !== 0) {
      device.queue.writeBuffer(buffer, 0, new Uint32Array(descriptor.size / 4).fill(0x7fc00000));
    }
    return buffer;
  };
}

/** Devices live as long as it does. */
let instance: GPU | null = null;

/** The GPU with Dawn's own checks, which keep every index inside its buffer. */
export async function openChecked(): Promise<Gpu> {
  const { adapter } = await openGpu();
  const { create } = await import('webgpu');
  instance = create(['enable-dawn-features=disable_workgroup_init']);
  const found = await instance.requestAdapter();
  const device = await found!.requestDevice({ requiredLimits: { ...adapter.limits } });
  return new Gpu(device, adapter);
}
