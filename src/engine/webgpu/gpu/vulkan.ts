/**
 * Search for Vulkan on Linux, as Dawn does it: its loader, and a driver for the loader. Dawn itself prints warnings
 * straight to standard error where one is missing, so it is not called before both are found. Search paths of the
 * loader: "Driver interface to the Vulkan loader" and "Active environment variables" in the documentation of
 * KhronosGroup/Vulkan-Loader.
 */
import { dirname, isAbsolute, resolve } from 'node:path';
import type { Missing } from '../../presence.ts';
import type { Host } from './host.ts';

/**
 * Drivers to ask at once: entries named to the loader, none where it finds them itself; or a driver's library, for which
 * an entry has to be written (`driver-entry.ts`).
 */
export type Drivers = { readonly entries: readonly string[] } | { readonly library: string };

/** Result of the search. `drivers`: to ask one after another until a graphics card answers. */
export type Vulkan = { readonly present: true; readonly drivers: readonly Drivers[] } | Missing;

const LOADER = 'libvulkan.so.1';

/** Folders that the dynamic linker searches even without a cache, and folders of distributions' libraries. */
const LIBRARY_FOLDERS = [
  '/lib',
  '/usr/lib',
  '/lib64',
  '/usr/lib64',
  '/lib/x86_64-linux-gnu',
  '/usr/lib/x86_64-linux-gnu',
  '/lib/aarch64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/local/lib',
];
/** Folders of drivers' libraries that the linker searches only where it is told to. */
const UNSEARCHED = ['/usr/local/nvidia/lib64', '/run/opengl-driver/lib'];

/** Folders of containers and NixOS for drivers that have to be named to the loader. */
const DRIVERS_ELSEWHERE = ['/usr/local/nvidia/share/vulkan/icd.d', '/run/opengl-driver/share/vulkan/icd.d'];

/**
 * Library of NVIDIA's driver that needs no display. Entries name another, libGLX_nvidia.so.0, which may be mute in a
 * container even where the libraries of X are.
 */
const NVIDIA_EGL = 'libEGL_nvidia.so.0';
/** Variables that name drivers to the loader: the first two these alone, the third more of them. */
const ONLY = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'];
const MORE = 'VK_ADD_DRIVER_FILES';

/** Paths of the software driver that browsers carry. */
const SWIFTSHADER = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
  '/usr/lib64/chromium-browser/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
];

const BY_LOADER: Drivers = { entries: [] };

/** Looks for Vulkan. On other systems than Linux Dawn needs none. */
export function findVulkan(host: Host): Vulkan {
  if (host.platform !== 'linux') return { present: true, drivers: [BY_LOADER] };
  if (!hasLibrary(host, LOADER)) {
    return {
      present: false,
      missing: `no Vulkan loader (${LOADER}) is installed`,
      remedy:
        'install it (Debian and Ubuntu: the package libvulkan1; Fedora: vulkan-loader; Arch: vulkan-icd-loader) ' +
        `and the driver of the graphics card${tryingWithout(host)}`,
    };
  }
  const only = ONLY.find((name) => host.env[name]);
  if (only !== undefined) {
    if (driversIn(host, listed(host.env[only])).length > 0) return { present: true, drivers: [BY_LOADER] };
    return {
      present: false,
      missing: `${only} names no Vulkan driver that is there: ${host.env[only]}`,
      remedy: `unset ${only}, or set it to the .json file of a driver`,
    };
  }
  const drivers: Drivers[] = [];
  const elsewhere = driversIn(host, DRIVERS_ELSEWHERE);
  if (driversIn(host, [...listed(host.env[MORE]), ...driverFolders(host.env)]).length > 0)
    drivers.push(BY_LOADER);
  else if (elsewhere.length > 0) drivers.push({ entries: elsewhere });
  const library = host.env[MORE] ? null : nvidiaEgl(host);
  if (library !== null) drivers.push({ library });
  if (drivers.length > 0) return { present: true, drivers };
  return {
    present: false,
    missing: 'no Vulkan driver is installed',
    remedy:
      "install the graphics card's driver (NVIDIA: its own, on Debian nvidia-driver and nvidia-vulkan-icd; AMD and " +
      'Intel: mesa-vulkan-drivers); a container must be given the card, an NVIDIA one with the capability ' +
      `graphics too${tryingWithout(host)}`,
  };
}

/** Driver file of SwiftShader in a browser's files, or null. */
export function swiftShaderDriver(host: Host): string | null {
  return SWIFTSHADER.find((file) => host.isFile(file)) ?? null;
}

/** Remedy where drivers that the environment names do not answer, and NVIDIA's library was not asked; else null. */
export function remedyForNamed(host: Host): string | null {
  const names = [...ONLY, MORE].filter((name) => host.env[name]);
  if (host.platform !== 'linux' || names.length === 0 || nvidiaEgl(host) === null) return null;
  return `unset ${names.join(' and ')}, and ${NVIDIA_EGL} is asked`;
}

/** Library of NVIDIA's driver: its name, or its path where the linker does not search; null where it is nowhere. */
function nvidiaEgl(host: Host): string | null {
  if (isSearched(host, NVIDIA_EGL)) return NVIDIA_EGL;
  const paths = UNSEARCHED.map((folder) => `${folder}/${NVIDIA_EGL}`);
  return paths.find((path) => host.isFile(path)) ?? null;
}

function tryingWithout(host: Host): string {
  const driver = swiftShaderDriver(host);
  return driver === null ? '' : `; to try it without a graphics card: VK_ICD_FILENAMES=${driver}`;
}

const hasLibrary = (host: Host, name: string): boolean =>
  isSearched(host, name) || UNSEARCHED.some((folder) => host.isFile(`${folder}/${name}`));

/** True where the linker finds the library. Its cache lists whole paths, each ended by a zero byte. */
function isSearched(host: Host, name: string): boolean {
  const folders = [...listed(host.env.LD_LIBRARY_PATH), ...LIBRARY_FOLDERS];
  if (folders.some((folder) => host.isFile(`${folder}/${name}`))) return true;
  const cached = (host.read('/etc/ld.so.cache') ?? '').split('\0');
  return cached.some((path) => path.startsWith('/') && path.endsWith(`/${name}`) && host.isFile(path));
}

function driverFolders(env: Host['env']): string[] {
  const home = env.HOME ?? '';
  const bases = [
    env.XDG_CONFIG_HOME || `${home}/.config`,
    ...listed(env.XDG_CONFIG_DIRS || '/etc/xdg'),
    '/etc',
    '/usr/local/etc',
    env.XDG_DATA_HOME || `${home}/.local/share`,
    ...listed(env.XDG_DATA_DIRS || '/usr/local/share:/usr/share'),
  ];
  return bases.map((base) => `${base}/vulkan/icd.d`);
}

/** Driver files whose library is there. @param places driver files, or folders of them */
function driversIn(host: Host, places: readonly string[]): string[] {
  const files = places.flatMap((place) =>
    place.endsWith('.json') ? [place] : host.list(place).map((name) => `${place}/${name}`),
  );
  return files.filter((file) => file.endsWith('.json') && isDriver(host, file));
}

/** True for a driver file whose library exists; a package in a container without a card leaves files without one. */
function isDriver(host: Host, file: string): boolean {
  const library = libraryOf(host.read(file) ?? '');
  if (library === null) return false;
  if (!library.includes('/')) return hasLibrary(host, library);
  return host.isFile(isAbsolute(library) ? library : resolve(dirname(file), library));
}

function libraryOf(text: string): string | null {
  try {
    const { library_path: path, library_arch: bits } = JSON.parse(text).ICD;
    return typeof path === 'string' && bits !== '32' ? path : null;
  } catch {
    return null;
  }
}

function listed(text: string | undefined): string[] {
  return (text ?? '').split(':').filter((part) => part !== '');
}
