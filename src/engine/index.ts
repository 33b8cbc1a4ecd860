/**
 * Registry of devices that are offered by name. A new one is a folder beside this and one entry here. A device's module
 * is loaded when it is first looked for or opened, so that naming devices costs nothing.
 */
import { oneLine } from '../errors.ts';
import { unknownName } from '../options/nearest.ts';
import type { Awaitable, Device } from './device.ts';
import type { Presence } from './presence.ts';
import { processor } from './processor.ts';

export interface DeviceEntry {
  readonly name: string;
  readonly summary: string;
  /** Number of trials that one thread plays on it together, because they then share its dispatches. */
  readonly trialsAtOnce: number;
  /**
   * True for a device that `auto` may choose; a GPU only if it is hardware. The first device needs none and is always
   * available.
   */
  readonly automatic: boolean;
  /** Presence of the device here. Computes nothing. */
  look(): Awaitable<Presence>;
  /**
   * Opens the device.
   * @throws UserError where it is absent
   */
  open(): Awaitable<Device>;
}

/** Bytes of a WebAssembly memory with 32-bit addresses. */
const WASM_MEMORY = 2 ** 32;

export const devices: readonly DeviceEntry[] = [
  {
    name: 'wasm',
    summary: 'WebAssembly SIMD kernels, float32 (reservoirs: float64); the same bits on every machine',
    trialsAtOnce: 1,
    automatic: true,
    look: async () => (await import('./wasm/module.ts')).lookForKernels(processor({ memory: WASM_MEMORY })),
    open: async () => (await import('./wasm/with-feedback.ts')).openWasmWithFeedback(),
  },
  {
    name: 'webgpu',
    summary: 'WGSL kernels on a GPU through Dawn, float32; many trials in one dispatch',
    trialsAtOnce: 256,
    automatic: true,
    look: async () => (await import('./webgpu/gpu/adapter.ts')).lookForGpu(),
    open: async () => (await import('./webgpu/device.ts')).openWebgpuDevice(),
  },
  {
    name: 'tfjs',
    summary: 'TensorFlow.js on an NVIDIA GPU through CUDA, float32',
    trialsAtOnce: 16,
    automatic: true,
    look: async () => (await import('./tfjs/packages.ts')).lookForCuda(),
    open: async () => (await import('./tfjs/packages.ts')).openTfjs('gpu'),
  },
  {
    name: 'tfjs-cpu',
    summary: 'the same code on TensorFlow.js in plain JavaScript: slow, for tests',
    trialsAtOnce: 1,
    automatic: false,
    look: async () => (await import('./tfjs/packages.ts')).lookForPlain(),
    open: async () => (await import('./tfjs/packages.ts')).openTfjs('cpu'),
  },
  {
    name: 'reference',
    summary: 'plain float64 loops: slow and obvious, the judge of the others',
    trialsAtOnce: 1,
    automatic: false,
    look: () => processor(),
    open: async () => (await import('./reference/reference.ts')).referenceDevice,
  },
];

/** Names that `--device` accepts. */
export const deviceNames: readonly string[] = ['auto', ...devices.map(({ name }) => name)];

/** Names for help texts: `auto, wasm, webgpu or reference`. */
export const deviceNamesInWords = `${deviceNames.slice(0, -1).join(', ')} or ${deviceNames.at(-1)}`;

/**
 * Finds a device by its name.
 * @throws UserError on a name that is none of a device; `auto` stands for one and is none
 */
export function findDevice(name: string, among: readonly DeviceEntry[] = devices): DeviceEntry {
  const entry = among.find((device) => device.name === name);
  if (entry === undefined) throw unknownName('device', name, ['auto', ...among.map((one) => one.name)]);
  return entry;
}

/**
 * Number of trials that one thread plays together on the device of that name; one on a device that is not listed here.
 */
export const trialsAtOnce = (name: string): number =>
  devices.find((device) => device.name === name)?.trialsAtOnce ?? 1;

/** Presence of a device. A look that fails finds nothing, and reports its failure. */
export async function presenceOf(entry: DeviceEntry): Promise<Presence> {
  try {
    return await entry.look();
  } catch (error) {
    return {
      present: false,
      missing: `looking for it failed: ${oneLine(error)}`,
      remedy: 'its driver or its npm package may have to be installed anew',
    };
  }
}

/**
 * Opens a device for the calling thread; its `close` frees it. `auto` opens the first one.
 * @throws UserError on a name that is none of `deviceNames`, and where the device is absent
 */
export function openDevice(name: string): Awaitable<Device> {
  return (name === 'auto' ? devices[0]! : findDevice(name)).open();
}
