/**
 * Drivers asked in turn, in processes of their own: the machine has an entry of a library that is no driver, and
 * NVIDIA's library without an entry, for which SwiftShader stands in.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { thisHost } from '../../../../src/engine/webgpu/gpu/host.ts';
import { findVulkan, swiftShaderDriver } from '../../../../src/engine/webgpu/gpu/vulkan.ts';
import { type Ended, main } from '../../../support/cli/process.ts';

const driver = swiftShaderDriver(thisHost);
const isHere =
  driver !== null &&
  findVulkan({ ...thisHost, env: { VK_ICD_FILENAMES: driver } }).present &&
  !['/etc/vulkan/icd.d', '/usr/local/etc/vulkan/icd.d'].some((folder) => thisHost.list(folder).length > 0);
const scratch = mkdtempSync(join(tmpdir(), 'genoprop-drivers-'));
const icd = join(scratch, 'share', 'vulkan', 'icd.d');
const mute = join(icd, 'nvidia_icd.json');
const loaded = join(scratch, 'lib');

/** Runs genoprop without the variables of Vulkan that this process has, but for those given. */
function genoprop(args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const { VK_DRIVER_FILES, VK_ICD_FILENAMES, VK_ADD_DRIVER_FILES, ...rest } = process.env;
  const env = {
    ...rest,
    HOME: scratch,
    XDG_DATA_DIRS: join(scratch, 'share'),
    XDG_CONFIG_DIRS: scratch,
    LD_LIBRARY_PATH: loaded,
    NO_COLOR: '1',
    ...variables,
  };
  const child = spawn(process.execPath, [main, ...args], { cwd: scratch, env });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

describe.skipIf(!isHere)("NVIDIA's library that needs no display", () => {
  beforeAll(() => {
    for (const folder of [icd, loaded]) mkdirSync(folder, { recursive: true });
    writeFileSync(
      mute,
      '{"file_format_version": "1.0.0", "ICD": {"library_path": "libGLX_nvidia.so.0", "api_version": "1.3"}}',
    );
    writeFileSync(join(loaded, 'libGLX_nvidia.so.0'), '');
    symlinkSync(join(dirname(driver!), 'libvk_swiftshader.so'), join(loaded, 'libEGL_nvidia.so.0'));
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('is asked in the same process where the entries answer nothing, and is there for its threads', {
    timeout: 300_000,
  }, async () => {
    const { code, out } = await genoprop(['devices', '--json']);
    expect(code).toBe(0);
    const { devices } = JSON.parse(out) as { devices: readonly object[] };
    expect(devices).toContainEqual(
      expect.objectContaining({ name: 'webgpu', present: true, hardware: 'SwiftShader' }),
    );
    const duel = ['duel', 'temporal-order', '--set', 'length=10', '--device', 'webgpu', '--seeds', '1'];
    const nets = ['--contestant', 'msgd:hidden=2,batch=2', '--contestant', 'msgd-c:hidden=2,batch=2'];
    const ended = await genoprop([...duel, ...nets, '--budget', '2update', '--no-run', '--json', '-']);
    expect({ code: ended.code, err: ended.err.includes('is not there') }).toEqual({ code: 0, err: false });
    const { contestants } = JSON.parse(ended.out) as {
      contestants: readonly { trials: readonly { stop: string }[] }[];
    };
    expect(contestants.flatMap(({ trials }) => trials.map(({ stop }) => stop))).toEqual(['budget', 'budget']);
  });

  it('is not asked where the user has named a driver, and the refusal says how it would be', async () => {
    const { code, out } = await genoprop(['devices', '--json'], { VK_DRIVER_FILES: mute });
    expect(code).toBe(0);
    expect(out).toContain(
      `the drivers asked were ${mute}; unset VK_DRIVER_FILES, and libEGL_nvidia.so.0 is asked`,
    );
  });
});
