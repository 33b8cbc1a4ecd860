/** Commands whose trials other machines play: what they refuse, and what they say and write. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtInParts } from '../../src/cli/built-in-parts.ts';
import { runCommandLine } from '../../src/cli/program.ts';
import { resumeRun } from '../../src/cli/resume/run.ts';
import { runScript } from '../../src/cli/tournament/run-script.ts';
import { RunError } from '../../src/errors.ts';
import type { ExchangeOptions } from '../../src/machines/queue/connect.ts';
import { memoryExchange, newShelves, type Shelves } from '../../src/machines/queue/memory.ts';
import { runWorker } from '../../src/machines/worker/run-worker.ts';
import type { SessionParts } from '../../src/session/session-parts.ts';
import { openRun } from '../../src/store/run-file.ts';
import { comparableRows } from '../../src/store/trial-rows.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { inOwnFolder } from '../support/cli/runs.ts';

inOwnFolder();

const SMALL = `
tasks: [{ task: parity, options: { length: 3 } }]
contestants:
  - { contestant: genitor, settings: { hidden: 3, population: 12, inFlight: 8 }, name: bred }
  - { contestant: msgd-cr, settings: { hidden: 4 } }
floor: false
seeds: 1
budget: 2e6mac
device: wasm
`;
const write = (text = SMALL): void => writeFileSync('my.tournament.yaml', text);

/** The whole command, as it is typed. */
async function typed(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const terminal = recordingTerminal();
  const code = await runCommandLine(args, terminal);
  return { code, ...terminal.written };
}

const QUEUE = 'redis://127.0.0.1:1';

describe('what a command with --queue refuses, before anything starts', () => {
  const refused = async (line: string | RegExp, ...args: string[]): Promise<void> => {
    const { code, out, err } = await typed(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(line);
    expect(err.trim().split('\n')).toHaveLength(1);
  };

  it('a device that is picked here, named or not', async () => {
    write(SMALL.replace('device: wasm', ''));
    const line = /--queue: the device would be picked on this machine.*such as --device wasm/;
    await refused(line, 'tournament', 'my.tournament.yaml', '--queue', QUEUE);
    await refused(line, 'duel', 'xor', '--queue', QUEUE);
    await refused(line, 'tune', 'my.tournament.yaml', '--budget', '1e9mac', '--queue', QUEUE);
  });

  it('budgets in seconds, unless they are allowed', async () => {
    write(SMALL.replace('2e6mac', '1s'));
    const line = /--queue: a budget in seconds buys more on a faster machine; .* --allow-seconds/;
    await refused(line, 'tournament', 'my.tournament.yaml', '--queue', QUEUE);
    await refused(line, 'duel', 'xor', '--budget', '1s', '--device', 'wasm', '--queue', QUEUE);
    const { code, err } = await typed(
      'tournament',
      'my.tournament.yaml',
      '--queue',
      QUEUE,
      '--allow-seconds',
    );
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/cannot reach redis:\/\/127\.0\.0\.1:1/) as string,
    ]);
  });

  it('a GPU without the name of its adapter, and such a name without a GPU', async () => {
    write(SMALL.replace('wasm', 'webgpu'));
    const line = /--queue: GPUs differ in the last bits of webgpu; .* --adapter/;
    const { err } = await typed('tournament', 'my.tournament.yaml', '--queue', QUEUE);
    // Without a GPU here the script itself is refused first.
    expect(err).toMatch(err.includes('--queue') ? line : /webgpu/);
    write();
    await refused(
      /--adapter: is for GPUs, and wasm computes on the processor/,
      ...['tournament', 'my.tournament.yaml', '--queue', QUEUE, '--adapter', 'H200'],
    );
  });

  it('flags that do not go together', async () => {
    write();
    const script = ['tournament', 'my.tournament.yaml'];
    await refused(
      /--workers: with --queue this process plays no trials/,
      ...script,
      '--queue',
      QUEUE,
      '--workers',
      '2',
    );
    await refused(
      /--trust-workers: is for trials that other machines play; add --queue/,
      ...script,
      '--trust-workers',
    );
    await refused(/--tls-ca: is for trials that other machines play/, ...script, '--tls-ca', 'ca.pem');
    await refused(
      /--send-plugins: programs are sent over TLS or on this machine alone/,
      ...[...script, '--queue', 'redis://example.org', '--send-plugins'],
    );
  });

  it('a password in the URL, of which no part is shown', async () => {
    write();
    const { code, out, err } = await typed(
      'tournament',
      'my.tournament.yaml',
      '--queue',
      'redis://gp:hidden@example.org',
    );
    expect(code).toBe(2);
    expect(err).toMatch(/^genoprop: --queue: the URL holds a password.*GENOPROP_QUEUE_PASSWORD/);
    expect(out + err).not.toContain('hidden');
  });
});

describe('a command with --queue', () => {
  /** Parts of this process, whose queue is in memory. */
  const partsOn = (shelves: Shelves, times?: number): SessionParts => ({
    ...builtInParts,
    exchange: async (_url, _options?: ExchangeOptions) =>
      memoryExchange({ lease: times ?? 60_000, check: 50 }, shelves),
    onInterrupt: () => () => {},
  });

  async function withWorker<Result>(shelves: Shelves, act: () => Promise<Result>): Promise<Result> {
    const stop = new AbortController();
    const worker = runWorker({
      exchange: memoryExchange({ lease: 60_000, check: 50 }, shelves),
      threads: 2,
      self: { name: 'lab' },
      signal: stop.signal,
      paces: { take: 50, record: 50 },
    });
    try {
      return await act();
    } finally {
      stop.abort();
      await worker;
    }
  }

  function rowsOf(path: string): Record<string, string> {
    const run = openRun(path, { readOnly: true });
    try {
      return Object.fromEntries(trialsOf(run.spec()).map(({ id }) => [id, comparableRows(run.rows(id))]));
    } finally {
      run.close();
    }
  }

  it('leaves the run file that it leaves without, and names queue and machines', async () => {
    write();
    const here = recordingTerminal();
    await runScript('my.tournament.yaml', { workers: 1, run: 'here.run.sqlite' }, here);
    const shelves = newShelves();
    const terminal = recordingTerminal();
    const flags = { workers: 4, run: 'there.run.sqlite', queue: 'redis://lab.example' } as const;
    const code = await withWorker(shelves, () =>
      runScript('my.tournament.yaml', flags, terminal, partsOn(shelves)),
    );
    expect([code, terminal.written.err]).toEqual([0, '']);
    expect(rowsOf('there.run.sqlite')).toEqual(rowsOf('here.run.sqlite'));
    expect(terminal.written.out).toContain('from seed 1, on the workers at memory\n');
    expect(terminal.written.out).toContain('\nplayed  by lab (2 trials)\n');
    expect(terminal.written.out).toContain('\nrepeat  npx genoprop tournament my.tournament.yaml\n');
    expect([...shelves.jobs.keys()]).toEqual([]);
  });

  it('goes on with a run that was played here, and the command to go on names the queue', async () => {
    write();
    const shelves = newShelves();
    const stopping: SessionParts = {
      ...partsOn(shelves),
      onInterrupt: (handler) => {
        const timer = setTimeout(() => handler(130), 20);
        return () => clearTimeout(timer);
      },
    };
    const first = recordingTerminal();
    const flags = { workers: 1, run: 'a.run.sqlite', queue: 'redis://lab.example' } as const;
    expect(await runScript('my.tournament.yaml', flags, first, stopping)).toBe(130);
    expect(first.written.out).toContain(
      '\nresume  npx genoprop resume a.run.sqlite --queue redis://lab.example\n',
    );
    const second = recordingTerminal();
    const code = await withWorker(shelves, () =>
      resumeRun('a.run.sqlite', { workers: 1, queue: 'redis://lab.example' }, second, partsOn(shelves)),
    );
    expect([code, second.written.err]).toEqual([0, '']);
    expect(second.written.out).toContain('played  by lab (2 trials)');
    expect(readFileSync('a.run.sqlite').includes('password')).toBe(false);
  });

  it('ends with one line where the server cannot be reached, and makes no run file', async () => {
    write();
    const parts: SessionParts = {
      ...partsOn(newShelves()),
      exchange: () => Promise.reject(new RunError('cannot reach redis://lab.example')),
    };
    await expect(
      runScript(
        'my.tournament.yaml',
        { workers: 1, run: 'none.run.sqlite', queue: 'redis://lab.example' },
        recordingTerminal(),
        parts,
      ),
    ).rejects.toThrow('cannot reach redis://lab.example');
    expect(() => openRun('none.run.sqlite', { readOnly: true })).toThrow(/does not exist/);
  });
});
