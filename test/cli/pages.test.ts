/** Live pages served beside a run: `--serve` of duel, tournament, resume and tune. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runDuel } from '../../src/cli/duel/run.ts';
import { runCommandLine } from '../../src/cli/program.ts';
import { type ServerProcess, startServerProcess } from '../../src/serve/process/server-process.ts';
import { playSession } from '../../src/session/session.ts';
import type { SessionParts } from '../../src/session/session-parts.ts';
import { createRun, openRun } from '../../src/store/run-file.ts';
import { noEarlierSession } from '../../src/tournament/earlier-session.ts';
import type { TournamentEvent } from '../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { cost, recordingTerminal, script } from '../support/cli/recording.ts';
import { aboutTest, ended, id, inOwnFolder, single, started, validated } from '../support/cli/runs.ts';

inOwnFolder();

const PATIENCE = { timeout: 20_000 };
const FILE = 'night.run.sqlite';
const [A, B, C, D] = [id('small', 1), id('small', 2), id('random', 1), id('random', 2)];

const progress = (trial: string, spent: number): TournamentEvent => ({
  ...{ type: 'progress', id: trial, cost: cost(spent * 1e10), spent, trainingLoss: 1 },
});

const server = (port: number | null = 0): Promise<ServerProcess> =>
  startServerProcess({
    places: [FILE],
    port,
    again: (places) => `show ${places}`,
    now: () => performance.now() / 1000,
  });

/** Viewer of the pages, as a browser without a script. */
async function viewer(address: string) {
  const { origin } = new URL(address);
  const let_in = await fetch(address, { redirect: 'manual' });
  const cookie = let_in.headers.get('set-cookie')!.split(';')[0]!;
  const get = async (path: string) => (await fetch(origin + path, { headers: { cookie } })).text();
  return {
    get,
    /** Text of the page of the only run, and the address of its stream. */
    async page() {
      const text = await get('/');
      return { text, stream: /data-stream="([^"]*)"/.exec(text)?.[1] ?? '' };
    },
    async stream(path: string) {
      const { body } = await fetch(origin + path, { headers: { cookie } });
      return body!.pipeThrough(new TextDecoderStream()).getReader();
    },
  };
}

/** Plays the events as a session with those pages; an event may wait for what happens meanwhile. */
async function played(
  pages: ServerProcess,
  events: readonly (TournamentEvent | (() => Promise<TournamentEvent>))[],
  terminal = recordingTerminal(),
) {
  const { parts } = script([]);
  const play: SessionParts['play'] = async function* () {
    for (const event of events) yield typeof event === 'function' ? await event() : event;
  };
  const code = await playSession(
    {
      ...{ title: 'genoprop duel: small', spec: single, path: FILE, past: noEarlierSession, repeat: [] },
      ...{ deviceLine: 'wasm', workers: 2, plain: false, pages: pages.pagesOf(FILE) },
      run: createRun(FILE, single, aboutTest('2026-11-23T04:05:06.789Z')),
    },
    terminal,
    { ...parts, play },
  );
  return { code, ...terminal.written };
}

const rest: TournamentEvent[] = [
  ...[A, B, C, D].map((trial) => ended(trial)),
  { type: 'done', stopped: false },
];

describe('pages beside a run', () => {
  it('tell progress between validations, and at the end what shows the run again', async () => {
    const pages = await server();
    const browser = await viewer(pages.address);
    let reader: Awaited<ReturnType<typeof browser.stream>> | null = null;
    let heard = '';
    const { code, out } = await played(pages, [
      started(A),
      validated(A, 1e9),
      progress(A, 0.1),
      async () => {
        await wait(600);
        return progress(A, 0.37);
      },
      async () => {
        await expect.poll(async () => (await browser.page()).text, PATIENCE).toContain('value="0.185"');
        const { text, stream } = await browser.page();
        expect(text).toContain('running: 0 of 4 trials ended, 1 under way');
        expect(text).toContain('last heard of');
        expect(text).toContain('data-again="show night.run.sqlite"');
        expect(text).not.toContain('All runs');
        reader = await browser.stream(stream);
        pages.pagesOf(FILE).pause(true);
        while (!heard.includes('paused: 0 of 4')) heard += (await reader.read()).value;
        return validated(A, 4e9);
      },
      ...rest,
    ]);
    expect(code).toBe(0);
    expect(out).toContain(`open    ${pages.address}\n`);
    expect(out).toMatch(/\npage {4}is over; npx genoprop serve night\.run\.sqlite shows it again\n/);
    // A viewer that hears the last word, fetches what it lacks, and goes.
    const closed = pages.close();
    while (!heard.includes('event: last')) heard += (await reader!.read()).value;
    expect(heard).toContain('done: all 4 trials ended');
    expect(heard).toContain(
      'The run has ended, and its server with it: show night.run.sqlite shows it again.',
    );
    expect((await browser.page()).text).toContain('done: all 4 trials ended');
    await reader!.cancel();
    await closed;
    await expect(fetch(pages.address)).rejects.toThrow();
  });

  it('hold a run up by nothing where their server is stuck, and fail alone', async () => {
    const pages = await server();
    process.kill(pages.pid, 'SIGSTOP');
    const many = Array.from({ length: 5000 }, (_, step) => progress(A, step / 5000));
    const terminal = recordingTerminal();
    const killed = async (): Promise<TournamentEvent> => {
      process.kill(pages.pid, 'SIGKILL');
      await expect
        .poll(() => terminal.written.out, PATIENCE)
        .toContain('the live page has failed, and the run goes on without it: SIGKILL ended its process');
      return progress(A, 0.1);
    };
    const { code } = await played(pages, [started(A), ...many, killed, ...rest], terminal);
    expect(code).toBe(0);
    const run = openRun(FILE, { readOnly: true });
    expect(run.about().state).toBe('done');
    run.close();
    await pages.close();
  });

  it('outlive Ctrl-C, but not the process that plays', async () => {
    const child = fork(fileURLToPath(new URL('../../src/serve/process/entry.ts', import.meta.url)), {
      execArgv: [],
    });
    child.send({ type: 'serve', places: [FILE], port: 0, again: 'show' });
    const [{ address }] = (await once(child, 'message')) as [{ address: string }];
    const { origin } = new URL(address);
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect((await fetch(origin)).status).toBe(401);
    expect((await fetch(address)).status).toBe(401);
    const closed = once(child, 'exit');
    child.disconnect();
    expect(await closed).toEqual([0, null]);
  });
});

describe('--serve', () => {
  it('is refused where the port is taken, before anything is made or played', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const terminal = recordingTerminal();
    const args = ['duel', 'xor', '--seeds', '1', '--budget', '1e9mac', '--device', 'wasm', '--run', FILE];
    expect(await runCommandLine([...args, '--serve', String(port)], terminal)).toBe(2);
    expect(terminal.written).toEqual({
      out: '',
      err: `genoprop: --serve: port ${port} is taken by another program; name another port, or 0 for any free one\n`,
    });
    expect(existsSync(FILE)).toBe(false);
    other.close();
  });

  it('needs a run file, and a port that is one', async () => {
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [['--serve', '--no-run'], '--serve: the pages are of a run file; leave out --no-run, or --serve'],
      [['--serve', 'xor'], '--serve xor: must be a whole number from 0 to 65535'],
    ];
    for (const [args, line] of wrong) {
      const terminal = recordingTerminal();
      expect(await runCommandLine(['duel', 'xor', '--device', 'wasm', ...args], terminal)).toBe(2);
      expect(terminal.written.err).toBe(`genoprop: ${line}\n`);
    }
  });

  it('changes no bit of the results', async () => {
    const flags = {
      contestant: ['genitor'],
      budget: ['2e8mac'],
      seeds: 1,
      seed: 5,
      workers: 1,
      device: 'wasm',
    };
    for (const [run, serve] of [
      ['with.run.sqlite', 0],
      ['without.run.sqlite', undefined],
    ] as const) {
      const terminal = recordingTerminal();
      const more = { run, ...(serve === undefined ? {} : { serve }) };
      expect(await runDuel('xor', { ...flags, ...more }, terminal)).toBe(0);
      expect(/^open {4}http:/m.test(terminal.written.out)).toBe(serve !== undefined);
    }
    const [one, other] = ['with', 'without'].map((name) => {
      const run = openRun(`${name}.run.sqlite`, { readOnly: true });
      const { id: trial } = trialsOf(run.spec())[0]!;
      const seen = { champion: run.champion(trial), rows: run.metrics(trial, -1) };
      run.close();
      return JSON.parse(JSON.stringify(seen, (key, value) => (key === 'seconds' ? 0 : value)));
    });
    expect(one.rows.length).toBeGreaterThan(1);
    expect(one).toEqual(other);
  });
});
