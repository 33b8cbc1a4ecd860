import { afterEach, beforeEach, expect, it } from 'vitest';
import { openGpu } from '../../../../src/engine/webgpu/gpu/adapter.ts';
import { BufferUsage, type Gpu } from '../../../../src/engine/webgpu/gpu/gpu.ts';
import { asFloats, ReadBack } from '../../../../src/engine/webgpu/memory/read-back.ts';
import { DeviceLost } from '../../../../src/errors.ts';
import { describeOnGpu } from '../swiftshader.ts';

describeOnGpu('pieces of buffers come back', () => {
  let gpu: Gpu;
  let readBack: ReadBack;
  beforeEach(async () => {
    gpu = await openGpu();
    readBack = new ReadBack(gpu);
  });
  afterEach(() => {
    readBack.close();
    gpu.close();
  });

  /** A buffer of the numbers from `first` on. */
  async function counting(first: number, count: number): Promise<GPUBuffer> {
    const { STORAGE, COPY_SRC, COPY_DST } = BufferUsage;
    const buffer = await gpu.createBuffer(4 * count, STORAGE | COPY_SRC | COPY_DST, 'numbers');
    gpu.device.queue.writeBuffer(
      buffer,
      0,
      Uint32Array.from({ length: count }, (_, index) => first + index),
    );
    return buffer;
  }
  const submit = (pieces: Parameters<ReadBack['submit']>[1]) =>
    readBack.submit(gpu.device.createCommandEncoder(), pieces);

  it('in their order, from where they lie', async () => {
    const [low, high] = [await counting(0, 10), await counting(100, 10)];
    const arrived = await submit([
      { buffer: high, from: 3, words: 2 },
      { buffer: low, from: 0, words: 1 },
      { buffer: low, from: 9, words: 1 },
      { buffer: high, from: 0, words: 3 },
    ]);
    expect((await arrived()).map((piece) => [...piece])).toEqual([[103, 104], [0], [9], [100, 101, 102]]);
  });

  it('as they were when the copy was handed over, however late they are asked for', async () => {
    const buffer = await counting(0, 4);
    const early = await submit([{ buffer, from: 0, words: 4 }]);
    gpu.device.queue.writeBuffer(buffer, 0, new Uint32Array(4).fill(7));
    const late = await submit([{ buffer, from: 0, words: 4 }]);
    expect([...(await late())[0]!]).toEqual([7, 7, 7, 7]);
    expect([...(await early())[0]!]).toEqual([0, 1, 2, 3]);
  });

  it('by themselves: what comes later does not overwrite them', async () => {
    const buffer = await counting(0, 4);
    const [first] = await (await submit([{ buffer, from: 0, words: 4 }]))();
    gpu.device.queue.writeBuffer(buffer, 0, new Uint32Array(4).fill(7));
    await (await submit([{ buffer, from: 0, words: 4 }]))();
    expect([...first!]).toEqual([0, 1, 2, 3]);
  });

  it('through buffers that are used again', async () => {
    let created = 0;
    const createBuffer = gpu.device.createBuffer.bind(gpu.device);
    gpu.device.createBuffer = (descriptor) => {
      created++;
      return createBuffer(descriptor);
    };
    const buffer = await counting(0, 2000);
    created = 0;
    for (let time = 0; time < 10; time++) {
      const both = [
        await submit([{ buffer, from: 0, words: 4 }]),
        await submit([{ buffer, from: 4, words: 900 }]),
      ];
      await Promise.all(both.map((arrived) => arrived()));
    }
    expect(created).toBe(2);
    await (await submit([{ buffer, from: 0, words: 2000 }]))();
    expect(created).toBe(3);
  });

  it('as numbers, where the words are numbers', () => {
    const words = new Uint32Array(4).fill(0x3f800000);
    expect(asFloats(words.subarray(1, 3))).toEqual(Float32Array.of(1, 1));
  });

  it('never, with the reason, where the device goes before', async () => {
    const arrived = await submit([{ buffer: await counting(0, 4), from: 0, words: 4 }]);
    gpu.device.destroy();
    await expect(arrived()).rejects.toBeInstanceOf(DeviceLost);
  });
});
