/** Supervisor with processes that play for it, against a server of Redis. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { groups } from '../../../src/machines/queue/blob-store.ts';
import { openExchange } from '../../../src/machines/queue/connect.ts';
import type { Exchange } from '../../../src/machines/queue/exchange.ts';
import { readWorkerRecord, type WorkerRecord } from '../../../src/machines/wire/records.ts';
import { jobIdOf, type TrialJob } from '../../../src/machines/wire/trial-job.ts';
import { type SupervisorEvent, superviseWorker } from '../../../src/machines/worker/supervisor.ts';
import { jobsOf, logsIn, offerJobs } from '../../support/machines/jobs.ts';
import { hasRedis, type RedisServer, startRedis } from '../../support/machines/redis.ts';

process.env.GENOPROP_QUEUE_TIMES = '3000,500';
const times = { lease: 3000, check: 500 };

/** Trial that does not end by itself in the time of a test. */
const endless = (run: string): TrialJob[] =>
  jobsOf(1, run).map((job) => ({ ...job, trial: { ...job.trial, budget: { evaluations: 1e9 } } }));

describe.skipIf(!hasRedis)('a supervisor (needs redis-server)', () => {
  let server: RedisServer;
  let exchange: Exchange;
  beforeAll(async () => {
    server = await startRedis();
    exchange = await openExchange(server.url, { times });
  });
  afterAll(async () => {
    await exchange?.close();
    await server?.stop();
  });

  function supervise(threads: number, idleExit: number | null = null) {
    const [stopping, atOnce] = [new AbortController(), new AbortController()];
    const events: SupervisorEvent[] = [];
    const end = superviseWorker({
      settings: {
        url: server.url,
        access: { flag: '--connect' },
        threads,
        name: 'desk',
        idleExit,
        plugins: [],
        acceptsPlugins: false,
      },
      signal: stopping.signal,
      atOnce: atOnce.signal,
      onEvent: (event) => events.push(event),
    });
    end.catch(() => {});
    return { events, end, stop: () => stopping.abort(), endAtOnce: () => atOnce.abort() };
  }

  /** Record of a process other than those that plays that job. */
  async function playerOf(job: TrialJob, others: ReadonlySet<number>): Promise<WorkerRecord> {
    for (;;) {
      for (const name of await exchange.blobs.names(groups.workers)) {
        const bytes = await exchange.blobs.get(groups.workers, name);
        const record = bytes === null ? null : readWorkerRecord(bytes);
        const plays = record?.trials.some((trial) => trial.job === jobIdOf(job)) === true;
        if (plays && !others.has(record.process)) return record;
      }
      await pause(20);
    }
  }

  it('plays what is in the queue by a process of its own, and ends when nothing comes', async () => {
    const jobs = jobsOf(2);
    await offerJobs(exchange, jobs);
    const { end, events } = supervise(1, 0.2);
    expect(await end).toEqual({ reason: 'idle', played: 2, undelivered: [] });
    expect((await logsIn(exchange, 'results', jobs)).size).toBe(2);
    expect(events.map(({ type }) => type)).toEqual(['ready', 'taken', 'handed in', 'taken', 'handed in']);
  });

  it('lets a trial fail at which its process has died three times', async () => {
    const run = '00000000aaaa';
    const jobs = endless(run);
    await offerJobs(exchange, jobs);
    const { end, events, stop } = supervise(2);
    const killed = new Set<number>();
    for (let deaths = 0; deaths < 3; deaths++) {
      const record = await playerOf(jobs[0]!, killed);
      // The first has the threads of the worker, the others are alone with the trial.
      expect(record).toMatchObject({ name: 'desk', threads: deaths === 0 ? 2 : 1 });
      killed.add(record.process);
      process.kill(record.process, 'SIGKILL');
    }
    let logs = await logsIn(exchange, 'results', jobs, run);
    while (logs.size === 0) {
      await pause(20);
      logs = await logsIn(exchange, 'results', jobs, run);
    }
    stop();
    expect(await end).toMatchObject({ reason: 'stopped' });
    const [[name, log]] = [...logs] as [[string, NonNullable<ReturnType<typeof logs.get>>]];
    expect(name).toBe(`${jobIdOf(jobs[0]!)}.4`);
    expect(log.events.at(-1)).toMatchObject({
      type: 'finished',
      result: {
        stop: {
          reason: 'failed',
          detail: expect.stringMatching(
            /^its worker process died 3 times with no other trial in it, last: was killed by SIGKILL/,
          ),
        },
      },
    });
    expect(events.filter(({ type }) => type === 'died')).toHaveLength(3);
    expect(await exchange.blobs.names(groups.deaths(run))).toHaveLength(3);
  });

  it('ends its processes at once where it is told to', async () => {
    const run = '00000000cccc';
    const jobs = endless(run);
    await offerJobs(exchange, jobs);
    const { end, events, endAtOnce } = supervise(1);
    const { process: id } = await playerOf(jobs[0]!, new Set());
    endAtOnce();
    await end;
    expect(() => process.kill(id, 0)).toThrow('ESRCH');
    expect(events.some(({ type }) => type === 'died')).toBe(false);
    expect(await exchange.blobs.names(groups.deaths(run))).toEqual([]);
  });
});
