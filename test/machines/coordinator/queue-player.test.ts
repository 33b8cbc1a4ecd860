import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCoordinator } from '../../../src/machines/coordinator/coordinator.ts';
import { openTester, type Tester } from '../../../src/machines/coordinator/tester.ts';
import { groups, KEPT_SECONDS } from '../../../src/machines/queue/blob-store.ts';
import type { Exchange } from '../../../src/machines/queue/exchange.ts';
import { memoryExchange, newShelves, type Shelves } from '../../../src/machines/queue/memory.ts';
import { needsReader } from '../../../src/machines/wire/needs.ts';
import { packLog } from '../../../src/machines/wire/pack-log.ts';
import { type RunRecord, readRunRecord } from '../../../src/machines/wire/records.ts';
import { WIRE_VERSION } from '../../../src/machines/wire/trial-job.ts';
import {
  endOf,
  type LoggedCheckpoint,
  type LoggedEvent,
  newestSnapshot,
  type TrialLog,
} from '../../../src/machines/wire/trial-log.ts';
import type { TournamentEvent, TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import {
  coordinate,
  newFolder,
  newRunId,
  quick,
  rowsAfter,
  rowsOf,
} from '../../support/machines/coordinated.ts';
import { faultyExchange } from '../../support/machines/faulty-exchange.ts';
import { loggedOf, playedHere, smallSpec } from '../../support/machines/logs.ts';
import { type Mischief, ScriptedWorker } from '../../support/machines/scripted-worker.ts';

const spec: TournamentSpec = { ...smallSpec, seeds: 2 };
const trials = trialsOf(spec);
const folder = newFolder();
let files = 0;
const newPath = (): string => join(folder, `${files++}.run.sqlite`);
let here: TournamentEvent[] = [];
let played = new Map<string, LoggedEvent[]>();
let undisturbed: Record<string, string> = {};
beforeAll(async () => {
  here = await playedHere(spec);
  played = new Map(trials.map(({ id }) => [id, loggedOf(here, id)]));
  undisturbed = rowsAfter(newPath(), spec, here);
});
const testers: Tester[] = [];
afterAll(async () => {
  await Promise.all(testers.map((one) => one.close()));
  rmSync(folder, { recursive: true, force: true });
});

/** Knows the tests of all nets of the trials that were played here. */
const knowing: Tester = {
  async test({ id }, { parameters }) {
    const end = played.get(id)!.at(-1) as Extract<LoggedEvent, { type: 'finished' }>;
    const { champion, testError, testLoss, testMeasures } = end.result;
    if (Buffer.compare(bytesOf(champion!.parameters), bytesOf(parameters)) !== 0)
      return { fault: 'another net' };
    return { tested: { error: testError!, loss: testLoss!, measures: testMeasures } };
  },
  close: async () => {},
};
const bytesOf = (array: Float32Array): Buffer =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength);

const times = { lease: 80, check: 20 };
const exchangeOn = (shelves: Shelves): Exchange => memoryExchange(times, shelves);

/** Exchange whose leases do not run out in a test. */
const patient = (shelves: Shelves): Exchange => memoryExchange({ lease: 60_000, check: 20 }, shelves);

/** Changes the result of a log. */
function withResult(log: TrialLog, change: object): TrialLog {
  const end = endOf(log)!;
  return { ...log, events: [...log.events.slice(0, -1), { ...end, result: { ...end.result, ...change } }] };
}

/** Bad deliveries of the first takes; each says how. What a later take of the same job brings is as it should be. */
const mischiefs: Readonly<Record<string, (shelves: Shelves) => Mischief>> = {
  none: () => async () => true,
  twice:
    () =>
    async ({ worker, lease, run, log }) => {
      await worker.deliver(lease, run, log);
      await worker.deliver({ ...lease, attempt: lease.attempt + 7 }, run, { ...log, attempt: 8 });
      await worker.exchange.queue.handIn(lease);
      await worker.deliver({ ...lease, attempt: lease.attempt + 9 }, run, { ...log, attempt: 10 });
      return false;
    },
  'after its lease':
    () =>
    async ({ worker, lease, run, log }) => {
      await pause(2 * times.lease);
      await worker.deliver(lease, run, log);
      await worker.exchange.queue.handIn(lease);
      return false;
    },
  'without an end of the job':
    () =>
    async ({ worker, lease, run, log }) => {
      await worker.deliver(lease, run, log);
      return false;
    },
  truncated:
    () =>
    async ({ worker, lease, run, log }) => {
      await worker.put(lease, run, packLog(log).subarray(0, 100));
      await worker.exchange.queue.handIn(lease);
      return false;
    },
  'of another trial':
    () =>
    async ({ worker, lease, run, log }) => {
      const other = trials.find(({ id }) => id !== log.trial)!.id;
      const events = played.get(other)!;
      await worker.deliver(lease, run, { ...log, events, trial: other });
      await worker.exchange.queue.handIn(lease);
      return false;
    },
  'of another version':
    () =>
    async ({ worker, lease, run, log }) => {
      await worker.deliver(lease, run, { ...log, genoprop: '0.0.1' });
      await worker.exchange.queue.handIn(lease);
      return false;
    },
  'of another form':
    () =>
    async ({ worker, lease, run, log }) => {
      await worker.deliver(lease, run, { ...log, wire: WIRE_VERSION + 1 });
      await worker.exchange.queue.handIn(lease);
      return false;
    },
  'with a forged loss':
    () =>
    async ({ worker, lease, run, log }) => {
      await worker.deliver(lease, run, withResult(log, { testLoss: 1e-9, testError: 0, solved: true }));
      await worker.exchange.queue.handIn(lease);
      return false;
    },
  'without its test':
    () =>
    async ({ worker, lease, run, log }) => {
      await worker.deliver(lease, run, withResult(log, { testLoss: null, testError: null, solved: false }));
      await worker.exchange.queue.handIn(lease);
      return false;
    },
  'never, though its job has ended':
    () =>
    async ({ worker, lease }) => {
      await worker.exchange.queue.handIn(lease);
      return false;
    },
  'never, for the worker is gone': () => async () => false,
  'never, and the job is lost':
    (shelves) =>
    async ({ lease, run }) => {
      shelves.jobs.delete(lease.id);
      shelves.blobs.delete(groups.checkpoints(run));
      return false;
    },
};
const kinds = Object.keys(mischiefs);

describe('trials on other machines', () => {
  it('leave the run file that they leave here, whatever becomes of their results', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...kinds), { minLength: trials.length, maxLength: trials.length }),
        fc.integer({ min: 1, max: 3 }),
        async (chosen, count) => {
          const shelves = newShelves();
          const path = newPath();
          const done = new Set<string>();
          const mischief: Mischief = async (given) => {
            if (done.has(given.trial)) return true;
            done.add(given.trial);
            const kind = chosen[trials.findIndex(({ id }) => id === given.trial)]!;
            return mischiefs[kind]!(shelves)(given);
          };
          const workers = Array.from({ length: count }, (_, index) =>
            new ScriptedWorker(exchangeOn(shelves), { name: `lab-${index}`, played, mischief }).begin(),
          );
          try {
            await coordinate(path, spec, exchangeOn(shelves), { tester: knowing });
          } finally {
            await Promise.all(workers.map((worker) => worker.end()));
          }
          expect(rowsOf(path, spec)).toEqual(undisturbed);
        },
      ),
      {
        numRuns: 8,
        examples: [[['twice', 'truncated', 'with a forged loss', 'never, and the job is lost'], 2]],
      },
    );
  });

  it.each([
    ['truncated', /^parity.*: a result is refused: the log cannot be unpacked/],
    ['of another trial', /a result is refused: the log is of trial /],
    ['of another version', /a result is refused: the log is of genoprop 0\.0\.1, this is /],
    ['of another form', /a result is refused: the log has version 2, this genoprop has 1/],
    ['without its test', /a result is refused: the result lacks the test of its champion/],
    ['with a forged loss', /a result is refused: of lab: its champion's test has 0 wrong there, and \d/],
  ])('are refused in a line where they come %s', async (kind, line) => {
    const shelves = newShelves();
    const own: TournamentSpec = { ...spec, seeds: 1, contestants: [spec.contestants[1]!] };
    let isFirst = true;
    const mischief: Mischief = async (given) => {
      if (!isFirst) return true;
      isFirst = false;
      return mischiefs[kind]!(shelves)(given);
    };
    const worker = new ScriptedWorker(patient(shelves), { played, mischief }).begin();
    const { notes } = await coordinate(newPath(), own, patient(shelves), { tester: knowing });
    await worker.end();
    expect(notes.filter((one) => line.test(one))).toHaveLength(1);
    expect(worker.taken).toHaveLength(2);
  });

  it('are tested here by a thread, with the same numbers', async () => {
    const tester = openTester();
    testers.push(tester);
    for (const trial of trials) {
      const end = played.get(trial.id)!.at(-1) as Extract<LoggedEvent, { type: 'finished' }>;
      const { champion, testError, testLoss, testMeasures } = end.result;
      expect(await tester.test(trial, champion!, null)).toEqual({
        tested: { error: testError, loss: testLoss, measures: testMeasures },
      });
      const parameters = champion!.parameters.map((one) => 2 * one);
      expect(await tester.test(trial, { ...champion!, parameters }, null)).not.toMatchObject({
        tested: { loss: testLoss },
      });
    }
    const { net } = {
      net: { ...endOf({ events: played.get(trials[0]!.id)! })!.result.champion!, architecture: 'x' },
    };
    expect(
      await tester.test(trials[0]!, { parameters: new Float32Array(1), net } as never, null),
    ).toHaveProperty('fault');
  });

  it('that contradict each other are told, with both machines', async () => {
    const shelves = newShelves();
    const own: TournamentSpec = { ...spec, seeds: 1, contestants: [spec.contestants[1]!] };
    const [trial] = trialsOf(own);
    const mischief: Mischief = async ({ worker, lease, run, log }) => {
      await worker.deliver(lease, run, log);
      const { cost } = endOf(log)!.result;
      const other = {
        ...withResult(log, { cost: { ...cost, updates: cost.updates + 1 } }),
        name: 'den',
        attempt: 2,
      };
      await worker.deliver({ ...lease, attempt: 2 }, run, other);
      return false;
    };
    const worker = new ScriptedWorker(exchangeOn(shelves), { played, mischief }).begin();
    const two: TournamentSpec = { ...own, seeds: 2 };
    const { notes } = await coordinate(newPath(), two, exchangeOn(shelves), { tester: knowing });
    await worker.end();
    expect(notes).toContain(
      `${trial!.id}: lab and den find other numbers, and must not; those of lab, which came first, count`,
    );
  });

  it('have failed once too many of their results are refused', async () => {
    const shelves = newShelves();
    const own: TournamentSpec = { ...spec, seeds: 1, contestants: [spec.contestants[1]!] };
    const worker = new ScriptedWorker(exchangeOn(shelves), {
      played,
      mischief: mischiefs.truncated!(shelves),
    }).begin();
    const { events } = await coordinate(newPath(), own, exchangeOn(shelves), { tester: knowing });
    await worker.end();
    const end = events.find((event) => event.type === 'finished');
    expect(end?.result.stop).toEqual({
      reason: 'failed',
      detail: expect.stringMatching(
        /^5 results of other machines were refused, the last: the log cannot/,
      ) as string,
    });
  });

  it('are placed, and tell how far they are', async () => {
    const shelves = newShelves();
    const run = newRunId();
    const own: TournamentSpec = { ...spec, seeds: 1, contestants: [spec.contestants[0]!] };
    const [trial] = trialsOf(own);
    const told = Promise.withResolvers<void>();
    const worker: ScriptedWorker = new ScriptedWorker(exchangeOn(shelves), {
      played,
      checkpoints: 2,
      async mischief({ lease }) {
        await worker.record({
          trials: [
            { job: lease.id, run, trial: trial!.id, spent: 0.5, macs: 7, seconds: 3, trainingLoss: 0.25 },
          ],
        });
        await told.promise;
        return true;
      },
    }).begin();
    const { events } = await coordinate(newPath(), own, exchangeOn(shelves), {
      run,
      tester: knowing,
      onEvent: (event) => {
        if (event.type === 'progress') told.resolve();
      },
    });
    await worker.end();
    const kindsOf = [...new Set(events.map(({ type }) => type))];
    expect(kindsOf).toEqual(
      expect.arrayContaining(['placed', 'started', 'checkpoint', 'progress', 'finished']),
    );
    expect(events.filter(({ type }) => type === 'placed')).toEqual([
      { type: 'placed', id: trial!.id, machine: 'lab: a CPU, 2 cores' },
    ]);
    expect(events.find(({ type }) => type === 'progress')).toMatchObject({
      spent: 0.5,
      cost: { macs: 7, seconds: 3 },
      trainingLoss: 0.25,
    });
  });
});

describe('a coordinator', () => {
  const oneTrial: TournamentSpec = { ...spec, seeds: 1, contestants: [spec.contestants[0]!] };
  const [trial] = trialsOf(oneTrial);

  it('leaves nothing in queue and store once the run is done', async () => {
    const shelves = newShelves();
    const worker = new ScriptedWorker(exchangeOn(shelves), { played }).begin();
    await coordinate(newPath(), spec, exchangeOn(shelves), { tester: knowing });
    await worker.end();
    expect([...shelves.jobs.keys()]).toEqual([]);
    expect([...shelves.blobs].filter(([, blobs]) => blobs.size > 0)).toEqual([]);
  });

  it.each([
    ['', 0],
    [', also where files of a trial are long to read', 150],
  ])('takes what came in while none was there, and plays nothing twice%s', async (_, reading) => {
    const shelves = newShelves();
    const run = newRunId();
    const dying = faultyExchange(patient(shelves));
    const path = newPath();
    const stop = new AbortController();
    const first = coordinate(path, spec, dying, {
      run,
      tester: knowing,
      signal: stop.signal,
      paces: { ...quick, stop: 1, farewell: 1 },
    });
    while ((await patient(shelves).queue.states('t-')).size < trials.length) await pause(5);
    dying.kill();
    stop.abort();
    await first;
    const worker = new ScriptedWorker(patient(shelves), { played }).begin();
    const results = async (): Promise<number> =>
      (await patient(shelves).blobs.names(groups.results(run))).length;
    while ((await results()) < trials.length) await pause(5);
    const read = needsReader(null);
    const needs: typeof read = async (trial) => {
      if (trial.id === trials.at(-1)!.id) await pause(reading);
      return read(trial);
    };
    const { events } = await coordinate(path, spec, patient(shelves), { run, tester: knowing, needs });
    await worker.end();
    expect(worker.taken).toHaveLength(trials.length);
    expect(events.filter(({ type }) => type === 'finished')).toHaveLength(trials.length);
    expect(rowsOf(path, spec)).toEqual(undisturbed);
  });

  it('stops: takes the checkpoints that workers store, and goes on from them in its next session', async () => {
    const shelves = newShelves();
    const run = newRunId();
    const path = newPath();
    const stop = new AbortController();
    const exchange = exchangeOn(shelves);
    const stopping = new ScriptedWorker(exchangeOn(shelves), {
      played,
      checkpoints: 2,
      async mischief({ lease }) {
        stop.abort();
        let record: RunRecord;
        do {
          await pause(2);
          record = readRunRecord((await exchange.blobs.get(groups.runs, run))!);
        } while (record.state !== 'stopping');
        await exchange.queue.giveBack(lease, 1000);
        return false;
      },
    }).begin();
    const { events } = await coordinate(path, oneTrial, exchange, {
      run,
      tester: knowing,
      signal: stop.signal,
    });
    await stopping.end();
    expect(events.at(-1)).toEqual({ type: 'done', stopped: true });
    const end = events.find((event) => event.type === 'finished');
    expect(end?.result.stop.reason).toBe('stopped');
    expect(end?.result.cost.macs).toBeGreaterThan(0);
    expect(shelves.jobs.size).toBe(0);
    // A stopped trial has not ended: the run is not listed as done.
    expect(readRunRecord((await exchange.blobs.get(groups.runs, run))!)).toMatchObject({
      ...{ state: 'closed', trials: { all: 1, ended: 0 } },
    });

    const next = newShelves();
    const worker = new ScriptedWorker(exchangeOn(next), { played }).begin();
    await coordinate(path, oneTrial, exchangeOn(next), { run, tester: knowing });
    await worker.end();
    expect(worker.taken).toEqual([[trial!.id, end!.result.cost.macs]]);
    expect(rowsOf(path, oneTrial)[trial!.id]).toBe(undisturbed[trial!.id]);
  });

  it('leaves out a log that begins beyond what the run file has', async () => {
    const shelves = newShelves();
    const log = played.get(trial!.id)!;
    const second = log[2] as Extract<LoggedEvent, { type: 'checkpoint' }>;
    let isFirst = true;
    const worker = new ScriptedWorker(exchangeOn(shelves), {
      played,
      async mischief(given) {
        if (!isFirst) return true;
        isFirst = false;
        const from = { macs: second.checkpoint.cost.macs, snapshot: null };
        const events = [log[0]!, ...log.slice(3)];
        await given.worker.deliver(given.lease, given.run, { ...given.log, from, events });
        await given.worker.exchange.queue.handIn(given.lease);
        return false;
      },
    }).begin();
    const path = newPath();
    const { notes } = await coordinate(path, oneTrial, exchangeOn(shelves), { tester: knowing });
    await worker.end();
    expect(notes).toContain(
      `${trial!.id}: a result is refused: the log begins at a checkpoint that this run has not`,
    );
    expect(rowsOf(path, oneTrial)[trial!.id]).toBe(undisturbed[trial!.id]);
  });

  it.each([
    ['other numbers', (first: LoggedCheckpoint) => ({ ...first.checkpoint, validationLoss: 0.125 }), 0],
    [
      'a validation that there is not',
      (first: LoggedCheckpoint) => ({ ...first.checkpoint, cost: { ...first.checkpoint.cost, macs: 1e18 } }),
      1e18,
    ],
  ])('replaces what a false checkpoint said by what the result says: %s', async (_, falsified, at) => {
    const shelves = newShelves();
    const path = newPath();
    const told = Promise.withResolvers<void>();
    const worker: ScriptedWorker = new ScriptedWorker(exchangeOn(shelves), {
      played,
      checkpoints: 0,
      async mischief({ lease, run, log }) {
        const [start, first] = played.get(trial!.id)! as [LoggedEvent, LoggedCheckpoint];
        const forged = { ...log, events: [start, { ...first, checkpoint: falsified(first) }] };
        expect(newestSnapshot(forged)).not.toBeNull();
        await worker.exchange.blobs.put(
          groups.checkpoints(run),
          `${lease.id}.1.1`,
          packLog(forged),
          KEPT_SECONDS,
        );
        await told.promise;
        return true;
      },
    }).begin();
    const { notes } = await coordinate(path, oneTrial, exchangeOn(shelves), {
      tester: knowing,
      onEvent: (event) => {
        if (event.type === 'checkpoint') told.resolve();
      },
    });
    await worker.end();
    expect(notes.filter((line) => line.includes(`finds other numbers at ${at} MACs`))).toHaveLength(1);
    expect(rowsOf(path, oneTrial)[trial!.id]).toBe(undisturbed[trial!.id]);
  });

  it('stops beside a checkpoint of which no trial can go on', async () => {
    const shelves = newShelves();
    const stopping = new AbortController();
    const worker: ScriptedWorker = new ScriptedWorker(exchangeOn(shelves), {
      played,
      checkpoints: 0,
      async mischief({ lease, run, log }) {
        const [start, first] = played.get(trial!.id)! as [LoggedEvent, LoggedCheckpoint];
        const snapshot = { arrays: {}, values: { search: {} } };
        const forged = packLog({ ...log, events: [start, { ...first, snapshot }] });
        await worker.exchange.blobs.put(groups.checkpoints(run), `${lease.id}.1.1`, forged, KEPT_SECONDS);
        return false;
      },
    }).begin();
    const { notes } = await coordinate(newPath(), oneTrial, exchangeOn(shelves), {
      tester: knowing,
      signal: stopping.signal,
      onNote: (line) => {
        if (line.includes('a checkpoint is left out')) stopping.abort();
      },
    });
    await worker.end();
    expect(notes[0]).toBe(
      `${trial!.id}: a checkpoint is left out: the log: a snapshot: trial: Invalid input: expected object, received undefined`,
    );
  });

  it('plays a trial of whose result the store has the name alone', async () => {
    const shelves = newShelves();
    let isFirst = true;
    const worker: ScriptedWorker = new ScriptedWorker(exchangeOn(shelves), {
      played,
      async mischief({ lease, run }) {
        if (!isFirst) return true;
        isFirst = false;
        const name = `${lease.id}.7`;
        const { blobs, queue } = worker.exchange;
        await blobs.put(groups.results(run), name, new Uint8Array(1), KEPT_SECONDS);
        nameless.add(name);
        await queue.handIn(lease);
        return false;
      },
    }).begin();
    const nameless = new Set<string>();
    const exchange = exchangeOn(shelves);
    const { blobs } = exchange;
    const get: typeof blobs.get = async (group, name) => (nameless.has(name) ? null : blobs.get(group, name));
    const path = newPath();
    await coordinate(path, oneTrial, { ...exchange, blobs: { ...blobs, get } }, { tester: knowing });
    await worker.end();
    expect(rowsOf(path, oneTrial)[trial!.id]).toBe(undisturbed[trial!.id]);
  });

  it('goes on after its connection broke, and offers what a server without memory has lost', async () => {
    const shelves = newShelves();
    const exchange = faultyExchange(exchangeOn(shelves));
    const path = newPath();
    let isFirst = true;
    const worker = new ScriptedWorker(exchangeOn(shelves), {
      played,
      async mischief() {
        if (!isFirst) return true;
        isFirst = false;
        exchange.cut();
        await pause(60);
        shelves.jobs.clear();
        shelves.blobs.clear();
        exchange.mend();
        return false;
      },
    }).begin();
    const { notes } = await coordinate(path, spec, exchange, {
      tester: knowing,
      paces: { ...quick, compare: 60_000 },
    });
    await worker.end();
    expect(notes).toEqual(
      expect.arrayContaining(['memory: the connection is cut; trying again', 'connected to memory again']),
    );
    expect(rowsOf(path, spec)).toEqual(undisturbed);
  });

  it('tells once that no worker is there, and what none can play', async () => {
    const shelves = newShelves();
    const run = newRunId();
    const stop = new AbortController();
    const worker = new ScriptedWorker(exchangeOn(shelves), { played });
    const other = new ScriptedWorker(exchangeOn(shelves), { played, name: 'den' });
    const reason = 'has genoprop 0.0.1, the run needs 9';
    const offered = async (): Promise<string> => {
      for (;;) {
        const [job] = [...(await exchangeOn(shelves).queue.states(`t-${run}`)).keys()];
        if (job !== undefined) return job;
        await pause(5);
      }
    };
    const { notes } = await coordinate(newPath(), oneTrial, exchangeOn(shelves), {
      run,
      tester: knowing,
      signal: stop.signal,
      async onNote(line) {
        if (line.startsWith('no worker is there')) {
          const job = await offered();
          await other.record();
          await worker.refuse({ job, run, trial: trial!.id, reason });
        }
        if (line.startsWith('worker lab cannot'))
          await other.refuse({ job: await offered(), run, trial: trial!.id, reason });
        if (line.startsWith('no worker can')) setTimeout(() => stop.abort(), 100);
      },
    });
    const come = (name: string): string => `worker ${name}: 2 threads, a CPU, 2 cores`;
    expect(notes.filter((line) => !/^worker \w+: /.test(line))).toEqual([
      'no worker is there yet; on each machine: npx genoprop worker --connect memory',
      `worker lab cannot play ${trial!.id}: it ${reason}`,
      expect.stringMatching(`^no worker can play ${trial!.id}: (lab|den) ${reason}$`) as string,
    ]);
    expect(notes).toEqual(expect.arrayContaining([come('lab'), come('den')]));
  });

  it('is refused beside another one of the same run, and follows one that died', async () => {
    const shelves = newShelves();
    const run = newRunId();
    const open = (exchange: Exchange, paces = quick) =>
      openCoordinator({
        ...{
          exchange,
          run,
          title: 'night',
          needs: needsReader(null),
          trials: [],
          note: () => {},
          paces,
          tester: knowing,
        },
      });
    const first = await open(exchangeOn(shelves));
    await expect(open(exchangeOn(shelves))).rejects.toThrow(
      /^night: process \d+ on .* coordinates this run already/,
    );
    const silent = await exchangeOn(shelves).blobs.get(groups.runs, run);
    await first.close();
    await (await open(exchangeOn(shelves))).close();
    // A record that nobody writes again.
    await exchangeOn(shelves).blobs.put(groups.runs, run, silent!, 60);
    await (await open(exchangeOn(shelves))).close();
  });

  it('tells workers to pause, and to go on', async () => {
    const shelves = newShelves();
    const run = newRunId();
    const states: string[] = [];
    const exchange = exchangeOn(shelves);
    const worker = new ScriptedWorker(exchangeOn(shelves), { played });
    await coordinate(newPath(), oneTrial, exchange, {
      run,
      tester: knowing,
      onStart(setPaused) {
        const state = async (): Promise<string> =>
          readRunRecord((await exchange.blobs.get(groups.runs, run))!).state;
        void (async () => {
          setPaused(true);
          await pause(20);
          states.push(await state());
          setPaused(false);
          await pause(20);
          states.push(await state());
          worker.begin();
        })();
      },
    });
    await worker.end();
    expect(states).toEqual(['paused', 'open']);
  });
});
