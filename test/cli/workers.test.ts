import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/program.ts';
import type { WorkersFlags } from '../../src/cli/workers/flags.ts';
import { listWorkers } from '../../src/cli/workers/run.ts';
import { RunError } from '../../src/errors.ts';
import { groups } from '../../src/machines/queue/blob-store.ts';
import { openExchange } from '../../src/machines/queue/connect.ts';
import type { Exchange } from '../../src/machines/queue/exchange.ts';
import { memoryExchange } from '../../src/machines/queue/memory.ts';
import {
  type PlayedTrial,
  type RunRecord,
  type WorkerRecord,
  writeRecord,
} from '../../src/machines/wire/records.ts';
import { WIRE_VERSION } from '../../src/machines/wire/trial-job.ts';
import { recordingTerminal } from '../support/cli/recording.ts';
import { hasRedis, type RedisServer, startRedis } from '../support/machines/redis.ts';

const NOW = '2026-11-29T03:00:00.000Z';
const run = 'a0a0a0a0a0a0';

const playing = (trial: string, given: Partial<PlayedTrial> = {}): PlayedTrial => ({
  ...{ job: `t-${run}-1`, run, trial, spent: 0.31, macs: 3.1e9, seconds: 12, trainingLoss: 0.5 },
  ...given,
});

const workerOf = (name: string, given: Partial<WorkerRecord> = {}): WorkerRecord => ({
  ...{ wire: WIRE_VERSION, worker: `id-${name}`, name, host: name, process: 7 },
  ...{ machine: 'a processor, 16 cores, linux x64', genoprop: '0.1.0', node: '26.10.0', threads: 16 },
  ...{ adapter: null, state: 'working', trials: [], played: 3, refused: [] },
  ...{ began: '2026-11-29T02:10:00.000Z', at: NOW },
  ...given,
});

const runOf = (title: string, given: Partial<RunRecord> = {}): RunRecord => ({
  ...{ wire: WIRE_VERSION, run, title, genoprop: '0.1.0', host: 'laptop', process: 42, coordinator: 'c' },
  ...{ state: 'open', trials: { all: 96, ended: 35 }, at: NOW },
  ...given,
});

async function exchangeWith(
  workers: readonly WorkerRecord[],
  runs: readonly RunRecord[] = [],
): Promise<Exchange> {
  const exchange = memoryExchange();
  for (const one of workers) await exchange.blobs.put(groups.workers, one.worker, writeRecord(one), 30);
  for (const one of runs) await exchange.blobs.put(groups.runs, one.run, writeRecord(one), 30);
  return exchange;
}

async function listed(exchange: Exchange, flags: WorkersFlags = {}, columns = 120) {
  const terminal = recordingTerminal({ columns });
  const code = await listWorkers(flags, terminal, {
    open: async () => exchange,
    onInterrupt: () => () => {},
    stamp: () => NOW,
  });
  return { code, ...terminal.written, lines: terminal.written.out.trimEnd().split('\n') };
}

const busy = [
  workerOf('node10', { trials: [playing('order/ga/1'), playing('order/sgd/2', { spent: null, macs: 0 })] }),
  workerOf('node9', { state: 'idle', threads: 4, played: 0, genoprop: '0.2.0' }),
];

describe('the workers of a queue', () => {
  it('are listed with what each plays, and the runs with how far they are', async () => {
    const { code, out, err, lines } = await listed(
      await exchangeWith(busy, [runOf('genoprop duel: ga, sgd')]),
    );
    expect([code, err]).toEqual([0, '']);
    expect(lines).toEqual([
      '2 workers at memory, 20 threads, 2 trials under way',
      'worker  state    threads  trials  played     here for  genoprop  machine                           Node',
      'node9   idle           4       0       0  50 min 00 s  0.2.0     a processor, 16 cores, linux x64  26.10.0',
      'node10  working       16       2       3  50 min 00 s  0.1.0     a processor, 16 cores, linux x64  26.10.0',
      '',
      'worker  trial under way              budget    MACs  time',
      expect.stringMatching(/^node10 {2}order\/ga\/1 {7}███▏······ {4}31 % {2}3\.10 G {2}12 s$/),
      expect.stringMatching(/^node10 {2}order\/sgd\/2 {6}·{10} {7}- {7}- {2}12 s$/),
      '',
      'run                     trials  state  coordinator         genoprop  written (UTC)',
      'genoprop duel: ga, sgd   35/96  open   laptop, process 42  0.1.0     2026-11-29 03:00:00',
    ]);
    expect(out).not.toContain('cannot');
  });

  it('fit into 80 columns', async () => {
    const crowd = Array.from({ length: 12 }, (_, index) =>
      workerOf(`node${index}`, {
        host: 'another.example.org',
        trials: [playing('temporal-order/genitor/3')],
      }),
    );
    const { out, lines } = await listed(await exchangeWith(crowd, [runOf('x'.repeat(200))]), {}, 80);
    for (const line of lines) expect(line.length).toBeLessThan(80);
    expect(out).toContain('node11');
  });

  it('say what they cannot play and why, trials of one reason together', async () => {
    const refusal = (trial: string, reason: string) => ({ job: 't-a-1', run, trial, reason });
    const reason = 'the run needs genoprop 0.2.0, here is 0.1.0';
    const refused = [
      refusal('order/ga/1', reason),
      refusal('order/ga/2', reason),
      refusal('own/ga/1', 'no own.ts'),
    ];
    const exchange = await exchangeWith([workerOf('east', { refused })], [runOf('night')]);
    const { out } = await listed(exchange);
    expect(out).toContain(`\ncannot play\n  east: 2 trials of night, such as order/ga/1: ${reason}\n`);
    expect(out).toContain('\n  east: own/ga/1: no own.ts\n');
  });

  it('may be none, which is said in a line', async () => {
    const { code, out } = await listed(await exchangeWith([]), {}, 200);
    expect(out).toBe('No worker is at memory; `genoprop worker --connect URL` on any machine is one.\n');
    expect(code).toBe(0);
    const { lines } = await listed(await exchangeWith([], [runOf('night')]), {}, 200);
    expect(lines.at(-1)).toMatch(/^night +35\/96 +open/);
  });

  it.each([
    [{ state: 'paused' }, 'paused'],
    [{ state: 'closed' }, 'left by its coordinator'],
    [{ state: 'closed', trials: { all: 4, ended: 4 } }, 'done'],
    [{ at: '2026-11-29T02:58:00.000Z' }, 'no coordinator for 2 min 00 s'],
    // The clock of its machine may be ahead.
    [{ at: '2026-11-29T03:01:00.000Z' }, 'open'],
  ] satisfies [Partial<RunRecord>, string][])('and a run as %j is %s', async (given, state) => {
    expect((await listed(await exchangeWith([], [runOf('night', given)]))).out).toContain(`  ${state}  `);
  });

  it('are data as JSON', async () => {
    const odd = workerOf('node9', { trials: [playing('order/ga/1', { trainingLoss: Number.NaN })] });
    const { out } = await listed(await exchangeWith([odd], [runOf('night')]), { json: true });
    expect(JSON.parse(out)).toEqual({
      format: 'genoprop.workers/1',
      queue: 'memory',
      workers: [
        {
          ...{ id: 'id-node9', name: 'node9', host: 'node9', process: 7 },
          ...{ machine: 'a processor, 16 cores, linux x64', genoprop: '0.1.0', node: '26.10.0', threads: 16 },
          ...{ adapter: null, state: 'working', played: 3, refused: [], began: odd.began, at: NOW },
          trials: [{ ...playing('order/ga/1'), trainingLoss: null }],
        },
      ],
      runs: [
        {
          ...{ id: run, title: 'night', genoprop: '0.1.0', host: 'laptop', process: 42, coordinator: 'c' },
          ...{ state: 'open', trials: { all: 96, ended: 35 }, at: NOW },
        },
      ],
      unreadable: [],
    });
  });

  it('of another version, or with records of anyone else, are a line each', async () => {
    const exchange = await exchangeWith(busy);
    await exchange.blobs.put(groups.workers, 'odd', new TextEncoder().encode('{"wire": 99}'), 30);
    await exchange.blobs.put(groups.workers, 'broken', new Uint8Array([1, 2, 3]), 30);
    const { lines } = await listed(exchange);
    expect(lines.slice(-2).sort()).toEqual([
      expect.stringMatching(/^cannot be read: .*99/),
      'cannot be read: the record of a worker is no JSON',
    ]);
  });

  it('cannot send control sequences to the terminal', async () => {
    const terminal = recordingTerminal({ interactive: true });
    const exchange = await exchangeWith([workerOf('a\x1b[2Jb\nc')], [runOf('t\x07')]);
    const parts = { open: async () => exchange, onInterrupt: () => () => {}, stamp: () => NOW };
    const { readable } = await import('../../src/session/terminal.ts');
    await listWorkers({}, readable(terminal), parts);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(terminal.written.out).not.toMatch(/\x1b\[2J|\x07/);
  });
});

describe('workers that are watched', () => {
  it('are listed in place until Ctrl-C, also while the connection is down', async () => {
    const exchange = await exchangeWith(busy);
    const terminal = recordingTerminal({ interactive: true });
    let looks = 0;
    let interrupt = (_code: number): void => {};
    const blobs = {
      ...exchange.blobs,
      names: async (group: string) => {
        if (group === groups.workers && looks++ === 0) throw new RunError('memory cannot be reached');
        if (looks === 2) interrupt(130);
        return exchange.blobs.names(group);
      },
    };
    const code = await listWorkers({ watch: true }, terminal, {
      open: async () => ({ ...exchange, blobs }),
      onInterrupt: (handler) => {
        interrupt = handler;
        return () => {};
      },
      stamp: () => NOW,
      every: 1,
    });
    expect(code).toBe(130);
    const [, down, up] = terminal.written.out.split('\x1b[H').slice(1);
    expect(down).toContain('2026-11-29 03:00:00: memory cannot be reached');
    expect(up).toContain('2 workers at memory');
    expect(terminal.written.err).toBe('');
  });

  it.each([
    [['--watch'], '--watch: lists them anew on a terminal, which the output is not; leave it out'],
    [['--watch', '--json'], '--watch and --json: give one of them'],
  ])('are not with %j', async (flags, fault) => {
    const terminal = recordingTerminal();
    expect(await runCommandLine(['workers', '--connect', 'redis://127.0.0.1:1', ...flags], terminal)).toBe(2);
    expect(terminal.written.err).toBe(`genoprop: ${fault}\n`);
  });
});

describe.skipIf(!hasRedis)('the workers of a Redis server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());

  async function asked(...args: string[]) {
    const terminal = recordingTerminal({ columns: 200 });
    const code = await runCommandLine(['workers', ...args], terminal);
    return { code, ...terminal.written };
  }

  it('are those of the queue of that name', async () => {
    const none = await asked('--connect', server.url);
    expect(none).toMatchObject({ code: 0, err: '' });
    expect(none.out).toMatch(/^No worker is at redis:\/\/127\.0\.0\.1:\d+;/);
    const exchange = await openExchange(server.url, { prefix: 'lab' });
    await exchange.blobs.put(groups.workers, 'w', writeRecord(workerOf('east')), 30);
    await exchange.close();
    const { out } = await asked('--connect', server.url, '--queue-prefix', 'lab', '--json');
    expect(JSON.parse(out).workers.map(({ name }: { name: string }) => name)).toEqual(['east']);
    expect((await asked('--connect', server.url)).out).toMatch(/^No worker/);
  });

  it('need the password, never in the address', async () => {
    expect(await asked('--connect', server.url.replace('//', '//me:secret@'))).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^genoprop: --connect: the URL holds a password, [^\n]*\n$/),
    });
    const gone = await asked('--connect', 'redis://127.0.0.1:1');
    expect(gone.code).toBe(1);
    expect(gone.err).toMatch(/^genoprop: [^\n]*\n$/);
  });
});
