import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import { recordingTerminal } from '../support/cli/recording.ts';

const folder = mkdtempSync(join(tmpdir(), 'genoprop-playground-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

const isBuilt = existsSync(new URL('../../dist/playground/worker.js', import.meta.url));

describe('genoprop playground', () => {
  it.skipIf(!isBuilt)('writes one file, and replaces it (skipped without a build)', async () => {
    const file = join(folder, 'lesson.html');
    for (const _ of ['new', 'again']) {
      const terminal = recordingTerminal();
      expect(await runCommandLine(['playground', '-o', file], terminal)).toBe(0);
      expect(terminal.written.out).toContain('lesson.html');
    }
    const page = readFileSync(file, 'utf8');
    expect(page).toMatch(/<meta name="generator" content="genoprop \S+ playground">/);
    expect(page).not.toMatch(/(src|href)="(?!data:|#)/);
  });

  it('replaces no other file', async () => {
    const file = join(folder, 'notes.html');
    writeFileSync(file, '<p>My notes</p>');
    const terminal = recordingTerminal();
    expect(await runCommandLine(['playground', '-o', file], terminal)).toBe(2);
    expect(terminal.written.err).toBe(
      `genoprop: -o ${file}: exists and is no playground of genoprop; name another file, or give --force to overwrite it\n`,
    );
    expect(readFileSync(file, 'utf8')).toBe('<p>My notes</p>');
  });

  it('opens no standard output', async () => {
    const terminal = recordingTerminal();
    expect(await runCommandLine(['playground', '-o', '-', '--open'], terminal)).toBe(2);
    expect(terminal.written.err).toContain('--open: needs a file');
  });
});
