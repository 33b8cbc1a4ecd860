/** The bundled benchmark, as a machine without Node, npm and network would run it: on SwiftShader, in small sizes. */
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionResult } from '../../bench/session.ts';
import { thisHost } from '../../src/engine/webgpu/gpu/host.ts';
import { findVulkan, swiftShaderDriver } from '../../src/engine/webgpu/gpu/vulkan.ts';
import { missingFolder } from '../support/missing-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const driver = swiftShaderDriver(thisHost);
const missing =
  process.platform !== 'linux' || process.arch !== 'x64'
    ? `it is for Linux x64, and this is ${process.platform} ${process.arch}`
    : !existsSync(join(root, 'node_modules', 'webgpu', 'dist'))
      ? 'the npm package webgpu is not installed'
      : driver === null
        ? 'no SwiftShader is installed (Debian: chromium)'
        : vulkanMissing(driver);

function vulkanMissing(software: string): string | null {
  const vulkan = findVulkan({ ...thisHost, env: { VK_ICD_FILENAMES: software } });
  return vulkan.present ? null : vulkan.missing;
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(command: string, args: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
  return new Promise<Ended>((resolve) => {
    execFile(command, args, options, (error, out, err) => {
      resolve({ code: error === null ? 0 : ((error.code as unknown as number) ?? -1), out, err });
    });
  });
}

describe.skipIf(missing !== null)(
  `the bundled benchmark${missing === null ? '' : ` (not here: ${missing})`}`,
  () => {
    const scratch = mkdtempSync(join(tmpdir(), 'genoprop-bundle-'));
    const bundle = join(scratch, 'bundle');
    const elsewhere = join(scratch, 'elsewhere');
    const empty = join(scratch, 'empty');
    const bare = { HOME: scratch, VK_ICD_FILENAMES: driver ?? '', PATH: empty };
    const start = (args: readonly string[], env: NodeJS.ProcessEnv = bare) =>
      run(join(bundle, 'run.sh'), args, { cwd: elsewhere, env });

    beforeAll(async () => {
      for (const folder of [elsewhere, empty]) mkdirSync(folder);
      const made = await run(
        process.execPath,
        [join(root, 'scripts', 'bundle-bench.js'), bundle, '--folder-only'],
        {
          cwd: root,
          env: process.env,
        },
      );
      expect(made).toMatchObject({ code: 0, err: '' });
      expect(made.out).toMatch(/bundle: 1\d\d\.\d MiB/);
    }, 240_000);

    afterAll(() => rmSync(scratch, { recursive: true, force: true }));

    it('holds the device to the reference, measures it, and writes both under the name of the card', async () => {
      const { code, out, err } = await start(['--quick', '--seconds', '0.3', 'found']);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).not.toContain('of the bundle');
      const folder = join(elsewhere, 'found');
      expect(readdirSync(folder)).toEqual(['SwiftShader.json', 'SwiftShader.md']);
      const result = JSON.parse(readFileSync(join(folder, 'SwiftShader.json'), 'utf8')) as SessionResult;
      expect(result).toMatchObject({
        device: 'webgpu',
        hardware: 'SwiftShader',
        kind: 'software',
        scale: 'small',
      });
      const names = ['checks', 'descents', 'population', 'forward', 'gradient', 'genitor'];
      expect(result.suites.map(({ suite }) => suite)).toEqual(names);
      for (const { suite, figures, failed, skipped } of result.suites) {
        expect({ suite, failed, skipped }).toEqual({ suite });
        expect(figures.length).toBeGreaterThan(0);
        for (const { what, value } of figures)
          expect({ what, isGood: Number.isFinite(value) }).toEqual({ what, isGood: true });
      }
      const [checks, descents, population] = result.suites.map(({ figures }) => figures);
      expect(checks![0]).toMatchObject({ unit: 'passed' });
      expect(checks![0]!.value).toBeGreaterThan(40);
      const limits = descents!.slice(0, 2);
      expect(limits.map(({ unit }) => unit)).toEqual(['GFLOP/s', 'GB/s']);
      for (const { value } of limits) expect(value).toBeGreaterThan(0);
      const trials = descents!.slice(2);
      expect(trials.map(({ what }) => what)).toContain(
        '3 trials at once, H=50, batch 5, T=20, clipping and Ω',
      );
      for (const { unit, numbers } of trials) {
        expect(unit).toBe('updates/s');
        expect(numbers!.shareOfArithmetic).toBeGreaterThan(0);
        expect(numbers!.shareOfArithmetic).toBeLessThan(1);
        expect(numbers!.shareOfMemory).toBeGreaterThan(0);
        expect(numbers!.shareDrawing).toBeGreaterThan(0);
      }
      for (const { unit, peer } of population!) {
        expect(unit).toBe('genomes/s');
        expect(peer!.name).toMatch(/^wasm, \d+ threads?$/);
        expect(peer!.value).toBeGreaterThan(0);
      }
      const text = readFileSync(join(folder, 'SwiftShader.md'), 'utf8');
      expect(text).toMatch(/^## Speed on webgpu: SwiftShader\n/);
      expect(text).toContain('SwiftShader computes in software: this says nothing of a GPU.');
    }, 240_000);

    it('measures the suites that are named, and of them what matches', async () => {
      const args = [
        '--suites',
        'population,checks',
        '--only',
        '^populations',
        '--quick',
        '--seconds',
        '0.1',
        'some',
      ];
      const { code, err } = await start(args);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      const file = join(elsewhere, 'some', 'SwiftShader.json');
      const { suites } = JSON.parse(readFileSync(file, 'utf8')) as SessionResult;
      expect(suites.map(({ suite, failed }) => ({ suite, failed }))).toEqual([
        { suite: 'population' },
        { suite: 'checks' },
      ]);
      expect(suites[0]!.figures.length).toBeGreaterThan(1);
      expect(suites[1]!.figures[0]!.what).toBe('checks against the reference, 1 shapes');
    }, 240_000);

    it.each([
      [['--slow'], /^genoprop bench: Unknown option '--slow'.*see --help\n$/],
      [['--checks', '--bench'], /^genoprop bench: --checks and --bench: leave both out to have both\n$/],
      [['--seconds', 'no'], /^genoprop bench: --seconds no: must be a number above 0 and at most 3600\n$/],
      [['--suites', 'descent'], /^genoprop bench: --suites: unknown suite 'descent'[^\n]*descents[^\n]*\n$/],
      [['--suites', 'checks', '--bench'], /^genoprop bench: --suites: names all that is to run[^\n]*\n$/],
      [['--only', '('], /^genoprop bench: --only \(: [^\n]*\n$/],
      [['one', 'two'], /^genoprop bench: one folder at most, not 2; see --help\n$/],
    ])('answers %j in one line', async (args, line) => {
      const { code, out, err } = await start(args);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(line);
    });

    it('says in one line what is missing where there is no card, and has written nothing', async () => {
      const { code, err } = await start(['nothing'], {
        ...bare,
        VK_ICD_FILENAMES: `${missingFolder()}/driver.json`,
      });
      expect(code).toBe(2);
      expect(err).toMatch(
        /^genoprop bench: device webgpu is not there: VK_ICD_FILENAMES names no Vulkan driver [^\n]*\n$/,
      );
      expect(existsSync(join(elsewhere, 'nothing'))).toBe(false);
    });

    it('lends its libraries where the machine has none, and the entry of an NVIDIA driver', async () => {
      const folder = join(bundle, 'lib', 'libfoo.so.9');
      mkdirSync(folder);
      writeFileSync(join(folder, 'libfoo.so.9'), '');
      const lent = 'using the libfoo.so.9 of the bundle, for this machine has none\n';
      expect((await start(['--help'])).out).toMatch(new RegExp(`^${lent}\\./run\\.sh \\[FOLDER\\]`));
      const nvidia = join(scratch, 'nvidia');
      mkdirSync(nvidia);
      writeFileSync(join(nvidia, 'libEGL_nvidia.so.0'), '');
      // Neither an entry nor libraries of X decide anything.
      const icd = join(scratch, '.config', 'vulkan', 'icd.d');
      mkdirSync(icd, { recursive: true });
      writeFileSync(join(icd, 'nvidia_icd.json'), '{"ICD": {"library_path": "libGLX_nvidia.so.0"}}');
      for (const name of ['libX11.so.6', 'libXext.so.6', 'libGLX_nvidia.so.0'])
        writeFileSync(join(nvidia, name), '');
      const { VK_ICD_FILENAMES: named, ...undriven } = bare;
      const { out } = await start(['--help'], { ...undriven, LD_LIBRARY_PATH: nvidia });
      const chosen = "asking NVIDIA's driver by libEGL_nvidia.so.0, with the bundle's nvidia-egl.json\n";
      expect(out).toContain(`${lent}${chosen}`);
      for (const name of ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES', 'VK_ADD_DRIVER_FILES']) {
        const own = await start(['--help'], { ...undriven, LD_LIBRARY_PATH: nvidia, [name]: named });
        expect(own.out).not.toContain('nvidia');
      }
      const entry = JSON.parse(readFileSync(join(bundle, 'lib', 'nvidia-egl.json'), 'utf8'));
      expect(entry.ICD.library_path).toBe('libEGL_nvidia.so.0');
    });
  },
);
