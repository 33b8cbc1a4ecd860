/**
 * A tournament over machines as processes: coordinator, workers, and a Redis server behind a proxy, all of which can be
 * killed, stopped and cut off. Looks into the store and the run file tell when to do so; nothing waits for a time.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import { groups } from '../../../src/machines/queue/blob-store.ts';
import { openExchange } from '../../../src/machines/queue/connect.ts';
import type { Exchange } from '../../../src/machines/queue/exchange.ts';
import type { JobState, QueueTimes } from '../../../src/machines/queue/queue.ts';
import { checkpointsOf } from '../../../src/machines/wire/blob-names.ts';
import { openLog } from '../../../src/machines/wire/pack-log.ts';
import { type PlayedTrial, readWorkerRecord, type WorkerRecord } from '../../../src/machines/wire/records.ts';
import { isUnmade } from '../../../src/store/run-file.ts';
import { type Ended, finish, pause, type Running, start } from '../cli/process.ts';
import { openProxy, type TcpProxy } from './proxy.ts';
import { type RedisServer, startRedis } from './redis.ts';
import { comparableRun } from './tiny-run.ts';

/** A lease that a busy machine renews in time, and whose end a test can wait for. */
export const shortTimes: QueueTimes = { lease: 1500, check: 300 };

/** Milliseconds after which a wait is given up: far more than any takes. */
const PATIENCE = 60_000;
const BETWEEN_LOOKS = 25;

export interface WorkerProcess extends Running {
  readonly name: string;
  /** Signals the worker and all processes that it has started. */
  signal(signal: NodeJS.Signals): void;
}

/** Resolves once the condition holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
    await pause(BETWEEN_LOOKS);
  }
}

export class Scene {
  readonly folder: string;
  readonly redis: RedisServer;
  readonly #proxies: TcpProxy[] = [];
  readonly #workers = new Map<string, WorkerProcess>();
  readonly #others: Running[] = [];
  #exchange: Exchange | null = null;

  private constructor(folder: string, redis: RedisServer) {
    this.folder = folder;
    this.redis = redis;
  }

  static async open(): Promise<Scene> {
    const folder = mkdtempSync(join(tmpdir(), 'genoprop-machines-'));
    return new Scene(folder, await startRedis({ aof: true }));
  }

  at(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, text: string): void {
    writeFileSync(this.at(name), text);
  }

  /** Starts a worker of one thread, unless one of that name is there. @param url of the server as it reaches it */
  worker(name: string, url = this.redis.url): WorkerProcess {
    const known = this.#workers.get(name);
    if (known !== undefined && known.child.exitCode === null && known.child.signalCode === null) return known;
    const args = ['worker', '--connect', url, '--threads', '1', '--name', name];
    const running = start(args, { ...this.#surroundings(), isGroup: true });
    const { pid } = running.child;
    const worker = {
      ...running,
      name,
      signal: (signal: NodeJS.Signals) => void process.kill(-pid!, signal),
    };
    this.#workers.set(name, worker);
    return worker;
  }

  /** Starts the coordinator, or any other command. */
  start(args: readonly string[]): Running {
    const running = start(args, this.#surroundings());
    this.#others.push(running);
    return running;
  }

  finish(args: readonly string[]): Promise<Ended> {
    return finish(args, this.#surroundings());
  }

  async proxy(): Promise<TcpProxy> {
    const proxy = await openProxy(this.redis.port);
    this.#proxies.push(proxy);
    return proxy;
  }

  #surroundings() {
    const { lease, check } = shortTimes;
    return { cwd: this.folder, environment: { GENOPROP_QUEUE_TIMES: `${lease},${check}` } };
  }

  /** The store, as a process beside the others sees it. */
  async #look<T>(read: (exchange: Exchange) => Promise<T>, otherwise: T): Promise<T> {
    try {
      this.#exchange ??= await openExchange(this.redis.url, { patience: 100 });
      return await read(this.#exchange);
    } catch {
      // The server is away.
      return otherwise;
    }
  }

  /** Records of the workers that are there. */
  records(): Promise<readonly WorkerRecord[]> {
    return this.#look(async ({ blobs }) => {
      const names = await blobs.names(groups.workers);
      const all = await Promise.all(names.map((name) => blobs.get(groups.workers, name)));
      return all.flatMap((bytes) => (bytes === null ? [] : [readWorkerRecord(bytes)]));
    }, []);
  }

  /** Record of the worker of that name: the newest, since that of a killed one stays for a while. */
  async record(name: string): Promise<WorkerRecord | undefined> {
    const records = (await this.records()).filter((one) => one.name === name);
    return records.sort((one, other) => (one.at < other.at ? 1 : -1))[0];
  }

  /** Trials that the worker of that name plays. */
  async playedBy(name: string): Promise<readonly PlayedTrial[]> {
    return (await this.record(name))?.trials ?? [];
  }

  /** MACs of the newest checkpoint of a trial in the store; 0 where there is none. */
  reached(runId: string, { job, trial }: PlayedTrial): Promise<number> {
    return this.#look(async ({ blobs }) => {
      const group = groups.checkpoints(runId);
      const [newest] = checkpointsOf(await blobs.names(group), job);
      const bytes = newest === undefined ? null : await blobs.get(group, newest.name);
      if (bytes === null) return 0;
      const events = openLog(bytes, { job, trial }).events;
      return Math.max(0, ...events.map((one) => (one.type === 'checkpoint' ? one.checkpoint.cost.macs : 0)));
    }, 0);
  }

  /** Run id of the jobs in the queue that are of no run in `others`; null while there are none. */
  runId(others: ReadonlySet<string>): Promise<string | null> {
    return this.#look(async ({ queue }) => {
      for (const id of (await queue.states('t-')).keys()) {
        const run = id.split('-')[1]!;
        if (!others.has(run)) return run;
      }
      return null;
    }, null);
  }

  /** Jobs of a run in the queue; empty while the server is away. */
  jobs(runId: string): Promise<ReadonlyMap<string, JobState>> {
    return this.#look(({ queue }) => queue.states(`t-${runId}-`), new Map());
  }

  /** Number of trials that have ended in the run file. */
  ended(run: string): number {
    if (isUnmade(this.at(run))) return 0;
    const database = new DatabaseSync(this.at(run), { readOnly: true });
    try {
      return Number(database.prepare("SELECT count(*) AS n FROM trials WHERE state = 'finished'").get()!.n);
    } finally {
      database.close();
    }
  }

  content(run: string): ReadonlyMap<string, string> {
    return comparableRun(this.at(run));
  }

  /** Copies the server's append-only file, as a disk would hold it after a power cut. */
  keepDisk(): void {
    cpSync(join(this.redis.folder, 'appendonlydir'), this.at('disk'), { recursive: true });
  }

  /** Kills the server and starts it with what `keepDisk` has kept. Gives the number of bytes that its file has lost. */
  async setDiskBack(): Promise<number> {
    await this.redis.kill();
    const folder = join(this.redis.folder, 'appendonlydir');
    const lost = bytesIn(folder) - bytesIn(this.at('disk'));
    rmSync(folder, { recursive: true });
    cpSync(this.at('disk'), folder, { recursive: true });
    await this.redis.restart();
    return lost;
  }

  /** Empties the server, and gives the number of keys that it had. */
  empty(): number {
    const script = "local keys = redis.call('dbsize') redis.call('flushall') return keys";
    return Number(this.redis.cli('eval', script, '0'));
  }

  async close(): Promise<void> {
    for (const worker of this.#workers.values()) {
      try {
        worker.signal('SIGKILL');
      } catch {
        // Its group is gone.
      }
    }
    for (const { child } of this.#others) child.kill('SIGKILL');
    await this.#exchange?.close();
    for (const proxy of this.#proxies) await proxy.close();
    await this.redis.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
