/**
 * Supervisor of a worker: a process that plays nothing itself, and so outlives what trials do to theirs. One process
 * plays for it, and another one each trial that has to be alone. Where one dies by itself, the supervisor stores that
 * death for each trial that was under way (`deaths.ts`), puts their jobs back, and starts anew.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { wallClockStamp } from '../../clock.ts';
import { oneLine, RunError, UserError } from '../../errors.ts';
import { openExchange } from '../queue/connect.ts';
import type { Lease } from '../queue/queue.ts';
import { queueTimes } from '../queue/queue-times.ts';
import { readJob, WIRE_VERSION } from '../wire/trial-job.ts';
import { WireFault } from '../wire/wire-fault.ts';
import { storeDeath } from './deaths.ts';
import { isOfServer, Link } from './link.ts';
import type { FromProcess, ToProcess, WorkerSettings } from './process-messages.ts';
import type { WorkerEvent } from './worker-event.ts';
import { selfOf, type WorkerEnd, type WorkerSelf } from './worker-options.ts';

/** Event of the supervisor, or of a process of it. */
export type SupervisorEvent =
  | WorkerEvent
  | { readonly type: 'died'; readonly reason: string; readonly trials: number };

export interface SupervisorOptions {
  readonly settings: WorkerSettings;
  /** Signal of a graceful stop. */
  readonly signal: AbortSignal;
  /** Signal that ends everything at once. */
  readonly atOnce: AbortSignal;
  onEvent(event: SupervisorEvent): void;
}

/** Entry of the process that plays, beside its source or where it was compiled. */
const ENTRY = fileURLToPath(
  new URL(`../../../workers/play-jobs${extname(import.meta.url)}`, import.meta.url),
);

/** Starts in a row that die before the worker is ready, after which none is expected to succeed. */
const FAILED_STARTS = 3;
/** Milliseconds before a new start: the first, and the longest. */
const PAUSES = { first: 500, longest: 30_000 } as const;
/** Milliseconds for which a supervisor that ends tries to store deaths. */
const FAREWELL = 5000;

/**
 * Runs a worker to its end.
 * @throws UserError where the settings are wrong
 * @throws RunError where the server cannot be reached at the start, or trials cannot be played at all
 */
export async function superviseWorker(options: SupervisorOptions): Promise<WorkerEnd> {
  const { signal } = options;
  const self: Partial<WorkerSelf> = { worker: randomUUID(), ...named(options.settings) };
  const { name } = selfOf(self);
  const coroner = new Coroner(options, { worker: self.worker!, name });
  const alone = new Set<Promise<void>>();
  let wait: number = PAUSES.first;
  let failures = 0;
  let wasReady = false;
  try {
    for (;;) {
      const main = new PlayProcess(options, self);
      main.onReady = () => {
        wasReady = true;
        failures = 0;
      };
      main.onApart = (lease) => {
        const played = playAlone(options, self, lease, coroner).finally(() => {
          alone.delete(played);
          main.send({ type: 'apart ended', job: lease.id });
        });
        alone.add(played);
      };
      const end = await main.end;
      if (end.type === 'end') {
        await Promise.all(alone);
        return end.end;
      }
      if (options.atOnce.aborted) return { reason: 'stopped', played: 0, undelivered: [] };
      if (end.type === 'failed') {
        const failure = end.isUsers ? new UserError(end.message) : new RunError(end.message);
        // A server that is away when the process begins anew comes back.
        if (end.isUsers || !wasReady || main.isReady || signal.aborted) throw failure;
        options.onEvent({ type: 'note', text: end.message });
      } else {
        options.onEvent({ type: 'died', reason: end.reason, trials: main.leases.size });
        coroner.report(end.reason, [...main.leases.values()]);
        if (signal.aborted) return { reason: 'stopped', played: 0, undelivered: [] };
        if (++failures >= FAILED_STARTS && !main.isReady)
          throw new RunError(`the process that plays ends at its start: it ${end.reason}`);
      }
      await pause(wait, undefined, { signal }).catch(() => {});
      wait = main.isReady ? PAUSES.first : Math.min(2 * wait, PAUSES.longest);
    }
  } finally {
    await Promise.all(alone);
    await coroner.close();
  }
}

const named = ({ name }: WorkerSettings): Partial<WorkerSelf> => (name === undefined ? {} : { name });

/** Plays one job in a process of its own. */
async function playAlone(
  options: SupervisorOptions,
  self: Partial<WorkerSelf>,
  lease: Lease,
  coroner: Coroner,
): Promise<void> {
  const process = new PlayProcess(options, self, lease);
  const end = await process.end;
  if (end.type === 'failed') options.onEvent({ type: 'note', text: end.message });
  if (end.type !== 'died' || options.atOnce.aborted) return;
  options.onEvent({ type: 'died', reason: end.reason, trials: 1 });
  coroner.report(end.reason, [lease]);
}

type ProcessEnd =
  | Extract<FromProcess, { type: 'end' | 'failed' }>
  | { readonly type: 'died'; readonly reason: string };

/** Process that plays, and the jobs that it has. */
class PlayProcess {
  readonly #child: ChildProcess;
  /** Leases of its jobs by id. */
  readonly leases = new Map<string, Lease>();
  readonly end: Promise<ProcessEnd>;
  isReady = false;
  onReady = (): void => {};
  onApart = (_lease: Lease): void => {};

  constructor(
    { settings, signal, atOnce, onEvent }: SupervisorOptions,
    self: Partial<WorkerSelf>,
    only?: Lease,
  ) {
    const child = fork(ENTRY, [], { serialization: 'advanced' });
    this.#child = child;
    let last: Extract<FromProcess, { type: 'end' | 'failed' }> | null = null;
    const stop = (): void => this.send({ type: 'stop' });
    const kill = (): void => void child.kill('SIGKILL');
    signal.addEventListener('abort', stop);
    atOnce.addEventListener('abort', kill);
    child.on('message', (message: FromProcess) => {
      if (message.type === 'apart') this.onApart(message.lease);
      else if (message.type !== 'event') last = message;
      else if (this.#note(message.event, only !== undefined)) onEvent(message.event);
    });
    this.end = new Promise<ProcessEnd>((resolve) => {
      child.once('error', (error) =>
        resolve({ type: 'died', reason: `cannot be started: ${oneLine(error)}` }),
      );
      child.once('exit', (code, by) => resolve(last ?? { type: 'died', reason: reasonOf(code, by) }));
    }).finally(() => {
      signal.removeEventListener('abort', stop);
      atOnce.removeEventListener('abort', kill);
    });
    this.send({ type: 'play', settings, self, only });
    if (signal.aborted) stop();
    if (atOnce.aborted) kill();
  }

  send(message: ToProcess): void {
    // A process that has just died hears nothing; its exit is told by itself.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** Takes note of an event. True where others want to hear of it. */
  #note(event: WorkerEvent, isAlone: boolean): boolean {
    if (event.type === 'leased') this.leases.set(event.lease.id, event.lease);
    if (event.type === 'released') this.leases.delete(event.job);
    if (event.type === 'ready') {
      this.isReady = true;
      this.onReady();
    }
    if (event.type === 'ready') return !isAlone;
    return event.type !== 'leased' && event.type !== 'released';
  }
}

function reasonOf(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL')
    return 'was killed by SIGKILL, which is what a machine does whose memory is used up';
  if (signal === 'SIGABRT' || code === 134)
    return 'aborted (SIGABRT), which is what Node does when its memory is used up';
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}

/** Stores deaths, and puts the jobs of the dead back, over a connection of its own that it opens for that. */
class Coroner {
  readonly #options: SupervisorOptions;
  readonly #worker: Pick<WorkerSelf, 'worker' | 'name'>;
  readonly #over = new AbortController();
  #number = 0;
  #work: Promise<void> = Promise.resolve();

  constructor(options: SupervisorOptions, worker: Pick<WorkerSelf, 'worker' | 'name'>) {
    this.#options = options;
    this.#worker = worker;
  }

  report(reason: string, leases: readonly Lease[]): void {
    const at = wallClockStamp();
    const deaths = leases.flatMap((lease) => {
      const named = trialIn(lease);
      if (named === null) return [];
      const number = ++this.#number;
      const { worker, name } = this.#worker;
      const beside = leases.length - 1;
      const death = { wire: WIRE_VERSION, job: lease.id, ...named, worker, name, beside, reason, at };
      return [{ lease, death, number }];
    });
    if (deaths.length === 0) return;
    this.#work = this.#work.then(async () => {
      try {
        await this.#store(deaths);
      } catch (error) {
        if (!isOfServer(error)) throw error;
        this.#options.onEvent({
          type: 'note',
          text: `the death could not be stored, the trials come back to the queue by themselves: ${oneLine(error)}`,
        });
      }
    });
  }

  async #store(deaths: readonly { lease: Lease; death: Parameters<typeof storeDeath>[1]; number: number }[]) {
    const { url, access } = this.#options.settings;
    const link = new Link({ gone: () => {}, back: () => {} }, PAUSES);
    const { signal } = this.#over;
    const exchange = await link.insist(
      'read',
      () => openExchange(url, { ...access, times: queueTimes() }),
      signal,
    );
    try {
      for (const { lease, death, number } of deaths) {
        await link.insist('write', () => storeDeath(exchange.blobs, death, number), signal);
        await link.insist('queue', () => exchange.queue.giveBack(lease, 0), signal);
      }
    } finally {
      await exchange.close().catch(() => {});
    }
  }

  /** Lets what is under way come to its end, for some seconds. */
  async close(): Promise<void> {
    const deadline = setTimeout(() => this.#over.abort(), this.#options.atOnce.aborted ? 0 : FAREWELL);
    await this.#work.finally(() => clearTimeout(deadline));
  }
}

/** Run and trial of a job; null where its data cannot be read. */
function trialIn({ data }: Lease): { readonly run: string; readonly trial: string } | null {
  try {
    const { run, trial } = readJob(data);
    return { run, trial: trial.id };
  } catch (error) {
    if (error instanceof WireFault) return null;
    throw error;
  }
}
