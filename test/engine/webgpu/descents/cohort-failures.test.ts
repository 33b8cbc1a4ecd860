import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Batch } from '../../../../src/engine/batch.ts';
import { beginning } from '../../../../src/engine/descent-state.ts';
import type { Descent, DescentSettings } from '../../../../src/engine/device.ts';
import { WebgpuDevice } from '../../../../src/engine/webgpu/device.ts';
import { openGpu } from '../../../../src/engine/webgpu/gpu/adapter.ts';
import { DeviceLost } from '../../../../src/errors.ts';
import { type Form, makeCase, makeDescent } from '../../../support/engine/form-cases.ts';
import { supply } from '../play.ts';
import { describeOnGpu } from '../swiftshader.ts';

const form: Form = { unit: 'tanh', loss: 'softmax', input: 'symbols', inputs: 4, hidden: 3, outputs: 2 };
const { net, parameters, batches } = makeDescent(
  form,
  [5, 3, 8, 2, 6, 4].map((steps) => ({ sequences: 5, steps, seed: steps, ragged: true })),
);
const settings: DescentSettings = { learningRate: 0.1, threshold: 1, omega: null };

/** Batches over and over, without end. */
function endless(): () => { batch: Batch; stateNorms: boolean } {
  let index = 0;
  return () => ({ batch: batches[index++ % batches.length]!, stateNorms: false });
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await setImmediate();
}

describeOnGpu('descents of a GPU', () => {
  let device: WebgpuDevice;
  /** Buffers that are alive, and how many have ever been. */
  let alive: Set<GPUBuffer>;
  let created: number;
  let submitted: number;

  beforeEach(async () => {
    const gpu = await openGpu();
    [alive, created, submitted] = [new Set(), 0, 0];
    const createBuffer = gpu.device.createBuffer.bind(gpu.device);
    gpu.device.createBuffer = (descriptor) => {
      const buffer = createBuffer(descriptor);
      const destroy = buffer.destroy.bind(buffer);
      buffer.destroy = () => {
        alive.delete(buffer);
        return destroy();
      };
      alive.add(buffer);
      created++;
      return buffer;
    };
    const { queue } = gpu.device;
    const submit = queue.submit.bind(queue);
    queue.submit = (commands) => {
      submitted++;
      return submit(commands);
    };
    device = new WebgpuDevice(gpu);
  });
  afterEach(() => device.close());
  const begin = (): Descent => device.descend(net, beginning(parameters), settings);

  it('share what is handed over to the GPU', async () => {
    const several = Array.from({ length: 8 }, begin);
    await Promise.all(several.map((one) => one.run(supply(batches, 0, 6))));
    expect(submitted).toBeLessThanOrEqual(6);
  });

  it('fail alone where what gives the batches throws, with that error, after the updates before', async () => {
    const [spoiled, other, plain] = [begin(), begin(), begin()];
    const give = supply(batches, 0, 3);
    const failing = spoiled.run(() => {
      const request = give();
      if (request === null) throw new Error('the task broke');
      return request;
    });
    const running = other.run(supply(batches, 0, 6));
    await expect(failing).rejects.toThrow('the task broke');
    expect((await running).losses.length).toBe(6);
    await plain.run(supply(batches, 0, 3));
    expect((await spoiled.state()).parameters).toEqual((await plain.state()).parameters);
    expect(await spoiled.run(supply(batches, 3, 3))).toEqual(await plain.run(supply(batches, 3, 3)));
  });

  it('fail alone where the very first batch cannot be given, or does not fit the net', async () => {
    const broken = begin().run(() => {
      throw new Error('the task broke');
    });
    await expect(broken).rejects.toThrow('the task broke');
    const wrong = makeCase({ ...form, outputs: 3 }, { sequences: 5, steps: 2, seed: 1 }).batch;
    await expect(begin().run(supply([wrong], 0, 1))).rejects.toThrow(
      'a net of 4 inputs and 2 outputs got a batch of 4 and 3',
    );
    expect((await begin().run(supply(batches, 0, 2))).losses.length).toBe(2);
  });

  it('fail alone on a batch of another number of sequences than theirs', async () => {
    const wrong = makeCase(form, { sequences: 4, steps: 2, seed: 1 }).batch;
    const [spoiled, other] = [begin(), begin()];
    const failing = spoiled.run(supply([batches[0]!, wrong, batches[1]!], 0, 3));
    const running = other.run(supply(batches, 0, 6));
    await expect(failing).rejects.toThrow('the same number of sequences');
    expect((await running).losses.length).toBe(6);
  });

  it('have one run at a time', async () => {
    const descent = begin();
    const running = descent.run(supply(batches, 0, 6));
    await expect(descent.run(supply(batches, 0, 1))).rejects.toThrow('one run of a descent at a time');
    expect((await running).losses.length).toBe(6);
  });

  it('end with an error where they are closed in the middle, and the others go on', async () => {
    const other = begin();
    for (const pause of [0, 1, 3, 30]) {
      const closed = begin();
      const failing = closed.run(endless());
      failing.catch(() => {});
      const running = other.run(supply(batches, 0, 6));
      await turns(pause);
      closed.close();
      await expect(failing).rejects.toThrow('the descent was closed');
      await expect(closed.run(endless())).rejects.toThrow('the descent is closed');
      expect((await running).losses.length).toBe(6);
    }
  });

  it('free what they hold when the last of them is closed, even in the middle of a run', async () => {
    const first = begin();
    await first.run(supply(batches, 0, 2));
    const during = alive.size;
    first.close();
    await turns(5);
    // What results are read through stays, for others.
    const after = alive.size;
    expect(after).toBeLessThanOrEqual(2);
    expect(during).toBeGreaterThan(10);
    for (const pause of [0, 1, 2, 5, 20]) {
      const last = begin();
      const failing = last.run(endless());
      failing.catch(() => {});
      await turns(pause);
      last.close();
      await expect(failing).rejects.toThrow('the descent was closed');
      // What the GPU has been given ends before.
      for (let turn = 0; turn < 1000 && alive.size > after + 2; turn++) await turns(10);
      expect(alive.size).toBeLessThanOrEqual(after + 2);
    }
  });

  it('take no more memory the longer they go on', async () => {
    const several = Array.from({ length: 3 }, begin);
    const runAll = () => Promise.all(several.map((one) => one.run(supply(batches, 0, 6))));
    for (let run = 0; run < 5; run++) await runAll();
    const [before, everBefore] = [alive.size, created];
    for (let run = 0; run < 25; run++) {
      await runAll();
      await Promise.all(several.map((one) => one.state()));
    }
    expect(alive.size).toBeLessThanOrEqual(before + 2);
    // A few grow, as more updates are handed over at once.
    expect(created).toBeLessThanOrEqual(everBefore + 16);
  });

  it('take no more memory the more of them have been', async () => {
    const once = async () => {
      const descent = begin();
      await descent.run(supply(batches, 0, 2));
      descent.close();
      await turns(3);
    };
    for (let time = 0; time < 3; time++) await once();
    const before = alive.size;
    for (let time = 0; time < 20; time++) await once();
    expect(alive.size).toBe(before);
  });

  it('and evaluations and gradients of ever new batches keep only the last of these', async () => {
    const counts: number[] = [];
    for (let seed = 0; seed < 80; seed++) {
      const one = makeCase(form, { sequences: 3, steps: 2, seed });
      await device.evaluate(net, parameters, one.batch);
      await device.gradient(net, parameters, one.batch);
      counts.push(alive.size);
    }
    expect(counts.at(-1)).toBe(counts[39]);
  });

  it('end with DeviceLost when the device goes in the middle, and so does what is asked afterwards', async () => {
    const several = [begin(), begin()];
    await several[0]!.run(supply(batches, 0, 1));
    const runs = several.map((one) => one.run(endless()));
    const gradient = device.gradient(net, parameters, batches[0]!);
    for (const work of [...runs, gradient]) work.catch(() => {});
    await turns(30);
    device.gpu.device.destroy();
    for (const run of runs) {
      await expect(run).rejects.toBeInstanceOf(DeviceLost);
      await expect(run).rejects.toThrow(/^webgpu: the device \(.+\) was lost: /);
    }
    for (const one of several) {
      await expect(one.run(supply(batches, 0, 1))).rejects.toBeInstanceOf(DeviceLost);
      await expect(one.state()).rejects.toBeInstanceOf(DeviceLost);
      one.close();
    }
    await expect(device.evaluate(net, parameters, batches[0]!)).rejects.toBeInstanceOf(DeviceLost);
    await expect(begin().run(supply(batches, 0, 1))).rejects.toBeInstanceOf(DeviceLost);
    // What has never been on the device is still known.
    expect((await begin().state()).parameters).toEqual(parameters);
  });

  it('end with an error when the device is closed in the middle', async () => {
    const running = begin().run(endless());
    running.catch(() => {});
    await turns(20);
    device.close();
    await expect(running).rejects.toThrow('webgpu: the device was closed');
  });
});
