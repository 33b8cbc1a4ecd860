/** `genoprop lab`: listings, refusals, and the forms of what is found. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import type { LabFlags } from '../../src/cli/lab/flags.ts';
import { type LabParts, runLab } from '../../src/cli/lab/run.ts';
import { runCommandLine } from '../../src/cli/program.ts';
import { reportFailure } from '../../src/session/failures.ts';
import { readable } from '../../src/session/terminal.ts';
import { finish, pause, start } from '../support/cli/process.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { id, inOwnFolder, makeRun, started } from '../support/cli/runs.ts';
import { madeRunView, madeView } from '../support/lab/made-view.ts';

const views = [madeView, madeRunView];

async function lab(
  name?: string,
  run?: string,
  flags: Partial<LabFlags> = {},
  parts: LabParts = {},
): Promise<{ code: number; out: string; err: string }> {
  const recording = recordingTerminal({ columns: 80 });
  const terminal = readable(recording);
  let code: number;
  try {
    code = await runLab(name, run, { workers: 1, ...flags }, terminal, { views, ...parts });
  } catch (error) {
    code = reportFailure(error, terminal, false);
  }
  const { out, err } = recording.written;
  return { code, out: String(out), err: String(err) };
}

inOwnFolder();

describe('genoprop lab', () => {
  it('lists the views, and says of one what it computes and which options it has', async () => {
    const { code, out } = await lab();
    expect(code).toBe(0);
    expect(out).toContain('  made    how figures of all kinds are drawn\n  trials  which trials a run has\n');
    const about = await lab('made', undefined, { options: true });
    expect(about.out).toMatch(/^made\nasks +how figures of all kinds are drawn\n/);
    expect(about.out).toContain('a whole number from 1 to 1000');
    expect(existsSync('runs')).toBe(false);
  });

  it('says what it has found, the facts, then each figure', async () => {
    const { code, out, err } = await lab('made', undefined, { set: ['parts=4', 'scale=3'] });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^The 4 parts have the sum 6\.000, exactly/);
    expect(out).toContain('\nparts  4\nscale  3\n\nDecay of the error signal over the lag\n');
    expect(out).toContain('The largest effects first.\n');
  });

  it('writes the charts as SVG files, a figure of tables aside', async () => {
    const { code, out } = await lab('made', undefined, { svg: 'figures/made' });
    expect(code).toBe(0);
    const files = readdirSync('figures/made');
    expect(out).toContain(`svg  ${files.length} files in figures/made`);
    expect(files).toContain('lab-made-decay-of-the-error-signal-over-the-lag.svg');
    for (const file of files) {
      const text = readFileSync(join('figures/made', file), 'utf8');
      expect(text).toMatch(/^<svg .*<path .*<\/svg>\s*$/s);
    }
  });

  it('writes a page and JSON, the figures then being in the page', async () => {
    const { code, out } = await lab('made', undefined, { out: 'made.html', json: 'made.json' });
    expect(code).toBe(0);
    expect(out).not.toContain('Decay');
    expect(out).toMatch(/page +made\.html \(\d+ kB\)\njson +made\.json\n$/);
    const page = readFileSync('made.html', 'utf8');
    expect(page).toMatch(/<meta name="generator" content="genoprop \S+ lab">/);
    expect(page).toContain('npx genoprop lab made</code>');
    const found = JSON.parse(readFileSync('made.json', 'utf8'));
    expect(found).toMatchObject({
      format: 'genoprop.lab/1',
      view: 'made',
      options: { parts: 5, scale: 1 },
      run: null,
      contestants: [],
      data: { sum: expect.closeTo(10 / 3, 12) },
    });
    expect(found.figures[0].drawings).toHaveLength(6);
  });

  it('overwrites a page of its own, and nothing else without --force', async () => {
    writeFileSync('mine.html', '<!DOCTYPE html><title>mine</title>');
    const refused = await lab('made', undefined, { out: 'mine.html' });
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toBe(
      'genoprop: -o mine.html: exists and is no page of the lab; name another file, or give --force to overwrite it\n',
    );
    writeFileSync('report.html', '<meta name="generator" content="genoprop 0.1.0 report">');
    expect((await lab('made', undefined, { out: 'report.html' })).code).toBe(2);
    expect((await lab('made', undefined, { out: 'mine.html', force: true })).code).toBe(0);
    const [first, second] = [
      readFileSync('mine.html', 'utf8'),
      await lab('made', undefined, { out: 'mine.html' }),
    ];
    expect(second.code).toBe(0);
    expect(readFileSync('mine.html', 'utf8')).toBe(first);
  });

  it('writes JSON to standard output, and all else to standard error', async () => {
    const { out, err } = await lab('made', undefined, { json: '-' });
    expect(JSON.parse(out).view).toBe('made');
    expect(err).toContain('The 5 parts have the sum');
  });

  it('answers what is written wrongly with one line', async () => {
    makeRun('a.run.sqlite', []);
    makeRun('b.run.sqlite', [started(id('small', 1))]);
    const wrong: [Promise<{ code: number; err: string }>, string][] = [
      [lab('mode'), "unknown view 'mode', did you mean 'made'? (known: made, trials)"],
      [lab('made', 'a.run.sqlite'), 'a.run.sqlite: the view made looks at no run; leave it out'],
      [lab('trials'), 'lab trials: looks at a run; name its file: genoprop lab trials RUN'],
      [lab('trials', 'none.run.sqlite'), 'run file none.run.sqlite: does not exist'],
      [
        lab('trials', 'a.run.sqlite'),
        'a.run.sqlite: has nothing for the view trials, no trial of it has begun',
      ],
      [
        lab('trials', 'b.run.sqlite', { contestant: ['smal'] }),
        "--contestant smal: unknown contestant 'smal', did you mean 'small'? (known: small, random)",
      ],
      [
        lab('made', undefined, { set: ['parts=0'] }),
        "--set parts=0: parts must be a whole number from 1 to 1000, not '0'",
      ],
      [
        lab('made', undefined, { set: ['part=1'] }),
        "--set part=1: unknown option 'part', did you mean 'parts'? (known: parts, scale)",
      ],
      [lab('made', undefined, { out: 'x.json' }), '-o x.json: must end with .html; --json FILE writes JSON'],
      [lab('made', undefined, { open: true }), '--open: needs a page to open; give -o FILE.html too'],
      [
        lab('trials', 'b.run.sqlite', { json: 'b.run.sqlite' }),
        '--json b.run.sqlite: is the run file, which it would replace; name another file',
      ],
      [
        lab('made', undefined, { contestant: ['small'] }),
        '--contestant small: is one of a run; name the run, or leave it out',
      ],
    ];
    for (const [ended, line] of wrong) {
      expect(await ended).toEqual({ code: 2, out: '', err: `genoprop: ${line}\n` });
    }
    expect(readdirSync('.').sort()).toEqual(['a.run.sqlite', 'b.run.sqlite']);
  });

  it('looks at the contestants that are named', async () => {
    makeRun('b.run.sqlite', [started(id('small', 1))]);
    expect((await lab('trials', 'b.run.sqlite')).out).toContain('There are 8 trials.');
    const some = await lab('trials', 'b.run.sqlite', { contestant: ['small'] });
    expect(some.out).toContain('There are 4 trials.');
  });

  it('is stopped by Ctrl-C after a part, says how to go on, and gives the same bytes then', async () => {
    let interrupt = (_code: number): void => {};
    const onInterrupt = (handler: (code: number) => void) => {
      interrupt = handler;
      return () => {};
    };
    const stopping = {
      ...madeView,
      look: (given: never, work: Parameters<typeof madeView.look>[1]) =>
        madeView.look(given, {
          ...work,
          kept: async (key, make) =>
            await work.kept(key, async () => {
              if (key === 'part-2') interrupt(130);
              return await make();
            }),
        }),
    } as typeof madeView;
    const stopped = await lab('made', undefined, { json: 'first.json' }, { views: [stopping], onInterrupt });
    expect(stopped).toMatchObject({ code: 130, out: '' });
    expect(stopped.err).toMatch(
      /^stopping after the part in hand; Ctrl-C again ends at once\nstopped; 3 parts of the work are kept in runs\/lab-kept\/made-[0-9a-f]{16}\.jsonl, the same command goes on there\n$/,
    );
    expect(existsSync('first.json')).toBe(false);
    await lab('made', undefined, { json: 'first.json' });
    await lab('made', undefined, { json: 'second.json', again: true });
    expect(readFileSync('first.json', 'utf8')).toBe(readFileSync('second.json', 'utf8'));
  });

  it('goes on after a kill, to the same bytes as undisturbed', async () => {
    const args = [
      'lab',
      'vanish',
      '--set',
      'show=images',
      '--set',
      'images=100',
      '--set',
      'epochs=1',
      '--json',
    ];
    const here = { cwd: process.cwd() };
    const killed = start([...args, 'first.json'], here);
    const partsOf = (): number => {
      const [file] = existsSync('runs/lab-kept') ? readdirSync('runs/lab-kept') : [];
      return file === undefined
        ? 0
        : readFileSync(join('runs/lab-kept', file), 'utf8').split('\n').length - 1;
    };
    while (partsOf() < 2 && killed.child.exitCode === null) await pause(5);
    killed.child.kill('SIGKILL');
    expect((await killed.ended).code).toBeNull();
    expect(existsSync('first.json')).toBe(false);
    const before = partsOf();
    expect(before).toBeGreaterThanOrEqual(2);
    expect((await finish([...args, 'first.json'], here)).code).toBe(0);
    expect(partsOf()).toBeGreaterThan(before);
    expect((await finish([...args, 'second.json', '--again'], here)).code).toBe(0);
    expect(readFileSync('first.json', 'utf8')).toBe(readFileSync('second.json', 'utf8'));
  });

  it('is in the program', async () => {
    const terminal = recordingTerminal();
    expect(await runCommandLine(['lab'], terminal)).toBe(0);
    expect(terminal.written.out).toMatch(/^Views:\n/);
    expect(await runCommandLine(['lab', 'nothing-of-that-name'], terminal)).toBe(2);
  });
});

describe('a look that cannot be had', () => {
  const typed = async (...args: string[]): Promise<{ code: number; err: string }> => {
    const recording = recordingTerminal({ columns: 80 });
    const code = await runCommandLine(['lab', ...args], recording);
    return { code, err: String(recording.written.err) };
  };

  it.each([
    [
      'would take hours',
      ['horizons', '--set', 'length=10000', '--set', 'hidden=1024', '--set', 'sequences=1024'],
      /^genoprop: horizons: it would take .*MACs, hours of computing, and at most 100 TMACs are made; lower sequences, perturbations, length or hidden\n$/,
    ],
    [
      'names what only a run has',
      ['cliff', '--set', 'task=xor'],
      "genoprop: --set task=xor: is an option of a run's plane; name a run, or leave it out\n",
    ],
  ])('because it %s is refused in one line, before it begins', async (_, args, line) => {
    const { code, err } = await typed(...args);
    expect(code).toBe(2);
    if (typeof line === 'string') expect(err).toBe(line);
    else expect(err).toMatch(line);
  });
});
