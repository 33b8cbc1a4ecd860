import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { foreignEncoding, readInputFile, readInputText } from '../../src/formats/input-file.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-input-'));
  mkdirSync(at('folder'));
  writeFileSync(at('good'), '\uFEFFgrüße');
  writeFileSync(at('large'), '');
  truncateSync(at('large'), 2e6);
  writeFileSync(at('latin'), Buffer.from('grüße', 'latin1'));
  writeFileSync(at('wide'), Buffer.from('tasks: [xor]', 'utf16le'));
  symlinkSync('loop', at('loop'));
  if (process.platform !== 'win32') execFileSync('mkfifo', [at('pipe')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string) => () => readInputText(at(name), { shown: name, what: 'a script', most: 1e6 });

describe('a file that a person named', () => {
  it('is read where it is a regular one, as UTF-8 without its mark', () => {
    expect(read('good')()).toBe('grüße');
    expect(readInputFile(at('good'), { what: 'a script', most: 100 })).toHaveLength(10);
  });

  it.skipIf(process.platform === 'win32').each([
    ['none', 'none: there is no such file'],
    ['folder', 'folder: is a folder; a script must be a regular file'],
    ['pipe', 'pipe: is a pipe; a script must be a regular file'],
    ['loop', 'loop: its links lead in a circle'],
    ['large', 'large: has 2 MB, a script has at most 1 MB'],

    ['latin', 'latin: is not UTF-8 text; save it as UTF-8'],
    ['wide', 'wide: is written in UTF-16; save it as UTF-8'],
  ])('%s is answered in one line', (name, line) => {
    expect(read(name)).toThrow(new UserError(line));
  });

  it.skipIf(process.platform === 'win32')('that is a device is not read', () => {
    const device = () => readInputFile('/dev/zero', { what: 'a champion', most: 1e6 });
    expect(device).toThrow('/dev/zero: is a device; a champion must be a regular file');
  });
});

describe('an encoding', () => {
  it.each([
    ['UTF-16', [0xff, 0xfe, 0x61, 0]],
    ['UTF-16', [0xfe, 0xff, 0, 0x61]],
    ['UTF-16', [0x61, 0, 0x62, 0]],
    ['UTF-16', [0, 0x61, 0, 0x62]],
    ['UTF-32', [0xff, 0xfe, 0, 0]],
    [null, [0xef, 0xbb, 0xbf, 0x61]],
    [null, [0x61, 0x62]],
    [null, []],
  ])('%s is told by the first bytes', (encoding, bytes) => {
    expect(foreignEncoding(Uint8Array.from(bytes))).toBe(encoding);
  });
});
