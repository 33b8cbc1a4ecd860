/** Work of a view that is stopped, killed, damaged, and gone on with. */
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptFile, keptWork } from '../../src/lab/kept-work.ts';
import { Stopped } from '../../src/lab/view.ts';
import { openRun } from '../../src/store/run-file.ts';
import { ended, id, makeRun, single, started, validated } from '../support/cli/runs.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-lab-'));
  file = join(folder, 'lab-kept', 'made-0123456789abcdef.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const never = new AbortController().signal;
const work = (given: Partial<Parameters<typeof keptWork>[0]> = {}) =>
  keptWork({ file, threads: 1, signal: never, ...given });

/** Looks of ten parts; `made` says which were computed. */
async function look(one: ReturnType<typeof work>, stopAt?: { part: number; by: AbortController }) {
  const made: number[] = [];
  const values: unknown[] = [];
  for (let part = 0; part < 10; part++) {
    values.push(
      await one.kept(`part ${part}`, () => {
        made.push(part);
        if (part === stopAt?.part) stopAt.by.abort();
        return { sum: part / 3, gaps: [null, 'ä\n"', part % 2 === 0] };
      }),
    );
  }
  return { made, values };
}

describe('work whose parts are kept', () => {
  it('stops after the part in hand, keeps it, and goes on with the next to the same values', async () => {
    const by = new AbortController();
    await expect(look(work({ signal: by.signal }), { part: 3, by })).rejects.toThrow(Stopped);
    const again = await look(work());
    expect(again.made).toEqual([4, 5, 6, 7, 8, 9]);
    rmSync(file);
    const undisturbed = await look(work());
    expect(undisturbed.made).toHaveLength(10);
    expect(JSON.stringify(again.values)).toBe(JSON.stringify(undisturbed.values));
    expect((await look(work())).made).toEqual([]);
  });

  it('drops a last line that a kill has cut, and what follows a damaged one', async () => {
    await look(work());
    const whole = readFileSync(file, 'utf8');
    const lines = whole.trimEnd().split('\n');
    expect(lines).toHaveLength(10);
    writeFileSync(file, `${lines.slice(0, 6).join('\n')}\n${lines[6]!.slice(0, -4)}`);
    expect((await look(work())).made).toEqual([6, 7, 8, 9]);
    expect(readFileSync(file, 'utf8')).toBe(whole);
    const damaged = lines.map((line, place) => (place === 2 ? line.replace('0.66', '0.67') : line));
    writeFileSync(file, `${damaged.join('\n')}\n`);
    const mended = await look(work());
    expect(mended.made).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(readFileSync(file, 'utf8')).toBe(whole);
    appendFileSync(file, 'no line of this program\n');
    expect((await look(work())).made).toEqual([]);
    expect(readFileSync(file, 'utf8')).toBe(whole);
  });

  it('gives each caller a value of its own', async () => {
    const one = work();
    const first = await one.kept('list', () => [1, 2]);
    first.push(3);
    expect(await one.kept('list', () => [0])).toEqual([1, 2]);
  });

  it('computes anew where it is asked to, and goes on where nothing can be kept', async () => {
    await look(work());
    expect((await look(work({ anew: true }))).made).toHaveLength(10);
    writeFileSync(join(folder, 'a file'), '');
    const lost: unknown[] = [];
    const blocked = work({ file: join(folder, 'a file', 'x.jsonl'), onLost: (error) => lost.push(error) });
    expect((await look(blocked)).made).toHaveLength(10);
    expect(lost).toHaveLength(1);
  });

  it.each([
    ['the folder of kept work is a file', () => writeFileSync(join(folder, 'lab-kept'), '')],
    ['there is a folder of its name', () => mkdirSync(file, { recursive: true })],
    [
      'it is a device without an end',
      () => {
        mkdirSync(dirname(file));
        symlinkSync('/dev/zero', file);
      },
    ],
  ])('says that nothing is kept and goes on where %s', async (_, make) => {
    make();
    for (const anew of [false, true]) {
      const lost: unknown[] = [];
      const one = work({ anew, onLost: (error) => lost.push(error) });
      expect((await look(one)).made).toHaveLength(10);
      // What can be removed, is: then it is kept anew.
      if (lost.length === 0) expect(anew && lstatSync(file).isFile()).toBe(true);
      else expect(lost).toHaveLength(1);
    }
  });

  it('stops at the next breath', async () => {
    const by = new AbortController();
    const one = work({ signal: by.signal });
    await one.breathe();
    by.abort();
    await expect(one.breathe()).rejects.toThrow(Stopped);
    await expect(one.kept('next', () => 1)).rejects.toThrow(Stopped);
    expect(one.parts).toBe(0);
  });

  it('keeps the newest files of a folder, and leaves other files alone', async () => {
    await look(work());
    for (let place = 0; place < 25; place++) {
      const old = join(folder, 'lab-kept', `old-${String(place).padStart(16, '0')}.jsonl`);
      writeFileSync(old, '');
      utimesSync(old, 1000 + place, 1000 + place);
    }
    writeFileSync(join(folder, 'lab-kept', 'notes.txt'), '');
    await work({ file: join(folder, 'lab-kept', 'made-fedcba9876543210.jsonl') }).kept('part', () => 1);
    const left = readdirSync(join(folder, 'lab-kept')).sort();
    expect(left).toHaveLength(21);
    expect(left).toContain('notes.txt');
    expect(left).toContain('old-0000000000000024.jsonl');
    expect(left).not.toContain('old-0000000000000006.jsonl');
    expect(existsSync(file)).toBe(true);
  });
});

describe('the name of the file', () => {
  it('is another for other options, contestants, views, and for a run that has grown', () => {
    const path = join(folder, 'a.run.sqlite');
    const first = [started(id('small', 1)), validated(id('small', 1), 1e6)];
    const nameOf = (events: Parameters<typeof makeRun>[1], given = {}): string => {
      rmSync(path, { force: true });
      makeRun(path, events, { planned: single });
      const run = openRun(path, { readOnly: true });
      try {
        return keptFile({ view: 'made', options: { parts: 3 }, contestants: [], run, ...given });
      } finally {
        run.close();
      }
    };
    const names = [
      nameOf(first),
      nameOf([...first, validated(id('small', 1), 2e6)]),
      nameOf([...first, validated(id('small', 1), 2e6), ended(id('small', 1))]),
      nameOf(first, { options: { parts: 4 } }),
      nameOf(first, { contestants: ['small'] }),
      nameOf(first, { view: 'other' }),
    ];
    expect(new Set(names).size).toBe(names.length);
    expect(nameOf(first)).toBe(names[0]);
    expect(names[0]).toMatch(/lab-kept\/made-[0-9a-f]{16}\.jsonl$/);
    expect(names[0]!.startsWith(folder)).toBe(true);
    expect(keptFile({ view: 'made', options: {}, contestants: [], run: null })).toMatch(/^runs\/lab-kept\//);
  });
});
