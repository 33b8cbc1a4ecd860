/** Standard output that cannot be written, and a process that may open few files: each ends, in a line. */
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watchOutput } from '../../src/session/output-lost.ts';
import { openRun } from '../../src/store/run-file.ts';
import { childEnvironment, main } from '../support/cli/process.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'genoprop-output-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command of the shell in which `genoprop` is a word. */
function shell(command: string): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn('bash', ['-c', `genoprop() { '${process.execPath}' '${main}' "$@"; }\n${command}`], {
    cwd: folder,
    env: childEnvironment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (bytes) => (out += bytes));
  child.stderr.on('data', (bytes) => (err += bytes));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

const duel = 'duel xor --contestant genitor:hidden=3 --seeds 2 --plain --workers 2';

describe.skipIf(!existsSync('/dev/full'))('standard output on a full disk', () => {
  it.each(['tasks', 'help', 'contestants genitor', `${duel} --budget 1e6mac --no-run`])(
    'ends `%s` with one line and exit code 1',
    async (command) => {
      expect(await shell(`genoprop ${command} > /dev/full`)).toEqual({
        code: 1,
        out: '',
        err: 'genoprop: standard output cannot be written: no space left on its device\n',
      });
    },
  );

  it('ends a run, which is kept, with the command that goes on', async () => {
    const { code, err } = await shell(`genoprop ${duel} --budget 1e13mac --run full.run > /dev/full`);
    expect({ code, err }).toEqual({
      code: 1,
      err:
        'genoprop: standard output cannot be written: no space left on its device; the run is kept, ' +
        '`genoprop resume full.run` goes on\n',
    });
    const run = openRun(join(folder, 'full.run'), { readOnly: true });
    expect(run.spec().contestants).toHaveLength(1);
    run.close();
  });

  it('on standard error ends nothing', async () => {
    const { code, out } = await shell(`genoprop ${duel} --budget 1e6mac --no-run --json - 2> /dev/full`);
    expect(code).toBe(0);
    expect(JSON.parse(out).format).toBe('genoprop.verdict/1');
  });
});

describe('a reader that closes its end of the pipe', () => {
  it('ends a run before its end with exit code 141, and the run is kept', async () => {
    const { code, out, err } = await shell(
      `set -o pipefail; genoprop ${duel} --budget 1e13mac --run piped.run | head -1`,
    );
    expect(code).toBe(141);
    expect(out).toBe('genoprop duel: genitor:hidden=3\n');
    expect(err).toBe(
      'genoprop: standard output was closed; the run is kept, `genoprop resume piped.run` goes on\n',
    );
    expect(existsSync(join(folder, 'piped.run'))).toBe(true);
  });

  it('ends a command that only prints without a word, and not with 0', () => {
    const stream = new EventEmitter();
    const said: string[] = [];
    const codes: number[] = [];
    const watch = watchOutput(stream as never, { write: (text) => void said.push(text) }, (code) =>
      codes.push(code),
    );
    expect(watch.isLost()).toBe(false);
    stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect({ said, codes, isLost: watch.isLost() }).toEqual({ said: [], codes: [141], isLost: true });
  });
});

describe('a process that may open few files', () => {
  it('ends with a line where no worker thread can start', async () => {
    // What the process itself needs differs between machines and versions of Node: from where it no longer
    // crashes by itself up to where all goes well, it must end.
    const failures: string[] = [];
    for (const most of [24, 25, 26, 27, 28, 30]) {
      const { code, err } = await shell(
        `ulimit -n ${most}; timeout 50 '${process.execPath}' '${main}' ${duel} --budget 1e6mac --no-run`,
      );
      expect([most, code]).not.toEqual([most, 124]);
      if (code === 1) failures.push(err);
    }
    for (const err of failures) expect(err).toMatch(/EMFILE|too many open files/);
  });
});
