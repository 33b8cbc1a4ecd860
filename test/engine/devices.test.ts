import { describe, expect, it } from 'vitest';
import { chooseDevice, goOnWith, plainChoice } from '../../src/engine/choose.ts';
import {
  type DeviceEntry,
  deviceNames,
  deviceNamesInWords,
  devices,
  openDevice,
  presenceOf,
  trialsAtOnce,
} from '../../src/engine/index.ts';
import type { Presence } from '../../src/engine/presence.ts';
import { thisHost } from '../../src/engine/webgpu/gpu/host.ts';
import { findVulkan, swiftShaderDriver } from '../../src/engine/webgpu/gpu/vulkan.ts';
import { UserError } from '../../src/errors.ts';

const software = swiftShaderDriver(thisHost);
if (!findVulkan(thisHost).present && software !== null) process.env.VK_ICD_FILENAMES = software;

const looked = await Promise.all(
  devices.map(async (entry) => ({ name: entry.name, presence: await presenceOf(entry) })),
);

/** A device that is found so and cannot be opened. */
const found = (name: string, presence: Presence): DeviceEntry => ({
  name,
  summary: `what ${name} is`,
  trialsAtOnce: 1,
  automatic: true,
  look: () => presence,
  open: () => {
    throw new Error('nobody asked for it to be opened');
  },
});

const gpu: Presence = { present: true, hardware: 'NVIDIA H100 PCIe', kind: 'gpu', limits: {} };
const among = [
  found('plain', { ...gpu, hardware: '2 threads', kind: 'cpu' }),
  found('card', gpu),
  found('soft', { ...gpu, hardware: 'SwiftShader', kind: 'software' }),
  found('gone', { present: false, missing: 'no driver is installed', remedy: 'install one' }),
];

describe('the devices by name', () => {
  for (const { name, presence } of looked) {
    const absence = presence.present ? '' : ` (not here: ${presence.missing})`;
    it.skipIf(!presence.present)(`${name} opens under its name${absence}`, async () => {
      const device = await openDevice(name);
      expect(device.name).toBe(name);
      await device.close();
    });
  }

  it('are named in help texts as they are registered', () => {
    expect(deviceNames).toEqual(['auto', ...devices.map(({ name }) => name)]);
    expect(deviceNamesInWords).toBe('auto, wasm, webgpu, tfjs, tfjs-cpu or reference');
  });

  it('what needs no driver is there on every machine', () => {
    const there = looked.filter(({ presence }) => presence.present).map(({ name }) => name);
    expect(there).toEqual(expect.arrayContaining(['wasm', 'tfjs-cpu', 'reference']));
  });

  it('only GPUs play several trials in one thread, and an unknown device does not', () => {
    expect(Object.fromEntries(devices.map(({ name }) => [name, trialsAtOnce(name)]))).toEqual({
      wasm: 1,
      webgpu: 256,
      tfjs: 16,
      'tfjs-cpu': 1,
      reference: 1,
    });
    expect(trialsAtOnce('a toy')).toBe(1);
  });

  it('one that cannot even be looked for is missing, and says why', async () => {
    const broken = {
      ...among[0]!,
      look: () => {
        throw new Error('the driver crashed\nat once');
      },
    };
    expect(await presenceOf(broken)).toMatchObject({
      present: false,
      missing: 'looking for it failed: the driver crashed',
    });
  });
});

describe('choosing a device', () => {
  it('without measuring, auto is the one that is there always', async () => {
    expect(await chooseDevice('auto')).toEqual(plainChoice());
    expect(plainChoice()).toEqual({
      name: 'wasm',
      why: 'device wasm: it runs everywhere and gives the same bits everywhere',
    });
    const device = await openDevice('auto');
    expect(device.name).toBe('wasm');
    await device.close();
  });

  it.each([
    ['plain', 'device plain, as asked for: what plain is'],
    ['card', 'device card, as asked for: NVIDIA H100 PCIe'],
    ['soft', 'device soft, as asked for: SwiftShader, which computes in software: for tests, not for speed'],
  ])('%s is taken by its name, and the line says what computes', async (name, why) => {
    expect(await chooseDevice(name, among)).toEqual({ name, why });
  });

  it('one that is asked for and missing is refused, with what to install', async () => {
    const refusal = chooseDevice('gone', among);
    await expect(refusal).rejects.toThrow('device gone is not there: no driver is installed; install one');
    await expect(refusal).rejects.toBeInstanceOf(UserError);
  });

  it('a run that goes on keeps its device, and is refused without it', async () => {
    expect(await goOnWith('card', 'a.run', among)).toEqual({
      name: 'card',
      why: 'device card, with which the run began',
    });
    const refusal = goOnWith('gone', 'a.run', among);
    await expect(refusal).rejects.toThrow(
      'a.run: the run began on it, and device gone is not there: no driver is installed; install one',
    );
    await expect(refusal).rejects.toBeInstanceOf(UserError);
  });

  it('an unknown device is refused, with the nearest', async () => {
    await expect(chooseDevice('wasn')).rejects.toThrow(/unknown device 'wasn', did you mean 'wasm'\?/);
    await expect(chooseDevice('wasn')).rejects.toBeInstanceOf(UserError);
    expect(() => openDevice('wasn')).toThrow(/unknown device 'wasn', did you mean 'wasm'\?/);
  });
});
