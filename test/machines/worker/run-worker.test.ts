/** Worker against a queue in memory. Most trials come on by command, so that nothing here waits for a clock. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { RunError, UserError } from '../../../src/errors.ts';
import { groups } from '../../../src/machines/queue/blob-store.ts';
import type { Exchange } from '../../../src/machines/queue/exchange.ts';
import { memoryExchange, newShelves } from '../../../src/machines/queue/memory.ts';
import type { Lease } from '../../../src/machines/queue/queue.ts';
import { packLog } from '../../../src/machines/wire/pack-log.ts';
import { readWorkerRecord, type WorkerRecord } from '../../../src/machines/wire/records.ts';
import { jobIdOf, type TrialJob, WIRE_VERSION } from '../../../src/machines/wire/trial-job.ts';
import { storeDeath } from '../../../src/machines/worker/deaths.ts';
import { runWorker } from '../../../src/machines/worker/run-worker.ts';
import type { WorkerEvent } from '../../../src/machines/worker/worker-event.ts';
import type { WorkerEnd, WorkerOptions } from '../../../src/machines/worker/worker-options.ts';
import { runTournament } from '../../../src/tournament/run-tournament.ts';
import type { TournamentEvent } from '../../../src/tournament/spec/tournament.ts';
import { faultyExchange } from '../../support/machines/faulty-exchange.ts';
import { asJob, jobsOf, logsIn, offerJobs, RUN, smallSpec, writeRun } from '../../support/machines/jobs.ts';
import {
  checkpointOf,
  resultOf,
  type ScriptedPlayer,
  type ScriptedTrial,
  scriptedPlayer,
} from '../../support/machines/scripted-player.ts';

const times = { lease: 400, check: 30 };
const paces = {
  take: 20,
  record: 10,
  checkpoint: 0,
  retry: 5,
  longestRetry: 20,
  refusal: 20,
  longestRefusal: 60,
  goodbye: 200,
  idlePlayer: 0,
};

interface Watched {
  readonly player: ScriptedPlayer;
  readonly events: WorkerEvent[];
  readonly worker: string;
  readonly end: Promise<WorkerEnd>;
  stop(): Promise<WorkerEnd>;
  /** Trial under way, once it has begun. */
  trial(id: string): Promise<ScriptedTrial>;
  /** First event of that type, once it has come. */
  event<Type extends WorkerEvent['type']>(type: Type): Promise<Extract<WorkerEvent, { type: Type }>>;
}

const begun: Watched[] = [];
afterEach(async () => {
  await Promise.all(begun.splice(0).map((worker) => worker.stop().catch(() => {})));
});

/** Waits until `look` gives something else than null, false or undefined. */
async function until<Found>(
  look: () => Found | Promise<Found>,
): Promise<Exclude<Found, null | undefined | false>> {
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false)
      return found as Exclude<Found, null | undefined | false>;
    await pause(3);
  }
}

let workers = 0;

function begin(exchange: Exchange, options: Partial<WorkerOptions> = {}): Watched {
  const { threads = 2 } = options;
  const player = scriptedPlayer(threads);
  const events: WorkerEvent[] = [];
  const controller = new AbortController();
  const worker = `worker-${++workers}`;
  const end = runWorker({
    exchange,
    threads,
    times,
    paces,
    openPlayer: async () => player,
    self: { worker, name: 'desk', machine: `machine of ${worker}` },
    signal: controller.signal,
    onEvent: (event) => events.push(event),
    ...options,
  });
  end.catch(() => {});
  const watched: Watched = {
    player,
    events,
    worker,
    end,
    stop() {
      controller.abort();
      return end;
    },
    trial: (id) => until(() => player.trials.get(id)),
    event: (type) => until(() => events.find((event) => event.type === type)) as Promise<never>,
  };
  begun.push(watched);
  return watched;
}

const exchangeOf = (shelves = newShelves()): Exchange => memoryExchange(times, shelves);
const stateOf = async ({ queue }: Exchange, job: TrialJob) => (await queue.states('t-')).get(jobIdOf(job));
const ended = (exchange: Exchange, job: TrialJob): Promise<true> =>
  until(async () => (await stateOf(exchange, job)) === 'ended');
const recordOf = async ({ blobs }: Exchange, { worker }: Watched): Promise<WorkerRecord | null> => {
  const bytes = await blobs.get(groups.workers, worker);
  return bytes === null ? null : readWorkerRecord(bytes);
};
const reachedOf = (events: readonly { type: string }[]): (number | string)[] =>
  events.map((event) => ('checkpoint' in event ? (event as Checkpoint).checkpoint.cost.macs : event.type));
type Checkpoint = ReturnType<typeof checkpointOf>;

describe('a worker', () => {
  it('stores the log of a trial with all its events, then ends the job', async () => {
    const exchange = exchangeOf();
    const jobs = jobsOf(1);
    const [id] = await offerJobs(exchange, jobs);
    const worker = begin(exchange);
    const trial = await worker.trial(jobs[0]!.trial.id);
    trial.checkpoint(10);
    trial.checkpoint(20);
    trial.finish(30);
    await ended(exchange, jobs[0]!);
    const logs = await logsIn(exchange, 'results', jobs);
    expect([...logs.keys()]).toEqual([`${id}.1`]);
    const log = logs.get(`${id}.1`)!;
    expect(reachedOf(log.events)).toEqual(['started', 10, 20, 'finished']);
    expect(log).toMatchObject({ attempt: 1, worker: worker.worker, machine: `machine of ${worker.worker}` });
    expect(log.events.at(-1)).toMatchObject({ result: resultOf(jobs[0]!.trial, 30) });
    expect(await worker.event('handed in')).toMatchObject({ isLate: false });
    expect((await worker.stop()).played).toBe(1);
  });

  it('takes no more trials than it has threads, and the next one when one has ended', async () => {
    const exchange = exchangeOf();
    const jobs = jobsOf(3);
    await offerJobs(exchange, jobs);
    const worker = begin(exchange, { threads: 2 });
    const first = await worker.trial(jobs[0]!.trial.id);
    await worker.trial(jobs[1]!.trial.id);
    await until(async () => (await recordOf(exchange, worker))?.trials.length === 2);
    expect(await stateOf(exchange, jobs[2]!)).toBe('waiting');
    first.finish(1);
    await worker.trial(jobs[2]!.trial.id);
    expect(worker.player.trials.size).toBe(2);
  });

  it('says whether jobs wait, so that spare threads help while none does', async () => {
    const exchange = exchangeOf();
    const jobs = jobsOf(1);
    await offerJobs(exchange, jobs);
    const worker = begin(exchange);
    await worker.trial(jobs[0]!.trial.id);
    await until(() => !worker.player.isWaiting);
  });

  it('keeps its lease while a trial lasts many leases', async () => {
    const shelves = newShelves();
    const inner = exchangeOf(shelves);
    let renewals = 0;
    const renew: Exchange['queue']['renew'] = (lease) => {
      renewals++;
      return inner.queue.renew(lease);
    };
    const exchange = { ...inner, queue: { ...inner.queue, renew } };
    const jobs = jobsOf(1);
    await offerJobs(exchange, jobs);
    const worker = begin(exchange, { times: { lease: 90, check: 30 } });
    const trial = await worker.trial(jobs[0]!.trial.id);
    await until(() => renewals >= 20);
    expect(await stateOf(exchange, jobs[0]!)).toBe('taken');
    trial.finish(1);
    expect(await worker.event('handed in')).toMatchObject({ isLate: false });
  });

  it('writes what it is and what it plays into its record, and takes it away when it ends', async () => {
    const exchange = exchangeOf();
    const jobs = jobsOf(1);
    const worker = begin(exchange, { threads: 3 });
    const idle = await until(() => recordOf(exchange, worker));
    expect(idle).toMatchObject({
      name: 'desk',
      threads: 3,
      state: 'idle',
      trials: [],
      played: 0,
      adapter: null,
    });
    const [id] = await offerJobs(exchange, jobs);
    const trial = await worker.trial(jobs[0]!.trial.id);
    trial.progress(250);
    const { state, trials } = await until(async () => {
      const record = await recordOf(exchange, worker);
      return record?.trials[0]?.spent === 0.25 && record;
    });
    expect(state).toBe('working');
    const own = { job: id, run: RUN, trial: jobs[0]!.trial.id };
    expect(trials).toEqual([{ ...own, spent: 0.25, macs: 250, seconds: 0.25, trainingLoss: 1 / 250 }]);
    await worker.stop();
    expect(await recordOf(exchange, worker)).toBeNull();
  });

  it('ends when nothing has come for so long', async () => {
    const worker = begin(exchangeOf(), { idleExit: 0.05 });
    expect(await worker.end).toEqual({ reason: 'idle', played: 0, undelivered: [] });
  });

  it('ends with the error where no trial can be played, and puts its jobs back', async () => {
    const exchange = exchangeOf();
    const jobs = jobsOf(1);
    await offerJobs(exchange, jobs);
    const worker = begin(exchange);
    const trial = await worker.trial(jobs[0]!.trial.id);
    trial.fail(new RunError('no worker thread starts'));
    await expect(worker.end).rejects.toThrow('no worker thread starts');
    expect(await stateOf(exchange, jobs[0]!)).toBe('waiting');
  });

  it('plays on after a trial whose spec nobody can play', async () => {
    const exchange = exchangeOf();
    const jobs = jobsOf(2);
    await offerJobs(exchange, jobs);
    const worker = begin(exchange);
    (await worker.trial(jobs[0]!.trial.id)).fail(new UserError('unknown setting'));
    expect(await worker.event('given back')).toMatchObject({ reason: 'unknown setting' });
    (await worker.trial(jobs[1]!.trial.id)).finish(5);
    await worker.event('handed in');
  });

  it('ends a job whose result is in the store without playing it', async () => {
    const exchange = exchangeOf();
    const [job] = jobsOf(1);
    const worker = 'another';
    const head = { wire: WIRE_VERSION, job: jobIdOf(job!), trial: job!.trial.id, attempt: 1, worker };
    const end = { type: 'finished', id: job!.trial.id, result: resultOf(job!.trial, 5) } as const;
    const log = { ...head, name: 'lap', machine: 'elsewhere', genoprop: '0', from: null, events: [end] };
    await exchange.blobs.put(groups.results(RUN), `${jobIdOf(job!)}.1`, packLog(log), 60);
    await offerJobs(exchange, [job!]);
    const watched = begin(exchange);
    await ended(exchange, job!);
    expect(watched.player.trials.size).toBe(0);
  });
});

describe('checkpoints of a worker', () => {
  it('are stored, each in the place of the one before, and gone once the trial has ended', async () => {
    const exchange = exchangeOf();
    const jobs = jobsOf(1);
    const [id] = await offerJobs(exchange, jobs);
    const worker = begin(exchange);
    const trial = await worker.trial(jobs[0]!.trial.id);
    const stored = async () => [...(await logsIn(exchange, 'checkpoints', jobs))];
    trial.checkpoint(10);
    await until(async () => (await stored()).length === 1);
    trial.checkpoint(20);
    const [[name, log]] = (await until(async () => {
      const all = await stored();
      return all[0]?.[0] === `${id}.1.2` && all;
    })) as [[string, Awaited<ReturnType<typeof stored>>[0][1]]];
    expect(name).toBe(`${id}.1.2`);
    expect(reachedOf(log.events)).toEqual(['started', 10, 20]);
    trial.finish(30);
    await until(async () => (await stored()).length === 0);
  });

  it('let another worker go on, whose log has all events once', async () => {
    const shelves = newShelves();
    const exchange = exchangeOf(shelves);
    const jobs = jobsOf(1);
    const [id] = await offerJobs(exchange, jobs);
    const dying = faultyExchange(exchangeOf(shelves));
    const first = begin(dying);
    const trial = await first.trial(jobs[0]!.trial.id);
    trial.checkpoint(10);
    await until(async () => (await logsIn(exchange, 'checkpoints', jobs)).size === 1);
    dying.kill();
    const second = begin(exchange);
    const taken = await second.trial(jobs[0]!.trial.id);
    expect(taken.from).toEqual(checkpointOf(trial.spec.id, 10).snapshot);
    expect(await second.event('taken')).toMatchObject({ macs: 10, attempt: 2 });
    taken.checkpoint(20);
    taken.finish(30);
    await ended(exchange, jobs[0]!);
    const log = (await logsIn(exchange, 'results', jobs)).get(`${id}.2`)!;
    expect(reachedOf(log.events)).toEqual(['started', 10, 20, 'finished']);
  });

  it('that cannot be read are passed over', async () => {
    const exchange = exchangeOf();
    const jobs = jobsOf(1);
    const [id] = await offerJobs(exchange, jobs);
    await exchange.blobs.put(groups.checkpoints(RUN), `${id}.1.1`, Uint8Array.of(1, 2, 3), 60);
    const worker = begin(exchange);
    expect((await worker.trial(jobs[0]!.trial.id)).from).toBeNull();
    expect((await worker.event('note')).text).toContain('a checkpoint cannot be read');
  });
});

describe('a worker whose server is away', () => {
  it('plays on, keeps the result, and delivers it once the server is back', async () => {
    const shelves = newShelves();
    const exchange = exchangeOf(shelves);
    const jobs = jobsOf(2);
    await offerJobs(exchange, jobs);
    const link = faultyExchange(exchangeOf(shelves));
    const worker = begin(link, { threads: 1 });
    const trial = await worker.trial(jobs[0]!.trial.id);
    link.cut();
    await worker.event('gone');
    trial.checkpoint(10);
    trial.finish(20);
    expect(await stateOf(exchange, jobs[0]!)).toBe('taken');
    link.mend();
    await ended(exchange, jobs[0]!);
    await worker.event('back');
    expect((await logsIn(exchange, 'results', jobs)).size).toBe(1);
    await worker.trial(jobs[1]!.trial.id);
    expect(worker.events.filter(({ type }) => type === 'gone')).toHaveLength(1);
  });

  it('stores its result even where its lease ran out and another worker has the job', async () => {
    const shelves = newShelves();
    const exchange = exchangeOf(shelves);
    const jobs = jobsOf(1);
    const [id] = await offerJobs(exchange, jobs);
    const link = faultyExchange(exchangeOf(shelves));
    const late = begin(link);
    const trial = await late.trial(jobs[0]!.trial.id);
    link.hold();
    const other = begin(exchange);
    await other.trial(jobs[0]!.trial.id);
    link.mend();
    await late.event('lease lost');
    trial.finish(20);
    expect(await late.event('handed in')).toMatchObject({ isLate: true });
    expect([...(await logsIn(exchange, 'results', jobs)).keys()]).toEqual([`${id}.1`]);
    expect(await stateOf(exchange, jobs[0]!)).toBe('taken');
  });

  it('goes on with its own trial where the job has come back to it', async () => {
    const shelves = newShelves();
    const exchange = exchangeOf(shelves);
    const jobs = jobsOf(1);
    const [id] = await offerJobs(exchange, jobs);
    const link = faultyExchange(exchangeOf(shelves));
    const worker = begin(link);
    const trial = await worker.trial(jobs[0]!.trial.id);
    link.hold();
    await until(async () => (await stateOf(exchange, jobs[0]!)) === 'waiting');
    link.mend();
    await until(async () => (await stateOf(exchange, jobs[0]!)) === 'taken');
    trial.finish(20);
    expect(await worker.event('handed in')).toMatchObject({ isLate: false });
    expect([...(await logsIn(exchange, 'results', jobs)).keys()]).toEqual([`${id}.2`]);
    expect(worker.events.filter(({ type }) => type === 'taken')).toHaveLength(1);
  });

  it('says which results it could not deliver before it ended', async () => {
    const shelves = newShelves();
    const exchange = exchangeOf(shelves);
    const jobs = jobsOf(2);
    await offerJobs(exchange, jobs);
    const link = faultyExchange(exchangeOf(shelves));
    const worker = begin(link);
    const trial = await worker.trial(jobs[0]!.trial.id);
    await worker.trial(jobs[1]!.trial.id);
    link.kill();
    trial.finish(20);
    expect((await worker.stop()).undelivered).toEqual([jobs[0]!.trial.id]);
  });
});

describe('a worker that is stopped', () => {
  it('stores a checkpoint of each trial, and gives it back', async () => {
    const exchange = exchangeOf();
    const jobs = jobsOf(1);
    const [id] = await offerJobs(exchange, jobs);
    const worker = begin(exchange, { paces: { ...paces, checkpoint: 1e9 } });
    const trial = await worker.trial(jobs[0]!.trial.id);
    trial.checkpoint(10);
    expect(await worker.stop()).toEqual({ reason: 'stopped', played: 0, undelivered: [] });
    expect(await stateOf(exchange, jobs[0]!)).toBe('waiting');
    const logs = await logsIn(exchange, 'checkpoints', jobs);
    expect([...logs].map(([name, { events }]) => [name, reachedOf(events)])).toEqual([
      [`${id}.1.1`, ['started', 10]],
    ]);
    expect(await worker.event('given back')).toMatchObject({ reason: 'this worker stops' });
    expect(worker.player.isClosed).toBe(true);
  });
});

describe('the record of a run', () => {
  it('pauses its trials, and lets them go on', async () => {
    const exchange = exchangeOf();
    const jobs = jobsOf(1);
    await offerJobs(exchange, jobs);
    const worker = begin(exchange);
    await worker.trial(jobs[0]!.trial.id);
    await writeRun(exchange, 'paused');
    await until(() => worker.player.isPaused);
    await writeRun(exchange, 'open');
    await until(() => !worker.player.isPaused);
    expect(worker.events.flatMap(({ type }) => (/paused|goes on/.test(type) ? [type] : []))).toEqual([
      'paused',
      'goes on',
    ]);
  });

  it('holds its waiting jobs back while it is paused', async () => {
    const exchange = exchangeOf();
    const jobs = jobsOf(1);
    await writeRun(exchange, 'paused');
    let takes = 0;
    const { giveBack } = exchange.queue;
    const counting: Exchange['queue']['giveBack'] = (lease, milliseconds) => {
      takes++;
      return giveBack(lease, milliseconds);
    };
    await offerJobs(exchange, jobs);
    const worker = begin({ ...exchange, queue: { ...exchange.queue, giveBack: counting } });
    await until(() => takes >= 2);
    expect(worker.player.trials.size).toBe(0);
    await writeRun(exchange, 'open');
    await worker.trial(jobs[0]!.trial.id);
  });

  it('stops its trials, and those of no other run', async () => {
    const exchange = exchangeOf();
    const [one, other] = [jobsOf(1), jobsOf(1, 'ba9876543210')];
    await offerJobs(exchange, [...one, ...other]);
    const players: ScriptedPlayer[] = [];
    const worker = begin(exchange, {
      openPlayer: async () => {
        players.push(scriptedPlayer(2));
        return players.at(-1)!;
      },
    });
    await until(() => players.length === 2 && players.every(({ trials }) => trials.size === 1));
    await writeRun(exchange, 'stopping');
    expect(await worker.event('given back')).toMatchObject({ named: { run: RUN }, reason: 'its run stops' });
    expect(players.map(({ trials }) => trials.size)).toEqual([0, 1]);
    expect(await stateOf(exchange, one[0]!)).toBe('waiting');
  });
});

describe('a job that does not fit', () => {
  const refusal = async (changes: Partial<TrialJob>): Promise<string> => {
    const exchange = exchangeOf();
    const jobs = jobsOf(1, RUN, changes);
    await offerJobs(exchange, jobs);
    const worker = begin(exchange);
    const { reason } = await worker.event('refused');
    const { refused } = await until(async () => {
      const record = await recordOf(exchange, worker);
      return record !== null && record.refused.length > 0 && record;
    });
    expect(refused).toEqual([{ job: jobIdOf(jobs[0]!), run: RUN, trial: jobs[0]!.trial.id, reason }]);
    expect(worker.player.trials.size).toBe(0);
    return reason;
  };
  const [{ needs, trial }] = jobsOf(1) as [TrialJob];

  it('is given back with the reason: another version, other kernels', async () => {
    expect(await refusal({ needs: { ...needs, genoprop: '9.9.9' } })).toMatch(
      /^has genoprop \S+, the run needs 9\.9\.9$/,
    );
    expect(await refusal({ needs: { ...needs, kernels: '0'.repeat(64) } })).toMatch(/^has other kernels/);
  });

  it('is given back with the reason: a plugin, data, an adapter that are not here', async () => {
    const file = { name: 'mine.ts', bytes: 12, sha256: 'a'.repeat(64) };
    const task = { ...trial.task, module: `plugin:${file.sha256}` };
    expect(await refusal({ needs: { ...needs, plugin: file }, trial: { ...trial, task } })).toBe(
      'lacks the program mine.ts (12 bytes, SHA-256 aaaaaaaaaaaa…); start the worker with --plugin FILE, or --plugins DIR for its folder',
    );
    expect(await refusal({ needs: { ...needs, files: { data: file } } })).toBe(
      'lacks the data mine.ts (12 bytes, SHA-256 aaaaaaaaaaaa…); start the worker with --data DIR for the folder that has it',
    );
    expect(await refusal({ needs: { ...needs, adapter: 'GeForce 9000' } })).toMatch(
      /^computes on .*, the run needs an adapter named GeForce 9000$/,
    );
    expect(await refusal({ trial: { ...trial, device: 'abacus' } })).toBe('knows no device abacus');
  });

  it('is given back where the task is another one here', async () => {
    const facts = { ...trial.task.facts, fingerprint: '0'.repeat(32) };
    expect(await refusal({ trial: { ...trial, task: { ...trial.task, facts } } })).toBe(
      'task xor: its sequences are no longer those that the run began with',
    );
    const gone = { ...trial.task, name: 'of-tomorrow' };
    expect(await refusal({ trial: { ...trial, task: gone } })).toMatch(/^task xor: cannot be chosen here: /);
  });

  it('is given back where its learner or its net is none', async () => {
    const { contestant } = trial;
    const other = (changes: Partial<typeof contestant>) =>
      refusal({ trial: { ...trial, contestant: { ...contestant, ...changes } } });
    expect(await other({ learner: 'constructor' })).toMatch(/^cannot play it: unknown learner 'constructor'/);
    expect(await other({ architecture: '__proto__' })).toMatch(/^cannot play it: unknown .*'__proto__'/);
  });

  it('is given back with a reason that fits into a record, however long a name in it is', async () => {
    const long = await refusal({ trial: { ...trial, task: { ...trial.task, name: 'x'.repeat(20_000) } } });
    expect(long).toMatch(/x…$/);
    expect(long.length).toBeLessThan(2000);
  });

  it('is given back where it is of another form', async () => {
    const exchange = exchangeOf();
    await exchange.queue.offer([{ id: `t-${RUN}-1`, data: JSON.stringify({ wire: WIRE_VERSION + 1 }) }]);
    const { named, reason } = await begin(exchange).event('refused');
    expect(named).toEqual({ job: `t-${RUN}-1`, run: RUN, trial: `t-${RUN}-1` });
    expect(reason).toContain(`version ${WIRE_VERSION + 1}`);
  });

  it('lets those behind it through', async () => {
    const exchange = exchangeOf();
    const unfit = jobsOf(2, 'ba9876543210', { needs: { ...needs, genoprop: '9.9.9' } });
    const fit = jobsOf(1);
    await offerJobs(exchange, [...unfit, ...fit]);
    const worker = begin(exchange);
    await worker.trial(fit[0]!.trial.id);
    // Told once, although there are two.
    expect(worker.events.filter(({ type }) => type === 'refused')).toHaveLength(1);
  });
});

describe('a trial at which processes have died', () => {
  const die = async (exchange: Exchange, job: TrialJob, beside: number, number: number): Promise<void> => {
    const named = { job: jobIdOf(job), run: job.run, trial: job.trial.id };
    const about = { worker: 'w', name: 'desk', beside, reason: `killed by SIGABRT, number ${number}` };
    const at = `2026-11-29T00:00:0${number}.000Z`;
    await storeDeath(exchange.blobs, { wire: WIRE_VERSION, ...named, ...about, at }, number);
  };

  it('is played in a process of its own', async () => {
    const exchange = exchangeOf();
    const jobs = jobsOf(1);
    await die(exchange, jobs[0]!, 3, 1);
    await offerJobs(exchange, jobs);
    const apart: Lease[] = [];
    const worker = begin(exchange, { playApart: async (lease) => void apart.push(lease) });
    await until(() => apart.length > 0);
    expect(apart[0]).toMatchObject({ ...asJob(jobs[0]!), attempt: 1 });
    expect(worker.player.trials.size).toBe(0);
  });

  it('has failed after three deaths of processes with no other trial in them', async () => {
    const exchange = exchangeOf();
    const jobs = jobsOf(2);
    for (const number of [1, 2, 3]) {
      await die(exchange, jobs[0]!, 0, number);
      await die(exchange, jobs[1]!, number === 3 ? 1 : 0, number);
    }
    const [id] = await offerJobs(exchange, jobs);
    const worker = begin(exchange);
    await ended(exchange, jobs[0]!);
    const log = (await logsIn(exchange, 'results', jobs)).get(`${id}.1`)!;
    expect(log.events.at(-1)).toMatchObject({
      result: {
        stop: {
          reason: 'failed',
          detail:
            'its worker process died 3 times with no other trial in it, last: killed by SIGABRT, number 3',
        },
      },
    });
    // Of the other's, one had company.
    await worker.trial(jobs[1]!.trial.id);
  });
});

describe('workers on threads', () => {
  it('find what a tournament on this machine finds', async () => {
    const seeds = 3;
    const alone: TournamentEvent[] = [];
    for await (const event of runTournament(smallSpec(seeds))) alone.push(event);
    const exchange = exchangeOf();
    const jobs = jobsOf(seeds);
    await offerJobs(exchange, jobs);
    const both = [1, 2].map(() => begin(exchange, { threads: 1, openPlayer: undefined, idleExit: 0.1 }));
    const ends = await Promise.all(both.map(({ end }) => end));
    expect(ends.reduce((sum, { played }) => sum + played, 0)).toBe(seeds);
    const logs = [...(await logsIn(exchange, 'results', jobs)).values()];
    for (const { trial } of jobs) {
      const { events } = logs.find((log) => log.trial === trial.id)!;
      const mine = alone.filter(
        (event) => 'id' in event && event.id === trial.id && event.type !== 'progress',
      );
      expect(withoutSeconds(events)).toEqual(withoutSeconds(mine));
    }
  });
});

/** Events without seconds, and without what a log leaves out: snapshots and champions of before. */
const withoutSeconds = (events: readonly object[]): unknown =>
  JSON.parse(
    JSON.stringify(events, (key, value) =>
      key === 'seconds' || key === 'snapshot' || key === 'inside' ? undefined : value,
    ),
  ).map((event: { type: string; champion?: unknown }) =>
    event.type === 'checkpoint' ? { ...event, champion: null } : event,
  );
