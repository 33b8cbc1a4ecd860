/**
 * The devices that are offered by name. A new one is a folder beside this and one line here. A device's
 * module is loaded when it is first opened, so that listing devices costs nothing.
 */
import { unknownName } from '../options/nearest.ts';
import type { Awaitable, Device } from './device.ts';

interface DeviceEntry {
  readonly name: string;
  readonly summary: string;
  open(): Awaitable<Device>;
}

const devices: readonly DeviceEntry[] = [
  {
    name: 'wasm',
    summary: 'WebAssembly SIMD kernels, float32; the same bits on every machine',
    open: async () => (await import('./wasm/device.ts')).openWasmDevice(),
  },
  {
    name: 'reference',
    summary: 'plain float64 loops: slow and obvious, the judge of the others',
    open: async () => (await import('./reference/reference.ts')).referenceDevice,
  },
];

/** What `--device` accepts. */
export const deviceNames: readonly string[] = ['auto', ...devices.map(({ name }) => name)];

/** A device that was settled on, and a line for people that says what was taken and why. */
export interface DeviceChoice {
  readonly name: string;
  readonly why: string;
}

/**
 * What a name that the user gave stands for.
 * @throws UserError on a name that is none of `deviceNames`
 */
export function chooseDevice(name: string): DeviceChoice {
  if (name === 'auto') {
    return { name: 'wasm', why: 'device wasm: it runs everywhere and gives the same bits everywhere' };
  }
  const { summary } = entryOf(name);
  return { name, why: `device ${name}, as asked for: ${summary}` };
}

/**
 * Opens a device for the calling thread; its `close` frees it.
 * @throws UserError on a name that is none of `deviceNames`
 */
export function openDevice(name: string): Awaitable<Device> {
  return entryOf(chooseDevice(name).name).open();
}

function entryOf(name: string): DeviceEntry {
  const entry = devices.find((device) => device.name === name);
  if (entry === undefined) throw unknownName('device', name, deviceNames);
  return entry;
}
