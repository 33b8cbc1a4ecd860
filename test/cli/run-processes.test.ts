import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRun } from '../../src/store/run-file.ts';
import { finish, main, start } from '../support/cli/process.ts';
import { type RunContent, runContent } from '../support/store/run-content.ts';

const duel = ['duel', 'xor', '--contestant', 'genitor:hidden=3', '--contestant', 'msgd-cr:hidden=4'];
const short = [...duel, '--seeds', '2', '--budget', '1e7mac', '--workers', '2', '--run'];
const long = [...duel, '--budget', '1e14mac', '--workers', '2', '--run'];

let folder: string;
let expected: RunContent;
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-processes-'));
  expect(await finish([...short, 'whole.run'], { cwd: folder })).toMatchObject({ code: 0, err: '' });
  expected = runContent(at('whole.run'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a run that a process writes', () => {
  it('is refused to a second writer, and shown and listed to whoever reads', async () => {
    const writer = start([...long, 'busy.run'], { cwd: folder });
    for (const name of ['genitor:hidden=3', 'msgd-cr:hidden=4'])
      expect(await writer.until(`${name}, seed 1: started`)).toBe(true);
    const refused = 'genoprop: run file busy.run: another process is writing it; it can be read meanwhile\n';
    for (const resume of [1, 2]) {
      const second = await finish(['resume', 'busy.run'], { cwd: folder });
      expect([resume, second]).toEqual([resume, { code: 2, out: '', err: refused }]);
    }
    const shown = await finish(['show', 'busy.run'], { cwd: folder });
    expect(shown).toMatchObject({ code: 0, err: '' });
    expect(shown.out).toContain('state  running: 0 of 20 trials have ended, 2 under way\n');
    expect((await finish(['list', 'busy.run'], { cwd: folder })).out).toMatch(/ 0\/20 +running /);
    const csv = await finish(['show', 'busy.run', '--csv', '--metrics'], { cwd: folder });
    expect(csv.out).toMatch(/^trial,task,contestant,seed,macs,/);
    writer.child.kill('SIGKILL');
    expect(await writer.ended).toMatchObject({ code: null, err: '' });
    expect((await finish(['show', 'busy.run'], { cwd: folder })).out).toContain(
      'state  interrupted: 0 of 20',
    );
  });

  it('is gone on with by one of two that try at once', async () => {
    const before = start([...short, 'raced.run'], { cwd: folder });
    await before.until('started');
    before.child.kill('SIGKILL');
    await before.ended;
    const both = await Promise.all([1, 2].map(() => finish(['resume', 'raced.run'], { cwd: folder })));
    const codes = both.map(({ code }) => code).sort();
    // The second may have come when the first had ended, and found nothing left.
    expect([
      [0, 0],
      [0, 2],
    ]).toContainEqual(codes);
    for (const { code, err } of both)
      expect(err).toMatch(code === 0 ? /^$/ : /another process is writing it/);
    expect(runContent(at('raced.run'))).toEqual(expected);
  });
});

describe('a disk that is full', () => {
  it.skipIf(process.platform !== 'linux')(
    'ends the run with one line and code 1, and once there is room it is resumed (a limit on file sizes, Linux only)',
    async () => {
      // In blocks of 1024 bytes; the run as a whole takes more, and its beginning less.
      const limited = ['bash', '-c', 'ulimit -f 150; exec "$0" "$@"', process.execPath, main];
      const { code, out, err } = await finish([...short, 'full.run'], { cwd: folder, command: limited });
      expect(code).toBe(1);
      expect(err).toMatch(
        /^genoprop: run file full\.run: cannot be written, what it held before is kept: [^\n]*; once that is mended, `genoprop resume full\.run` goes on\n$/,
      );
      expect(out).toContain('started');
      const run = openRun(at('full.run'), { readOnly: true });
      expect(run.trials().every(({ state }) => state === 'finished')).toBe(false);
      run.close();
      expect(await finish(['resume', 'full.run'], { cwd: folder })).toMatchObject({ code: 0, err: '' });
      expect(runContent(at('full.run'))).toEqual(expected);
    },
  );

  it.skipIf(process.platform !== 'linux')(
    'from the beginning leaves no file behind (a limit on file sizes, Linux only)',
    async () => {
      const limited = ['bash', '-c', 'ulimit -f 20; exec "$0" "$@"', process.execPath, main];
      const { code, out, err } = await finish([...short, 'never.run'], { cwd: folder, command: limited });
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/^genoprop: run file never\.run: cannot be written: [^\n]*\n$/);
      expect(readdirSync(folder).filter((file) => file.startsWith('never'))).toEqual([]);
    },
  );
});

describe('what a user may only read', () => {
  const asNobody = [
    process.execPath,
    fileURLToPath(new URL('../support/cli/unprivileged.ts', import.meta.url)),
  ];

  it.skipIf(process.platform === 'win32')('is refused before anything starts (not on Windows)', async () => {
    chmodSync(folder, 0o755);
    const locked = at('locked');
    mkdirSync(locked);
    const seldom = start([...long, join(locked, 'begun.run')], { cwd: folder });
    await seldom.until('started');
    seldom.child.kill('SIGKILL');
    await seldom.ended;
    writeFileSync(join(locked, 'other'), '');
    chmodSync(locked, 0o555);
    const cases = [
      [
        ['duel', join(locked, 'new.run')],
        `run file ${locked}/new.run: cannot be written: in ${locked}, permission is denied`,
      ],
      [
        ['resume', join(locked, 'begun.run')],
        `run file ${locked}/begun.run: cannot be written: in ${locked}, permission is denied`,
      ],
    ] as const;
    for (const [args, message] of cases) {
      const { code, out, err } = await finish(args, { cwd: folder, command: asNobody });
      expect([code, out, err]).toEqual([2, '', `genoprop: ${message}\n`]);
    }
    chmodSync(locked, 0o777);
    chmodSync(join(locked, 'begun.run'), 0o444);
    const { code, err } = await finish(['resume', join(locked, 'begun.run')], {
      cwd: folder,
      command: asNobody,
    });
    expect([code, err]).toEqual([
      2,
      `genoprop: run file ${locked}/begun.run: cannot be written: permission is denied\n`,
    ]);
    expect(existsSync(join(locked, 'begun.run-lock'))).toBe(true);
    // In the working folder, where the default run file would go.
    chmodSync(locked, 0o555);
    const inside = await finish(['duel'], { cwd: locked, command: asNobody });
    expect(inside.code).toBe(2);
    expect(inside.err).toMatch(
      /its folder cannot be made, permission is denied; name another with --run, or give --no-run\n$/,
    );
  });
});
