/** Scripts that are no plain definitions, and special files where a file is expected: one line each. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Faults } from '../../src/errors.ts';
import { unlessUnsettled } from '../../src/tournament/script/unsettled.ts';
import { finish } from '../support/cli/process.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-odd-'));
  const write = (name: string, text: string | Buffer) => writeFileSync(join(folder, name), text);
  write('package.json', '{"type":"module"}');
  write('wide.yaml', Buffer.from('\uFEFFtasks: [xor]', 'utf16le'));
  write('wide.mjs', Buffer.from('\uFEFFexport default 1', 'utf16le'));
  write('never.mjs', 'await new Promise(() => {});\nexport default {};');
  write('lively.mjs', 'setInterval(() => {}, 1000);\nexport default { tasks: ["xor"] };');
  write('promise.mjs', 'export default Promise.resolve({});');
  write('getter.mjs', 'export default { get tasks() { throw new Error("none\\nfor you"); } };');
  write('deep.mjs', 'export default { contestants: [{ get settings() { throw null; } }] };');
  write('proxy.mjs', 'export default new Proxy({}, { ownKeys() { throw new Error("no keys"); } });');
  write('circle.mjs', 'const a = { tasks: [] }; a.tasks.push(a);\nexport default a;');
  write('endless.mjs', 'export default { tasks: new Array(4e9) };');
  const wrong = Array.from({ length: 60 }, (_, index) => `  - { contestant: nobody${index} }`);
  write('many.yaml', ['tasks: [xor]', 'budget: 1e6mac', 'contestants:', ...wrong, ''].join('\n'));
  symlinkSync('loop', join(folder, 'loop'));
  if (process.platform === 'win32') return;
  execFileSync('mkfifo', [join(folder, 'pipe'), join(folder, 'pipe.yaml'), join(folder, 'pipe.mjs')]);
  symlinkSync('pipe', join(folder, 'linked'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(process.platform === 'win32')('one line answers', () => {
  it.each([
    ['tournament wide.yaml', 'wide.yaml: is written in UTF-16; save it as UTF-8'],
    ['tournament wide.mjs', 'wide.mjs: cannot be loaded: it is written in UTF-16; save it as UTF-8'],
    ['duel ./wide.mjs', 'task ./wide.mjs: cannot be loaded: it is written in UTF-16; save it as UTF-8'],
    ['tournament never.mjs', 'never.mjs: cannot be loaded: its top-level `await` never ends'],
    [
      'tournament promise.mjs',
      'promise.mjs: its default export is a promise, write `export default await …`',
    ],
    ['tournament getter.mjs', 'getter.mjs: tasks: cannot be read: none'],
    ['tournament deep.mjs', 'deep.mjs: contestants[0].settings: cannot be read: threw null, not an error'],
    ['tournament proxy.mjs', 'proxy.mjs: cannot be read: no keys'],
    ['tournament circle.mjs', /^circle\.mjs: tasks\[0\]\.tasks.*: lies too deep, or holds itself$/],
    ['tournament endless.mjs', 'endless.mjs: tasks: has 4000000000 entries, at most 1000000 are read'],
    ['tournament pipe.yaml', 'pipe.yaml: is a pipe; a script must be a regular file'],
    ['duel ./pipe.mjs', 'task ./pipe.mjs: is a pipe; its program must be a regular file'],
    ['eval /dev/zero', '/dev/zero: is a device; a champion must be a regular file'],
    ['eval pipe', 'pipe: is a pipe; a champion must be a regular file'],
    ['eval loop', 'loop: its links lead in a circle'],
    ['list loop', 'list loop: its links lead in a circle'],
  ])('%s', async (line, message) => {
    const { code, out, err } = await finish(line.split(' '), { cwd: folder });
    expect(err).toMatch(/^genoprop: [^\n]+\n$/);
    const said = err.slice('genoprop: '.length, -1);
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('a folder in which links lead to pipes and in circles is listed', async () => {
    const { code, err } = await finish(['list', '.'], { cwd: folder });
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('a script that leaves a timer does not keep the process', async () => {
    const { code, err } = await finish(['tournament', 'lively.mjs'], { cwd: folder });
    expect(code).toBe(2);
    expect(err).toContain('contestants: is missing');
  });
});

describe('faults', () => {
  it('are written out up to 20, then counted', async () => {
    const { code, err } = await finish(['tournament', 'many.yaml'], { cwd: folder });
    expect(code).toBe(2);
    const lines = err.trimEnd().split('\n');
    expect(lines).toHaveLength(22);
    expect(lines[0]).toBe('genoprop: 60 faults in many.yaml:');
    expect(lines[1]).toMatch(/^ {2}contestants\[0\]/);
    expect(lines.at(-1)).toBe('  and 40 more');
  });

  it('are all kept for programs', () => {
    const all = Array.from({ length: 21 }, (_, index) => `fault ${index}`);
    expect(new Faults('a', all).faults).toEqual(all);
    expect(new Faults('a', all).message.split('\n')).toHaveLength(22);
    expect(new Faults('a', all.slice(1)).message.split('\n')).toHaveLength(21);
  });
});

describe('a promise of user code', () => {
  it('gives its value, or fails once its time is over', async () => {
    expect(await unlessUnsettled(Promise.resolve(3))).toBe(3);
    await expect(unlessUnsettled(new Promise(() => {}), 0.05)).rejects.toThrow(
      'its top-level `await` has not ended within 0.05 s',
    );
  });
});
