import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeDriverEntry } from '../../../../src/engine/webgpu/gpu/driver-entry.ts';
import type { Host } from '../../../../src/engine/webgpu/gpu/host.ts';
import { findVulkan, remedyForNamed, swiftShaderDriver } from '../../../../src/engine/webgpu/gpu/vulkan.ts';

/** A machine with these files. */
function machine(files: Readonly<Record<string, string>>, env: Host['env'] = {}, platform = 'linux'): Host {
  return {
    platform,
    env,
    isFile: (path) => path in files,
    list: (folder) =>
      Object.keys(files)
        .filter((path) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'))
        .map((path) => path.slice(folder.length + 1))
        .sort(),
    read: (path) => files[path] ?? null,
  };
}

const driver = (library: string, more: object = {}): string =>
  JSON.stringify({
    file_format_version: '1.0.0',
    ICD: { library_path: library, api_version: '1.3', ...more },
  });

/** The loader's own search. */
const BY_LOADER = { entries: [] };
const LOADER = { '/usr/lib/x86_64-linux-gnu/libvulkan.so.1': '' };
const SWIFTSHADER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const CHROMIUM = {
  [SWIFTSHADER]: driver('./libvk_swiftshader.so'),
  '/usr/lib/chromium/libvk_swiftshader.so': '',
};
const NVIDIA = {
  '/usr/share/vulkan/icd.d/nvidia_icd.json': driver('libGLX_nvidia.so.0'),
  '/usr/lib/x86_64-linux-gnu/libGLX_nvidia.so.0': '',
};

/** What is missing there, or null. */
function missing(...given: Parameters<typeof machine>): string | null {
  const found = findVulkan(machine(...given));
  return found.present ? null : found.missing;
}

describe('the Vulkan loader', () => {
  const NO_LOADER = 'no Vulkan loader (libvulkan.so.1) is installed';

  it('is asked for where it is nowhere, with the packages that have it', () => {
    const found = findVulkan(machine(NVIDIA));
    expect(found).toMatchObject({
      present: false,
      missing: NO_LOADER,
      remedy: expect.stringMatching(/^install it \(Debian and Ubuntu: the package libvulkan1;.*card$/),
    });
  });

  it('is seen in folders of libraries, in LD_LIBRARY_PATH and in the cache of the linker', () => {
    expect(missing({ ...LOADER, ...NVIDIA })).toBeNull();
    const elsewhere = { ...NVIDIA, '/opt/vulkan/libvulkan.so.1': '' };
    expect(missing(elsewhere)).toBe(NO_LOADER);
    expect(missing(elsewhere, { LD_LIBRARY_PATH: '/nowhere::/opt/vulkan' })).toBeNull();
    const cached = 'glibc-ld.so.cache1.1\0\x03libvulkan.so.1\0/opt/vulkan/libvulkan.so.1\0';
    expect(missing({ ...elsewhere, '/etc/ld.so.cache': cached })).toBeNull();
  });

  it('is not there where the cache of the linker is older than its removal', () => {
    const cached = 'libvulkan.so.1\0/opt/vulkan/libvulkan.so.1\0';
    expect(missing({ ...NVIDIA, '/etc/ld.so.cache': cached })).toBe(NO_LOADER);
  });

  it('is not needed on other systems', () => {
    for (const platform of ['darwin', 'win32']) expect(missing({}, {}, platform)).toBeNull();
  });
});

describe('drivers for it', () => {
  it('are asked for where there are none, with how to try without a card only where that would work', () => {
    const none = findVulkan(machine(LOADER));
    expect(none).toMatchObject({ present: false, missing: 'no Vulkan driver is installed' });
    expect(none).toMatchObject({ remedy: expect.not.stringContaining('VK_ICD_FILENAMES') });
    expect(findVulkan(machine({ ...LOADER, ...CHROMIUM }))).toMatchObject({
      missing: 'no Vulkan driver is installed',
      remedy: expect.stringMatching(`; to try it without a graphics card: VK_ICD_FILENAMES=${SWIFTSHADER}$`),
    });
    expect(swiftShaderDriver(machine(CHROMIUM))).toBe(SWIFTSHADER);
    expect(swiftShaderDriver(machine({}))).toBeNull();
  });

  const library = { '/usr/lib/libGLX_nvidia.so.0': '' };
  const file = driver('libGLX_nvidia.so.0');
  it.each<[string, Host['env']]>([
    ['/etc/vulkan/icd.d', {}],
    ['/usr/share/vulkan/icd.d', {}],
    ['/usr/local/share/vulkan/icd.d', {}],
    ['/etc/xdg/vulkan/icd.d', {}],
    ['/home/me/.local/share/vulkan/icd.d', { HOME: '/home/me' }],
    ['/home/me/.config/vulkan/icd.d', { HOME: '/home/me' }],
    ['/data/vulkan/icd.d', { XDG_DATA_HOME: '/data' }],
    ['/b/vulkan/icd.d', { XDG_DATA_DIRS: '/a:/b' }],
    ['/extra', { VK_ADD_DRIVER_FILES: '/nowhere.json:/extra' }],
  ])('are seen in %s', (folder, env) => {
    const files = { ...LOADER, ...library, [`${folder}/a_icd.json`]: file };
    expect(findVulkan(machine(files, env))).toEqual({ present: true, drivers: [BY_LOADER] });
  });

  it('that lie where the loader does not look are pointed out to it', () => {
    const path = '/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json';
    const files = { ...LOADER, [path]: file, '/usr/local/nvidia/lib64/libGLX_nvidia.so.0': '' };
    expect(findVulkan(machine(files))).toEqual({ present: true, drivers: [{ entries: [path] }] });
  });

  it.each(['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'])('are those of %s alone where it is set', (name) => {
    expect(missing({ ...LOADER, ...CHROMIUM }, { [name]: SWIFTSHADER })).toBeNull();
    expect(missing({ ...LOADER, ...NVIDIA }, { [name]: '/gone.json' })).toBe(
      `${name} names no Vulkan driver that is there: /gone.json`,
    );
  });

  it('go by VK_DRIVER_FILES where VK_ICD_FILENAMES says otherwise', () => {
    const env = { VK_DRIVER_FILES: '/gone.json', VK_ICD_FILENAMES: SWIFTSHADER };
    expect(missing({ ...LOADER, ...CHROMIUM }, env)).toMatch(/^VK_DRIVER_FILES names no/);
  });

  it.each([
    ['its library is not there', driver('libgone.so.1')],
    ['its library is not beside it', driver('./libgone.so.1')],
    ['its library is for 32 bits', driver('libGLX_nvidia.so.0', { library_arch: '32' })],
    ['it names no library', '{"ICD": {}}'],
    ['it is no JSON', 'nonsense'],
  ])('one does not count where %s', (_, text) => {
    const files = { ...LOADER, ...library, '/etc/vulkan/icd.d/a.json': text };
    expect(missing(files)).toBe('no Vulkan driver is installed');
  });
});

describe("NVIDIA's library that needs no display", () => {
  const ENTRY = '/usr/share/vulkan/icd.d/nvidia_icd.json';
  const EGL = { '/usr/lib/x86_64-linux-gnu/libEGL_nvidia.so.0': '' };
  const X = { '/usr/lib/x86_64-linux-gnu/libX11.so.6': '', '/usr/lib/x86_64-linux-gnu/libXext.so.6': '' };
  const library = { library: 'libEGL_nvidia.so.0' };

  it('is asked after the drivers that have entries, wherever these are, and whatever of X is there', () => {
    for (const files of [
      { ...LOADER, ...NVIDIA, ...EGL },
      { ...LOADER, ...NVIDIA, ...EGL, ...X },
    ])
      expect(findVulkan(machine(files))).toEqual({ present: true, drivers: [BY_LOADER, library] });
    const path = '/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json';
    const { [ENTRY]: entry, ...bare } = { ...LOADER, ...NVIDIA, ...EGL };
    expect(findVulkan(machine({ ...bare, [path]: entry! }))).toEqual({
      present: true,
      drivers: [{ entries: [path] }, library],
    });
  });

  it('is asked alone where no entry is, by its path where the linker does not search', () => {
    const path = '/usr/local/nvidia/lib64/libEGL_nvidia.so.0';
    expect(findVulkan(machine({ ...LOADER, ...EGL }))).toEqual({ present: true, drivers: [library] });
    expect(findVulkan(machine({ ...LOADER, [path]: '' }))).toEqual({
      present: true,
      drivers: [{ library: path }],
    });
  });

  it.each(['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'VK_ADD_DRIVER_FILES'])(
    'is not asked beside drivers that %s names, and the remedy says so',
    (name) => {
      const env = { [name]: ENTRY };
      const files = { ...LOADER, ...NVIDIA, ...EGL };
      expect(findVulkan(machine(files, env))).toEqual({ present: true, drivers: [BY_LOADER] });
      expect(remedyForNamed(machine(files, env))).toBe(`unset ${name}, and libEGL_nvidia.so.0 is asked`);
      expect(remedyForNamed(machine({ ...LOADER, ...NVIDIA }, env))).toBeNull();
      expect(remedyForNamed(machine(files))).toBeNull();
    },
  );
});

it('an entry for a library is written where Vulkan can be pointed to it', () => {
  const file = writeDriverEntry('libEGL_nvidia.so.0');
  const text = readFileSync(file, 'utf8');
  rmSync(dirname(file), { recursive: true });
  const files = { ...LOADER, [file]: text, '/usr/lib/libEGL_nvidia.so.0': '' };
  expect(findVulkan(machine(files, { VK_DRIVER_FILES: file }))).toEqual({
    present: true,
    drivers: [BY_LOADER],
  });
});
