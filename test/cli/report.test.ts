import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import { findChromium, openInBrowser } from '../../src/report/browsers.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { makeRun, specOf } from '../support/report/made-run.ts';
import { scratchFolder } from '../support/report/reports.ts';

vi.mock('../../src/report/assets.ts', () => ({ builtAssets: () => ({ script: '', style: '' }) }));

let folder: string;
let run: string;
beforeAll(() => {
  folder = scratchFolder();
  run = makeRun(join(folder, 'made.run.sqlite'), specOf({ seeds: 1 }), { validations: 6 });
});

async function report(...args: string[]) {
  const terminal = recordingTerminal();
  const exitCode = await runCommandLine(['report', ...args], terminal);
  return { exitCode, ...terminal.written };
}

const inFolder = (name: string): string => join(folder, name);

describe('genoprop report', () => {
  it('writes the page beside the run, and says where and how large it is', async () => {
    const { exitCode, out, err } = await report(run);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toMatch(/^report {2}.*made\.html \([\d.]+ kB, \d+ charts\)\n$/);
    expect(readFileSync(inFolder('made.html'), 'utf8')).toMatch(/^<!DOCTYPE html>/);
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('writes over a report, and over nothing else unless it is told to', async () => {
    expect((await report(run, '-o', inFolder('made.html'))).exitCode).toBe(0);
    writeFileSync(inFolder('thesis.html'), '<h1>My thesis</h1>');
    const refused = await report(run, '-o', inFolder('thesis.html'));
    expect(refused.exitCode).toBe(2);
    expect(refused.err).toBe(
      `genoprop: -o ${inFolder('thesis.html')}: exists and is no report of genoprop; name another file, or give --force to overwrite it\n`,
    );
    expect(readFileSync(inFolder('thesis.html'), 'utf8')).toBe('<h1>My thesis</h1>');
    expect((await report(run, '-o', inFolder('thesis.html'), '--force')).exitCode).toBe(0);
  });

  it('writes the page to standard output where it is asked to, and what it says to standard error', async () => {
    const { exitCode, out, err } = await report(run, '-o', '-');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^<!DOCTYPE html>.*<\/html>\n$/s);
    expect(err).toMatch(/^report +standard output/);
    expect((await report(run, '-o', '-', '--open')).err).toMatch(/^genoprop: --open: [^\n]*\n$/);
  });

  it('never takes a run file for its output', async () => {
    const { exitCode, err } = await report(run, '-o', run);
    expect(exitCode).toBe(2);
    expect(err).toContain('is no report of genoprop');
  });

  it.each([
    ['a folder that is not there', 'no/such/place.html', 'its folder does not exist'],
    ['a folder', '.', 'it is a folder'],
  ])('answers an output in %s with one line', async (_, name, reason) => {
    const { exitCode, err } = await report(run, '-o', inFolder(name));
    expect(exitCode).toBe(2);
    expect(err).toMatch(/^genoprop: -o [^\n]*\n$/);
    expect(err).toContain(reason);
  });

  it('answers a run that is none with one line', async () => {
    writeFileSync(
      inFolder('text.run.sqlite'),
      'no database, and longer than a header of one hundred bytes'.repeat(4),
    );
    for (const path of [inFolder('missing.run.sqlite'), inFolder('text.run.sqlite'), folder]) {
      const { exitCode, err, out } = await report(path);
      expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
      expect(err).toMatch(/^genoprop: run file [^\n]*\n$/);
    }
    expect(existsSync(inFolder('text.html'))).toBe(false);
  });

  it('answers a damaged run with one line', async () => {
    const damaged = inFolder('damaged.run.sqlite');
    const bytes = readFileSync(run);
    bytes.fill(0x5a, 8192);
    writeFileSync(damaged, bytes);
    const { exitCode, err } = await report(damaged);
    expect(exitCode).toBe(2);
    expect(err).toMatch(/^genoprop: run file [^\n]*damaged\.run\.sqlite[^\n]*\n$/);
  });

  it('also writes each chart as an SVG file', async () => {
    const { exitCode, out } = await report(run, '--svg', inFolder('figures/svg'));
    const files = readdirSync(inFolder('figures/svg'));
    expect(exitCode).toBe(0);
    expect(out).toMatch(new RegExp(`svg +${files.length} files in`));
    expect(files).toContain('temporal-order-error-over-cost.svg');
    expect(readFileSync(inFolder(`figures/svg/${files[0]}`), 'utf8')).toMatch(/^<svg/);
  });

  it('answers a folder that cannot be made with one line', async () => {
    const { exitCode, err } = await report(run, '--svg', join(run, 'figures'));
    expect(exitCode).toBe(2);
    expect(err).toMatch(/^genoprop: --svg [^\n]*part of its path is a file\n$/);
  });

  it('says what to install where there is no browser to draw PNG files', async () => {
    vi.stubEnv('PATH', folder);
    const { exitCode, err } = await report(run, '--png', inFolder('figures/png'));
    vi.unstubAllEnvs();
    if (process.platform === 'linux') {
      expect(exitCode).toBe(2);
      expect(err).toMatch(
        /^genoprop: --png: needs Chromium or Chrome[^\n]*apt-get install chromium[^\n]*\n$/,
      );
    }
  });
});

describe('genoprop report of several runs', () => {
  let other: string;
  beforeAll(() => {
    other = makeRun(inFolder('other.run.sqlite'), specOf({ seeds: 1, seed: 2 }), { validations: 6 });
  });

  it('compares them on one page beside the first, and says where and how large it is', async () => {
    const { exitCode, out, err } = await report(run, other);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toMatch(/^report {2}.*made-and-other\.html \([\d.]+ kB, 2 charts\)\n$/);
    const page = readFileSync(inFolder('made-and-other.html'), 'utf8');
    expect(page).toContain('2 runs compared');
    expect(page).toContain('the runs have other seeds (A: 1; B: 2)');
    expect((await report(run, other)).exitCode).toBe(0);
  });

  it('writes their charts as files', async () => {
    const { exitCode } = await report(run, other, '-o', inFolder('c.html'), '--svg', inFolder('compared'));
    expect(exitCode).toBe(0);
    expect(readdirSync(inFolder('compared')).sort()).toEqual([
      'temporal-order-cost-to-solve.svg',
      'temporal-order-error-over-cost.svg',
    ]);
  });

  it('answers a run that is named twice, or is none, with one line', async () => {
    const twice = await report(run, run);
    expect(twice).toMatchObject({ exitCode: 2, out: '' });
    expect(twice.err).toBe(`genoprop: ${run}: named twice; name each run once\n`);
    const missing = await report(run, inFolder('nothing.run.sqlite'));
    expect(missing).toMatchObject({ exitCode: 2, out: '' });
    expect(missing.err).toMatch(/^genoprop: run file [^\n]*nothing\.run\.sqlite[^\n]*\n$/);
  });
});

describe('the browsers of this machine', () => {
  it('one that draws is found on the PATH by any of its names', () => {
    const bin = inFolder('bin');
    mkdirSync(bin);
    const program = join(bin, process.platform === 'win32' ? 'google-chrome.exe' : 'google-chrome');
    writeFileSync(program, '');
    chmodSync(program, 0o755);
    expect(findChromium(bin)).toBe(program);
  });

  it('one that does not open says why, and is no failure', async () => {
    expect(await openInBrowser(run, [inFolder('no-such-opener')])).toMatch(/cannot be started$/);
    expect(await openInBrowser(run, ['false'])).toBe('false ended with 1');
    expect(await openInBrowser(run, ['true'])).toBeNull();
  });
});
