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
 * Result of the search. `pointTo`: drivers that have to be named to the loader, because it does not search their places
 * or because it must not ask others. `standIn`: a driver's library without an entry for the loader, which has to be
 * written (`driver-entry.ts`) and named with those.
 */
export type Vulkan =
  | { readonly present: true; readonly pointTo: readonly string[]; readonly standIn?: string }
  | Missing;

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
 * Libraries of NVIDIA's driver. The first is the one that entries name; it answers only where the libraries of X are,
 * which a machine without a screen may lack. The second answers without them.
 */
const NVIDIA_WITH_X = 'libGLX_nvidia.so.0';
const NVIDIA_WITHOUT_X = 'libEGL_nvidia.so.0';
const X_LIBRARIES = ['libX11.so.6', 'libXext.so.6'];

/** Paths of the software driver that browsers carry. */
const SWIFTSHADER = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
  '/usr/lib64/chromium-browser/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
];

/** Looks for Vulkan. On other systems than Linux Dawn needs none. */
export function findVulkan(host: Host): Vulkan {
  if (host.platform !== 'linux') return { present: true, pointTo: [] };
  if (!hasLibrary(host, LOADER)) {
    return {
      present: false,
      missing: `no Vulkan loader (${LOADER}) is installed`,
      remedy:
        'install it (Debian and Ubuntu: the package libvulkan1; Fedora: vulkan-loader; Arch: vulkan-icd-loader) ' +
        `and the driver of the graphics card${tryingWithout(host)}`,
    };
  }
  const only = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'].find((name) => host.env[name]);
  if (only !== undefined) {
    if (driversIn(host, listed(host.env[only])).length > 0) return { present: true, pointTo: [] };
    return {
      present: false,
      missing: `${only} names no Vulkan driver that is there: ${host.env[only]}`,
      remedy: `unset ${only}, or set it to the .json file of a driver`,
    };
  }
  const places = [...listed(host.env.VK_ADD_DRIVER_FILES), ...driverFolders(host.env)];
  const usual = driversIn(host, places);
  const found = usual.length > 0 ? usual : driversIn(host, DRIVERS_ELSEWHERE);
  const mute = found.filter((file) => isMute(host, file));
  const standIn = libraryWithoutX(host);
  if (standIn !== null && (found.length === 0 || mute.length > 0)) {
    return { present: true, pointTo: found.filter((file) => !mute.includes(file)), standIn };
  }
  if (found.length > 0) return { present: true, pointTo: found === usual ? [] : found };
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

/** Remedy where the drivers that the environment names, and no others, do not answer for want of X; else null. */
export function remedyForNamed(host: Host): string | null {
  const name = ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'].find((one) => host.env[one]);
  if (name === undefined) return null;
  if (!driversIn(host, listed(host.env[name])).some((file) => isMute(host, file))) return null;
  const missing = X_LIBRARIES.filter((library) => !hasLibrary(host, library)).join(' and ');
  return (
    `${NVIDIA_WITH_X} answers only beside ${missing} (Debian and Ubuntu: libx11-6 and libxext6)` +
    (libraryWithoutX(host) === null ? '' : `; or unset ${name}, and ${NVIDIA_WITHOUT_X} is asked`)
  );
}

/** True for the entry of NVIDIA's driver by the library that needs X, on a machine without. */
function isMute(host: Host, file: string): boolean {
  if (libraryOf(host.read(file) ?? '') !== NVIDIA_WITH_X) return false;
  return X_LIBRARIES.some((library) => !hasLibrary(host, library));
}

/** NVIDIA's driver by the library that does without X: its name, or its path where the linker does not search. */
function libraryWithoutX(host: Host): string | null {
  const unsearched = UNSEARCHED.map((folder) => `${folder}/${NVIDIA_WITHOUT_X}`).find((path) =>
    host.isFile(path),
  );
  if (isSearched(host, NVIDIA_WITHOUT_X)) return NVIDIA_WITHOUT_X;
  return unsearched ?? null;
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
