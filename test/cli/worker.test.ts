/** `genoprop worker` as a process: what it refuses, what it prints, and how it ends. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import { groups } from '../../src/machines/queue/blob-store.ts';
import { openExchange } from '../../src/machines/queue/connect.ts';
import type { Exchange } from '../../src/machines/queue/exchange.ts';
import { readWorkerRecord } from '../../src/machines/wire/records.ts';
import { pause, start } from '../support/cli/process.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { freePort } from '../support/machines/free-port.ts';
import { jobsOf, offerJobs } from '../support/machines/jobs.ts';
import { hasRedis, type RedisServer, startRedis } from '../support/machines/redis.ts';

const folder = mkdtempSync(join(tmpdir(), 'genoprop-worker-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = { cwd: folder };

describe('genoprop worker', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const here = ['--connect', 'redis://localhost'];
  it.each([
    ['no queue', [], /^genoprop: no queue is named: give its address by --connect URL/],
    ['a password', ['--connect', 'redis://a:b@localhost'], /^genoprop: --connect: the URL holds a password/],
    [
      'no address',
      ['--connect', 'http://localhost'],
      /^genoprop: --connect: http:.* is no address of a queue/,
    ],
    ['no number of threads', ['--threads', '0'], /^genoprop: --threads 0: must be a whole number/],
    ['an empty name', ['--name', ' '], /^genoprop: --name: must have from 1 to 100 characters/],
    [
      'no such program',
      [...here, '--plugin', 'gone.ts'],
      /^genoprop: --plugin gone.ts: there is no such file/,
    ],
    ['a folder as program', [...here, '--plugin', folder], /^genoprop: --plugin .*: must be a file/],
    ['a file as folder', [...here, '--data', file], /^genoprop: --data .*: must be a folder/],
  ] as const)('refuses %s in one line', async (_, args, line) => {
    const terminal = recordingTerminal();
    expect(await runCommandLine(['worker', ...args], terminal)).toBe(2);
    expect(terminal.written).toEqual({ out: '', err: expect.stringMatching(line) });
    expect(terminal.written.err.trimEnd()).not.toContain('\n');
  });

  it('says in one line that there is no server', async () => {
    const terminal = recordingTerminal();
    const url = `redis://127.0.0.1:${await freePort()}`;
    expect(await runCommandLine(['worker', '--connect', url], terminal)).toBe(1);
    expect(terminal.written.err).toMatch(
      /^genoprop: cannot reach redis:\S+: the connection is refused[^\n]*\n$/,
    );
  });
});

describe.skipIf(!hasRedis)('genoprop worker with a server (needs redis-server)', () => {
  let server: RedisServer;
  let exchange: Exchange;
  beforeAll(async () => {
    server = await startRedis();
    exchange = await openExchange(server.url);
  });
  afterAll(async () => {
    await exchange?.close();
    await server?.stop();
  });

  const begin = async (run: string, evaluations: number, ...more: readonly string[]) => {
    const jobs = jobsOf(1, run);
    await offerJobs(
      exchange,
      jobs.map((job) => ({ ...job, trial: { ...job.trial, budget: { evaluations } } })),
    );
    return start(['worker', '--connect', server.url, '--threads', '1', '--name', 'desk', ...more], at);
  };

  it('logs what it does, and ends when nothing comes', async () => {
    const { ended } = await begin('00000000aaaa', 300, '--idle-exit', '1');
    const { code, out, err } = await ended;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const stamp = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ  ';
    const lines = [
      'worker desk: genoprop \\S+, Node \\S+, 1 thread; .+',
      `connected to ${server.url}; waiting for trials`,
      'xor/random/1: taken \\(a small tournament\\)',
      'xor/random/1: handed in, budget \\(300 evaluations are spent\\) after .+ % of the test wrong',
      'nothing to play for 1 s; 1 trial handed in',
    ];
    expect(out).toMatch(new RegExp(`^${lines.map((line) => `${stamp}${line}\n`).join('')}$`));
  });

  it.each([
    ['SIGTERM', 0],
    ['SIGINT', 130],
  ] as const)('gives its trial back on %s and ends with exit code %i', async (signal, code) => {
    const run = signal === 'SIGTERM' ? '00000000bbbb' : '00000000cccc';
    const { child, until, ended } = await begin(run, 1e9);
    await until('taken');
    child.kill(signal);
    const { code: exitCode, out } = await ended;
    expect(exitCode).toBe(code);
    expect(out).toContain('xor/random/1: given back, this worker stops');
    const states = await exchange.queue.states(`t-${run}-`);
    expect([...states.values()]).toEqual(['waiting']);
    await exchange.queue.remove([...states.keys()]);
    expect(await exchange.blobs.names(groups.workers)).toEqual([]);
  });

  it('leaves no process behind where it is killed', async () => {
    const { child, until } = await begin('00000000dddd', 1e9);
    await until('taken');
    const [name] = await exchange.blobs.names(groups.workers);
    const record = readWorkerRecord((await exchange.blobs.get(groups.workers, name!))!);
    expect(record.process).not.toBe(child.pid);
    process.kill(record.process, 0);
    child.kill('SIGKILL');
    for (;;) {
      try {
        process.kill(record.process, 0);
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).toBe('ESRCH');
        break;
      }
      await pause(20);
    }
    const states = await exchange.queue.states('t-00000000dddd-');
    expect([...states.values()]).toEqual(['waiting']);
  });
});
