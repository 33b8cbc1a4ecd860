/**
 * Search for a GPU, and its opening, through Dawn, which the optional npm package `webgpu` carries. On Linux Dawn
 * prints missing parts to standard error, so it is called only where `vulkan.ts` has found them all.
 */
import { isMainThread } from 'node:worker_threads';
import { oneLine, RunError, UserError } from '../../../errors.ts';
import { isInstalled, notInstalled } from '../../missing-package.ts';
import type { Missing, Presence } from '../../presence.ts';
import { writeDriverEntry } from './driver-entry.ts';
import { Gpu, type GpuAdapterDescription, type GpuLimits, LIMIT_NAMES } from './gpu.ts';
import { hardwareName, isSoftware } from './hardware.ts';
import { thisHost } from './host.ts';
import { type Drivers, findVulkan, remedyForNamed } from './vulkan.ts';

/** Presence of a GPU, with its name. */
export async function lookForGpu(): Promise<Presence> {
  const found = await findAdapter();
  if ('present' in found) return found;
  const { hardware, kind, limits } = found.description;
  return { present: true, hardware, kind, limits };
}

/**
 * Opens a GPU for the calling thread, with all that its adapter allows.
 * @throws UserError where there is none, with the missing part and the way to get it
 * @throws RunError where its driver refuses
 */
export async function openGpu(): Promise<Gpu> {
  const found = await findAdapter();
  if ('present' in found)
    throw new UserError(`device webgpu is not there: ${found.missing}; ${found.remedy}`);
  const { adapter, description } = found;
  try {
    const device = await adapter.requestDevice({
      requiredLimits: { ...description.limits },
      requiredFeatures: adapter.features.has('timestamp-query') ? ['timestamp-query'] : [],
    });
    return new Gpu(device, description);
  } catch (error) {
    throw new RunError(`webgpu: ${description.hardware} cannot be opened: ${oneLine(error)}`, {
      cause: error,
    });
  }
}

interface FoundAdapter {
  readonly adapter: GPUAdapter;
  readonly description: GpuAdapterDescription;
}

async function findAdapter(): Promise<FoundAdapter | Missing> {
  const gpu = await openInstance();
  if ('present' in gpu) return gpu;
  const adapter = await request(gpu);
  if (adapter === null) return noAdapter();
  return { adapter, description: describe(adapter) };
}

const request = (gpu: GPU): Promise<GPUAdapter | null> =>
  gpu.requestAdapter({ powerPreference: 'high-performance' });

/**
 * Options that leave out Dawn's additions to every kernel, which are not needed. These kernels write workgroup memory
 * before they read it, so it need not be filled with zeros first (SwiftShader takes ten times as long to compile that
 * as the kernel itself). And these kernels stay inside their buffers: with its checks of every index they give the same
 * bits, slower.
 */
const OPTIONS = ['enable-dawn-features=disable_workgroup_init,disable_robustness'];

/** State of Dawn, one a thread: adapters and devices live as long as it does. A failed search is made anew. */
let instance: Promise<GPU | Missing> | null = null;

async function openInstance(): Promise<GPU | Missing> {
  instance ??= findInstance();
  const found = await instance;
  if ('present' in found) instance = null;
  return found;
}

async function findInstance(): Promise<GPU | Missing> {
  const vulkan = findVulkan(thisHost);
  const packageMissing = isInstalled('webgpu') ? null : notInstalled('webgpu');
  if (packageMissing !== null) return vulkan.present ? packageMissing : both(packageMissing, vulkan);
  if (!vulkan.present) return vulkan;
  try {
    return await askInTurn(vulkan.drivers);
  } catch (error) {
    return noDawn(error);
  }
}

/**
 * Asks drivers one after another until a graphics card answers. Failing that, returns the first instance with a software
 * GPU, else the first. The loader reads the environment each time that an instance asks it, and it reads the one of the
 * process, which only the main thread can change: other threads ask the first drivers alone. A tournament's threads
 * start after the main thread's search and inherit the variable that it set.
 */
async function askInTurn(drivers: readonly Drivers[]): Promise<GPU> {
  const { create } = await import('webgpu');
  const before = process.env.VK_DRIVER_FILES;
  const asked: { gpu: GPU; files: string | undefined; adapter: GPUAdapter | null }[] = [];
  for (const one of isMainThread ? drivers : drivers.slice(0, 1)) {
    const files = 'library' in one ? writeDriverEntry(one.library) : one.entries.join(':') || before;
    setDriverFiles(files);
    const gpu = create(OPTIONS);
    const adapter = await request(gpu);
    if (adapter !== null && !isSoftware(adapter.info)) return gpu;
    asked.push({ gpu, files, adapter });
  }
  const software = asked.find(({ adapter }) => adapter !== null);
  setDriverFiles(software === undefined ? before : software.files);
  return (software ?? asked[0]!).gpu;
}

function setDriverFiles(files: string | undefined): void {
  if (files === undefined) delete process.env.VK_DRIVER_FILES;
  else process.env.VK_DRIVER_FILES = files;
}

/** Two missing things in one, so that nobody installs one and then learns of the other. */
const both = (one: Missing, other: Missing): Missing => ({
  present: false,
  missing: `${one.missing}, and ${other.missing}`,
  remedy: `${one.remedy}; ${other.remedy}`,
});

function noDawn(error: unknown): Missing {
  return {
    present: false,
    missing: `the npm package webgpu cannot be loaded on ${process.platform} ${process.arch}: ${oneLine(error)}`,
    remedy:
      'it carries builds for Linux (glibc), macOS and Windows; install it anew if yours is one of them: npm install webgpu',
  };
}

function noAdapter(): Missing {
  const interfaces: Record<string, string> = { darwin: 'Metal', win32: 'Direct3D 12 or Vulkan' };
  const { VK_DRIVER_FILES, VK_ICD_FILENAMES } = process.env;
  const drivers = VK_DRIVER_FILES ?? VK_ICD_FILENAMES;
  const others = remedyForNamed(thisHost);
  return {
    present: false,
    missing: `no graphics card answers to ${interfaces[process.platform] ?? 'Vulkan'}`,
    remedy:
      "install or renew the card's driver; a container must be given the card" +
      (drivers === undefined ? '' : `; the drivers asked were ${drivers}`) +
      (others === null ? '' : `; ${others}`),
  };
}

function describe({ info, limits }: GPUAdapter): GpuAdapterDescription {
  const { vendor, architecture, device, description } = info;
  return {
    hardware: hardwareName(info),
    kind: isSoftware(info) ? 'software' : 'gpu',
    limits: Object.fromEntries(LIMIT_NAMES.map((name) => [name, Number(limits[name])])) as GpuLimits,
    ...{ vendor, architecture, device, description },
  };
}
