import { describe, expect, it } from 'vitest';
import type { DeviceEntry } from '../../../src/engine/index.ts';
import type { Missing, Presence } from '../../../src/engine/presence.ts';
import { type CalibrationParts, calibrate } from '../../../src/tournament/forecast/calibrate.ts';
import type { Draft } from '../../../src/tournament/forecast/workload.ts';
import { resolveContestant, resolveTask } from '../../../src/tournament/spec/resolve.ts';
import { type Asked, fakeClock, fakeDevice, type Timing } from '../../support/engine/fake-device.ts';

const draft: Draft = {
  tasks: [resolveTask('temporal-order', { length: 20 })],
  contestants: [resolveContestant('genitor'), resolveContestant('msgd-c'), resolveContestant('msgd-cr')],
  seeds: 15,
  seed: 1,
  budget: { macs: 1e9 },
};
const gradients: Draft = { ...draft, contestants: draft.contestants.slice(1) };

const clock = fakeClock();

/** At these sizes: a batch of 20 sequences for updates, of 128 for genomes. */
const timing = (update: number, genome: number, more: Partial<Timing> = {}): Timing => ({
  update: () => update,
  genome: () => genome,
  ...more,
});

interface Offered {
  readonly entry: DeviceEntry;
  readonly asked: Asked;
  opened: number;
}

function offered(
  name: string,
  hardware: string,
  kind: 'cpu' | 'gpu' | 'software',
  timed: Timing,
  given: Partial<DeviceEntry> = {},
): Offered {
  const { device, asked } = fakeDevice(name, clock, timed);
  const presence: Presence = { present: true, hardware, kind, limits: {} };
  const made: Offered = {
    asked,
    opened: 0,
    entry: {
      name,
      summary: '',
      trialsAtOnce: kind === 'cpu' ? 1 : 256,
      automatic: true,
      look: () => presence,
      open: () => {
        made.opened++;
        return device;
      },
      ...given,
    },
  };
  return made;
}

const wasm = (update = 2e-3, genome = 1e-4, more: Partial<Timing> = {}): Offered =>
  offered('wasm', '8 threads', 'cpu', timing(update, genome, more));
const card = (update: number, genome = 1e-6, more: Partial<Timing> = {}): Offered =>
  offered('webgpu', 'NVIDIA H100', 'gpu', timing(update, genome, { descends: true, ...more }));
const gone: Missing = { present: false, missing: 'no Vulkan driver is installed', remedy: 'install one' };

const settled = (
  devices: readonly Offered[],
  { given = draft, workers = 8, ...parts }: { given?: Draft; workers?: number } & CalibrationParts = {},
) => calibrate(given, workers, { among: devices.map(({ entry }) => entry), now: clock.now, ...parts });

describe('what auto takes', () => {
  it('is wasm where there is nothing else, with its rates and why there is no GPU', async () => {
    const missing = offered('webgpu', '', 'gpu', timing(1, 1), { look: () => gone });
    expect(await settled([wasm(), missing])).toEqual({
      name: 'wasm',
      why: 'device wasm: 500 updates/s and 10,000 genomes/s a thread; no GPU (no Vulkan driver is installed)',
    });
    expect(missing.opened).toBe(0);
  });

  it('is a GPU that is faster with all the trials that share it than wasm on all workers', async () => {
    const gpu = card(1e-3);
    const { name, why } = await settled([wasm(), gpu], { given: gradients });
    expect({ name, why }).toEqual({
      name: 'webgpu',
      why: 'device webgpu (NVIDIA H100): 30,000 updates/s over 30 trials; wasm 500 updates/s a thread',
    });
    expect(gpu.asked.descents).toBe(30);
    expect(gpu.asked.closed).toBe(31);
  });

  it('is wasm where a GPU is slower than all workers together', async () => {
    const devices = () => [wasm(), card(12e-3)];
    expect((await settled(devices(), { given: gradients, workers: 4 })).name).toBe('webgpu');
    const eight = await settled(devices(), { given: gradients, workers: 8 });
    expect(eight).toEqual({
      name: 'wasm',
      why: 'device wasm: 500 updates/s a thread; webgpu (NVIDIA H100) 2,500 updates/s over 30 trials',
    });
  });

  it('counts no worker that would have no trial', async () => {
    const given = { ...gradients, seeds: 1, contestants: gradients.contestants.slice(0, 1) };
    expect((await settled([wasm(), card(1.5e-3)], { given, workers: 64 })).name).toBe('webgpu');
  });

  it('sets updates and genomes against what of both there is to do', async () => {
    // Twice as fast at updates, a hundred times slower at genomes.
    const devices = () => [wasm(), card(30e-3 / 8, 15e-2 / 8)];
    expect((await settled(devices())).name).toBe('wasm');
    expect((await settled(devices(), { given: gradients })).name).toBe('webgpu');
    const { why } = await settled(devices());
    expect(why).toMatch(
      /webgpu \(NVIDIA H100\) 8,000 updates\/s over 30 trials and \d+ genomes\/s over 15 trials$/,
    );
  });

  it('lets no more trials at a device than it plays at once', async () => {
    const narrow = offered('tfjs', 'NVIDIA H100', 'gpu', timing(1e-3, 1e-6), { trialsAtOnce: 16 });
    const { why } = await settled([wasm(), narrow], { given: gradients });
    expect(why).toContain('16,000 updates/s over 16 trials');
    expect(narrow.asked.calls).toBe(16);
  });

  it('is the fastest of several GPUs', async () => {
    const other = offered('tfjs', 'NVIDIA H100', 'gpu', timing(1e-3, 1e-6), { trialsAtOnce: 16 });
    const { name, why } = await settled([wasm(), card(1e-3), other], { given: gradients });
    expect(name).toBe('webgpu');
    expect(why).toMatch(
      /; wasm 500 updates\/s a thread; tfjs \(NVIDIA H100\) 16,000 updates\/s over 16 trials$/,
    );
  });

  it('is never software, which is not even opened', async () => {
    const soft = offered('webgpu', 'SwiftShader', 'software', timing(1e-9, 1e-9));
    expect(await settled([wasm(), soft])).toEqual({
      name: 'wasm',
      why: 'device wasm: 500 updates/s and 10,000 genomes/s a thread; no GPU (SwiftShader computes in software)',
    });
    expect(soft.opened).toBe(0);
  });

  it('is never a device that is there for tests', async () => {
    const judge = offered('reference', '', 'gpu', timing(1e-9, 1e-9), { automatic: false });
    expect((await settled([wasm(), judge])).name).toBe('wasm');
    expect(judge.opened).toBe(0);
  });

  it('goes by what a step costs where sequences are too long to be tried whole', async () => {
    const perStep = (seconds: number): Timing => ({
      update: (batch) => seconds * batch.activeSteps,
      genome: (batch) => seconds * batch.activeSteps,
      descends: true,
    });
    const given = {
      ...gradients,
      tasks: [resolveTask('temporal-order', { length: 20_000 })],
      contestants: [resolveContestant('msgd-cr', { batch: 500 })],
    };
    const steps = Math.round(given.tasks[0]!.facts.steps!);
    const slow = offered('wasm', '', 'cpu', perStep(1e-6));
    const fast = offered('webgpu', 'NVIDIA H100', 'gpu', perStep(1e-7));
    const before = clock.now();
    const { name, why } = await settled([slow, fast], { given });
    expect(clock.now() - before).toBeLessThan(3);
    const rate = 1 / (1e-6 * 500 * steps);
    const shown = Number(/wasm ([\d.]+) updates\/s a thread/.exec(why)![1]);
    expect(name).toBe('webgpu');
    expect(shown / rate).toBeCloseTo(1, 1);
  });
});

describe('a device that fails while it is tried', () => {
  const fails = async (given: Partial<Timing>, entry: Partial<DeviceEntry> = {}) => {
    const failing = offered(
      'webgpu',
      'NVIDIA H100',
      'gpu',
      timing(1e-6, 1e-6, { descends: true, ...given }),
      entry,
    );
    const choice = await settled([wasm(), failing], { given: gradients, patience: 0.05 });
    expect(choice.name).toBe('wasm');
    return choice.why.replace('device wasm: 500 updates/s a thread; ', '');
  };

  it('is left out with a word', async () => {
    const throwing = () => {
      throw new Error('out of memory\nand more');
    };
    expect(await fails({}, { open: throwing })).toBe('webgpu (NVIDIA H100) failed: out of memory');
    expect(await fails({ update: throwing })).toBe('webgpu (NVIDIA H100) failed: out of memory');
    expect(await fails({ lacks: 'no logistic units' })).toBe(
      'webgpu (NVIDIA H100) is left out: no logistic units',
    );
    expect(await fails({ loss: Number.NaN })).toBe(
      'webgpu (NVIDIA H100) failed: the loss of an update on it is not finite',
    );
    expect(await fails({}, { look: throwing })).toBe('no GPU (looking for it failed: out of memory)');
  });

  it('is left out when nothing comes of it in time', async () => {
    const never = new Promise<never>(() => {});
    expect(await fails({}, { open: () => never })).toBe(
      'webgpu (NVIDIA H100) is left out: it was not measured within 0.05 s',
    );
  });

  it('is closed all the same', async () => {
    const failing = card(1e-3, 1e-6, { loss: Number.NaN });
    await settled([wasm(), failing], { given: gradients });
    // Thirty descents and the device.
    expect(failing.asked.closed).toBe(31);
  });

  it('never fails the tournament, though it is wasm', async () => {
    const broken = wasm(2e-3, 1e-4, { loss: Number.NaN });
    const gpu = card(1e-3);
    expect(await settled([broken], { given: gradients })).toEqual({
      name: 'wasm',
      why: 'device wasm failed: a loss on it is NaN',
    });
    expect((await settled([broken, gpu], { given: gradients })).name).toBe('webgpu');
  });
});

describe('the devices of this machine', () => {
  it('are tried in a moment, and one of them is taken', async () => {
    const { name, why } = await calibrate(draft, 2);
    expect(['wasm', 'webgpu', 'tfjs']).toContain(name);
    expect(why).toMatch(/^device (wasm|webgpu|tfjs).*: [\d,.]+ updates\/s.* and [\d,.]+ genomes\/s/);
  });

  it('are not tried for a tournament that asks for nothing', async () => {
    expect(await calibrate({ ...draft, contestants: [] }, 2)).toEqual({
      name: 'wasm',
      why: 'device wasm: it runs everywhere and gives the same bits everywhere',
    });
  });
});
