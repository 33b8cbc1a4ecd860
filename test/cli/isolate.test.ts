/**
 * Tasks from files as a user plays them: in processes of their own, whose deaths cost their own trials, and which end
 * with genoprop. Without them, the same bytes.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRun } from '../../src/store/run-file.ts';
import { finish, pause, start } from '../support/cli/process.ts';
import { runContent } from '../support/store/run-content.ts';

const FIXTURE = fileURLToPath(new URL('../fixtures/plugins/trespasser.ts', import.meta.url));
const FORECAST = fileURLToPath(new URL('../../examples/tasks/forecast.ts', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-isolate-'));
  mkdirSync(join(folder, 'data'));
  const rows = Array.from({ length: 300 }, (_, row) => `"day ${row}","${(row * 7) % 23}"`);
  writeFileSync(join(folder, 'data', 'quoted.csv'), `"day","v"\n${rows.join('\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const trespasser = (options: Readonly<Record<string, unknown>>) => ({ task: FIXTURE, options });

const sound = () => [
  trespasser({ way: 'none' }),
  { task: 'parity', options: { length: 5 } },
  { task: FORECAST, options: { file: join(folder, 'data', 'quoted.csv'), column: 'v', window: 3 } },
];

function write(name: string, tasks: readonly object[], updates: number): string {
  const script = {
    tasks,
    contestants: [{ contestant: 'msgd-2013', settings: { hidden: 3 }, name: 'msgd' }],
    device: 'wasm',
    floor: false,
    seeds: 1,
    budget: `${updates}update`,
    // Far more than any call of a sound task takes on a busy machine.
    limits: { seconds: 5 },
  };
  writeFileSync(join(folder, name), JSON.stringify(script));
  return name;
}

/** Ends of the trials of that task, by the way. */
const ENDS: Readonly<Record<string, string>> = {
  'huge array': 'its process was ended by SIGTRAP: Fatal JavaScript invalid size error',
  'closed descriptors': 'its process was ended by SIGABRT',
  'bytes in all descriptors': "wrote into the channel of its process, which is genoprop's own",
  'getter without end': 'its thread did not go on within 5 s, last after sample()',
  'message out of turn': "posted a message through parentPort, which is genoprop's own",
};

const REFUSED = [
  'kill of its parent: Signal',
  'kill of its group: Signal',
  'kill of its parent by another thread: Signal',
  'broken addon: ERR_DLOPEN_DISABLED',
  'reading of a file: FileSystemRead',
  'reading of a folder: FileSystemRead',
  'writing of a file: FileSystemWrite',
  'writing beside itself: FileSystemWrite',
  'another program: ChildProcess',
  // Node has had rights of the network since 25.
  ...(process.allowedNodeEnvironmentFlags.has('--allow-net')
    ? ['fetch: ERR_ACCESS_DENIED', 'connection: ERR_ACCESS_DENIED']
    : []),
];

/** End of each trial, by its id, and whether the run has a checkpoint of it. */
function endsIn(name: string): Map<string, { detail: string; isKept: boolean }> {
  const run = openRun(join(folder, name), { readOnly: true });
  const ends = run
    .trials()
    .map(
      ({ id, result }) => [id, { detail: result?.stop.detail ?? '', isKept: run.hasCheckpoint(id) }] as const,
    );
  run.close();
  return new Map(ends);
}

/** Processes that run code of a plugin for that one. */
function childrenOf(parent: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const [, rest] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ');
      const isChild = Number(rest!.split(' ')[1]) === parent;
      return isChild && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('--permission')
        ? [Number(name)]
        : [];
    } catch {
      return [];
    }
  });
}

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a task from a file', () => {
  it('costs its own trials, whatever it does to its process, and nobody else a byte', async () => {
    const ways = ['trespasses', ...Object.keys(ENDS)];
    const harmful = ways.map((way) => trespasser({ way, after: 2000 }));
    const all = write('all.json', [...harmful, ...sound()], 200);
    const few = write('few.json', sound(), 200);
    const play = ['--workers', '2', '--plain', '--run'];
    const [among, alone] = await Promise.all([
      finish(['tournament', all, ...play, 'all.run'], { cwd: folder }),
      finish(['tournament', few, ...play, 'few.run', '--no-isolate'], { cwd: folder }),
    ]);
    expect([alone.code, alone.err]).toEqual([0, '']);
    expect([among.code, among.err]).toEqual([1, expect.stringContaining('failed')]);
    const ends = endsIn('all.run');
    const endOf = (way: string) => ends.get(`trespasser:way=${way},after=2000/msgd/1`);
    for (const refusal of REFUSED) expect(endOf('trespasses')!.detail).toContain(refusal);
    for (const [way, detail] of Object.entries(ENDS)) {
      // What it had found by then is kept.
      const end = { detail: expect.stringContaining(detail), isKept: true };
      expect([way, endOf(way)]).toEqual([way, end]);
    }
    for (const table of ['metrics', 'champions'] as const) {
      const mine = runContent(join(folder, 'all.run'))[table].filter((row) => !row.includes('way='));
      expect(mine).toEqual(runContent(join(folder, 'few.run'))[table]);
    }
  });

  it.skipIf(process.platform !== 'linux')(
    'ends with genoprop, however that ends, and goes on to the same end',
    async () => {
      const script = write('long.json', [trespasser({ way: 'none' })], 1200);
      const play = ['tournament', script, '--workers', '1', '--plain', '--run'];
      const whole = finish([...play, 'whole.run', '--no-isolate'], { cwd: folder });
      const running = start([...play, 'killed.run'], { cwd: folder });
      await running.until('started');
      const children = childrenOf(running.child.pid!);
      running.child.kill('SIGKILL');
      await running.ended;
      expect(children).toHaveLength(1);
      while (children.some(lives)) await pause(20);
      const resumed = await finish(['resume', 'killed.run', '--workers', '1', '--plain'], { cwd: folder });
      expect([resumed.code, (await whole).code]).toEqual([0, 0]);
      expect(runContent(join(folder, 'killed.run'))).toEqual(runContent(join(folder, 'whole.run')));
    },
  );

  it('ends no command while it is loaded', async () => {
    writeFileSync(join(folder, 'aborts.mjs'), "'x'.repeat(2 ** 27 + 8).split('');\n");
    writeFileSync(join(folder, 'kills.mjs'), "process.kill(process.ppid, 'SIGKILL');\n");
    const [tasks, check] = await Promise.all([
      finish(['tasks', './aborts.mjs'], { cwd: folder }),
      finish(['check', './kills.mjs'], { cwd: folder }),
    ]);
    expect(tasks).toEqual({
      code: 2,
      out: '',
      err: 'genoprop: task ./aborts.mjs: its process was ended by SIGTRAP: Fatal JavaScript invalid size error 134217736\n',
    });
    expect([check.code, check.out.replaceAll(/\s+/g, ' ')]).toEqual([
      2,
      expect.stringContaining('FAIL loads cannot be loaded: line 1: may not signal a process'),
    ]);
  });
});
