import { describe, expect, it } from 'vitest';
import { deviceListing } from '../../src/cli/devices/listing.ts';
import { runCommandLine } from '../../src/cli/program.ts';
import { type DeviceEntry, devices } from '../../src/engine/index.ts';
import type { Presence } from '../../src/engine/presence.ts';
import { recordingTerminal } from '../support/cli/recording.ts';

const entry = (name: string, presence: Presence, trialsAtOnce = 1): DeviceEntry => ({
  name,
  summary: `what ${name} is`,
  trialsAtOnce,
  automatic: true,
  look: () => presence,
  open: () => {
    throw new Error('nobody asked for it to be opened');
  },
});

const limits = {
  maxStorageBufferBindingSize: 2 ** 32 - 4,
  maxBufferSize: 1.5 * 2 ** 40,
  maxComputeWorkgroupStorageSize: 49_152,
  maxComputeInvocationsPerWorkgroup: 1024,
  maxComputeWorkgroupSizeX: 1024,
};

const some = [
  entry('plain', {
    present: true,
    hardware: '128 threads of AMD EPYC 9754 128-Core Processor with a name of uncommon length',
    kind: 'cpu',
    limits: { memory: 2 ** 32 },
  }),
  entry('card', { present: true, hardware: 'NVIDIA H100 PCIe', kind: 'gpu', limits }, 256),
  entry('soft', { present: true, hardware: 'SwiftShader', kind: 'software', limits: {} }, 256),
  entry('gone', {
    present: false,
    missing: 'no Vulkan driver is installed',
    remedy: 'install the driver of the graphics card, which is a long story that goes on below',
  }),
];

describe('genoprop devices', () => {
  it('lists each with its kind, its hardware and what fits, within the width of the terminal', async () => {
    expect((await deviceListing(false, 80, some)).split('\n')).toEqual([
      'device  state    kind      trials at once  hardware',
      'plain   there    CPU                    1  128 threads of AMD EPYC 9754',
      '                                           128-Core Processor with a name of',
      '                                           uncommon length',
      'card    there    GPU                  256  NVIDIA H100 PCIe',
      'soft    there    software             256  SwiftShader',
      'gone    missing  -                      1  -',
      '',
      'plain: what plain is',
      '  memory 4 GiB',
      '',
      'card: what card is',
      '  largest buffer 4 GiB, workgroup memory 48 KiB, 1024 threads a workgroup',
      '',
      'soft: what soft is',
      '  a GPU that the processor imitates: for tests, not for speed',
      '',
      'gone: what gone is',
      '  missing: no Vulkan driver is installed',
      '  to get it: install the driver of the graphics card, which is a long story',
      '  that goes on below',
      '',
      '`genoprop help devices` says how one is chosen.',
      '',
    ]);
  });

  it('gives the same as JSON, with all limits', async () => {
    const { format, devices: listed } = JSON.parse(await deviceListing(true, 80, some));
    expect(format).toBe('genoprop.devices/1');
    expect(listed).toHaveLength(4);
    expect(listed[1]).toEqual({
      name: 'card',
      summary: 'what card is',
      automatic: true,
      trialsAtOnce: 256,
      present: true,
      hardware: 'NVIDIA H100 PCIe',
      kind: 'gpu',
      limits,
    });
    expect(listed[3]).toEqual({
      name: 'gone',
      summary: 'what gone is',
      automatic: true,
      trialsAtOnce: 1,
      present: false,
      missing: 'no Vulkan driver is installed',
      remedy: 'install the driver of the graphics card, which is a long story that goes on below',
    });
  });

  it('lists those of this machine, whatever is missing', async () => {
    const terminal = recordingTerminal({ columns: 80 });
    expect(await runCommandLine(['devices'], terminal)).toBe(0);
    const { out, err } = terminal.written;
    expect(err).toBe('');
    for (const { name, summary } of devices) {
      expect(out).toMatch(new RegExp(`^${name} +(there|missing) +(CPU|GPU|software|-) `, 'm'));
      expect(out.replaceAll('\n', ' ')).toContain(`${name}: ${summary}`);
    }
    expect(out).toMatch(/^wasm +there +CPU +1 {2}\d+ thread/m);
    const again = recordingTerminal();
    expect(await runCommandLine(['devices', '--json'], again)).toBe(0);
    const listed = JSON.parse(again.written.out).devices;
    expect(listed.map((one: { name: string }) => one.name)).toEqual(devices.map(({ name }) => name));
  });

  it('is explained, and every device is named where one can be asked for', async () => {
    const help = async (command: string): Promise<string> => {
      const terminal = recordingTerminal();
      await runCommandLine(['help', command], terminal);
      return terminal.written.out.replace(/\s+/g, ' ');
    };
    expect(await help('devices')).toContain('Examples: genoprop devices');
    for (const command of ['duel', 'tournament', 'eval', 'bench']) {
      expect(await help(command)).toContain('auto, wasm, webgpu, tfjs, tfjs-cpu or reference');
    }
  });
});
