import { describe, expect, it } from 'vitest';
import { lookForGpu, openGpu } from '../../../../src/engine/webgpu/gpu/adapter.ts';
import { BufferUsage, type Gpu, LIMIT_NAMES, MapMode } from '../../../../src/engine/webgpu/gpu/gpu.ts';
import { thisHost } from '../../../../src/engine/webgpu/gpu/host.ts';
import { findVulkan, swiftShaderDriver } from '../../../../src/engine/webgpu/gpu/vulkan.ts';
import { DeviceLost, RunError, UserError } from '../../../../src/errors.ts';
import { missingFolder } from '../../../support/missing-folder.ts';

const driver = swiftShaderDriver(thisHost);
if (driver !== null) process.env.VK_ICD_FILENAMES = driver;
const vulkan = findVulkan(thisHost);
const absence =
  driver === null ? "no browser's SwiftShader is installed" : vulkan.present ? null : vulkan.missing;

/** Closed at the end, whatever happens. */
async function withGpu(work: (gpu: Gpu) => Promise<void>): Promise<void> {
  const gpu = await openGpu();
  try {
    await work(gpu);
  } finally {
    gpu.close();
  }
}

const readable = BufferUsage.MAP_READ | BufferUsage.COPY_DST;

// First of all, for once Dawn is there it is not looked for again.
describe.skipIf(process.platform !== 'linux')('a machine without Vulkan', () => {
  it('is answered with what is missing and what to do, and nothing is printed', async () => {
    const before = process.env.VK_ICD_FILENAMES;
    process.env.VK_ICD_FILENAMES = `${missingFolder()}/a.json`;
    try {
      const presence = await lookForGpu();
      expect(presence.present).toBe(false);
      const opening = openGpu();
      await expect(opening).rejects.toThrow(
        /^device webgpu is not there: .*(VK_ICD_FILENAMES names no|loader).*; /,
      );
      await expect(opening).rejects.toBeInstanceOf(UserError);
    } finally {
      if (before === undefined) delete process.env.VK_ICD_FILENAMES;
      else process.env.VK_ICD_FILENAMES = before;
    }
  });
});

describe.skipIf(absence !== null)(
  `a GPU, imitated by SwiftShader${absence ? ` (not here: ${absence})` : ''}`,
  () => {
    it('is found as the software that it is, with its limits', async () => {
      const presence = await lookForGpu();
      expect(presence).toMatchObject({ present: true, hardware: 'SwiftShader', kind: 'software' });
      if (!presence.present) return;
      expect(Object.keys(presence.limits)).toEqual([...LIMIT_NAMES]);
      for (const limit of Object.values(presence.limits)) expect(limit).toBeGreaterThan(0);
    });

    it('is opened with all that its adapter allows', () =>
      withGpu(async (gpu) => {
        expect(gpu.adapter).toMatchObject({ vendor: 'google', architecture: 'swiftshader' });
        for (const name of LIMIT_NAMES) expect(gpu.device.limits[name]).toBe(gpu.limits[name]);
        expect(gpu.limits.maxBufferSize).toBeGreaterThan(2 ** 28);
      }));

    it('gives buffers of whole words, which can be read back', () =>
      withGpu(async (gpu) => {
        const buffer = await gpu.createBuffer(10, readable, 'three numbers');
        expect(buffer.size).toBe(12);
        gpu.device.queue.writeBuffer(buffer, 0, new Float32Array([1, 2, 3]));
        await gpu.guard(() => buffer.mapAsync(MapMode.READ));
        expect([...new Float32Array(buffer.getMappedRange())]).toEqual([1, 2, 3]);
      }));

    it('refuses a buffer beyond its limits with both sizes, and goes on', () =>
      withGpu(async (gpu) => {
        const wanted = gpu.createBuffer(
          2 ** 33,
          BufferUsage.STORAGE,
          'the states of 225 trials',
          'fewer trials',
        );
        await expect(wanted).rejects.toThrow(
          /^webgpu: the states of 225 trials would take 8,192 MiB in one buffer, SwiftShader allows [\d,]+ MiB; fewer trials would fit$/,
        );
        await expect(wanted).rejects.toBeInstanceOf(RunError);
        expect((await gpu.createBuffer(4, readable, 'a number')).size).toBe(4);
      }));

    it('turns a wrong call into an error of the work that made it, and of all that follows', () =>
      withGpu(async (gpu) => {
        const buffer = await gpu.createBuffer(4, readable, 'a number');
        const wrong = gpu.guard(async () => {
          gpu.device.createShaderModule({ code: 'fn nonsense( {' });
          await buffer.mapAsync(MapMode.READ);
        });
        await expect(wrong).rejects.toThrow(
          /^webgpu refused what it was given, a mistake of genoprop: .*WGSL/,
        );
        await expect(wrong).rejects.toBeInstanceOf(RunError);
        await expect(gpu.guard(() => 1)).rejects.toThrow(/^webgpu refused/);
      }));

    it('turns a buffer of impossible use into an error of its own', () =>
      withGpu(async (gpu) => {
        const wrong = gpu.createBuffer(4, BufferUsage.MAP_READ | BufferUsage.STORAGE, 'a number');
        await expect(wrong).rejects.toThrow(/^webgpu refused what it was given/);
        expect(await gpu.guard(() => 1)).toBe(1);
      }));

    it('ends the work that is under way when it is lost, and what follows, with the reason', () =>
      withGpu(async (gpu) => {
        const buffer = await gpu.createBuffer(4, readable, 'a number');
        const never = new Promise<never>(() => {});
        const [mapping, waiting] = [gpu.guard(() => buffer.mapAsync(MapMode.READ)), gpu.guard(() => never)];
        gpu.device.destroy();
        for (const work of [mapping, waiting]) {
          await expect(work).rejects.toBeInstanceOf(DeviceLost);
          await expect(work).rejects.toThrow(/^webgpu: the device \(SwiftShader\) was lost: .*destroyed/);
        }
        await expect(gpu.createBuffer(4, readable, 'a number')).rejects.toBeInstanceOf(DeviceLost);
      }));

    it('passes on what the work itself throws, and does nothing once it is closed', async () => {
      const gpu = await openGpu();
      await expect(gpu.guard(() => Promise.reject(new Error('of its own')))).rejects.toThrow('of its own');
      await expect(
        gpu.guard(() => {
          throw new Error('at once');
        }),
      ).rejects.toThrow('at once');
      gpu.close();
      gpu.close();
      await expect(gpu.guard(() => 1)).rejects.toThrow('webgpu: the device was closed');
    });

    it('is opened several times in one thread', async () => {
      const gpus = [await openGpu(), await openGpu()];
      gpus[0]!.close();
      expect(await gpus[1]!.guard(() => 1)).toBe(1);
      gpus[1]!.close();
    });
  },
);
