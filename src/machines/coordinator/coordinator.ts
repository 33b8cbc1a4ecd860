/**
 * Coordinator of a run: owns its trials, and plays them on the machines that meet at an exchange. One run has one
 * coordinator at a time; it may be another one in each session of the run.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { monotonicSeconds } from '../../clock.ts';
import type { Player } from '../../tournament/players/player.ts';
import type { Stage } from '../../tournament/run-tournament.ts';
import { defaultLimits, type TrialSpec } from '../../tournament/spec/tournament.ts';
import { trialsOf } from '../../tournament/spec/trials-of.ts';
import { version } from '../../version.ts';
import { groups, KEPT_SECONDS } from '../queue/blob-store.ts';
import type { Exchange } from '../queue/exchange.ts';
import type { needsReader } from '../wire/needs.ts';
import type { RunRecord } from '../wire/records.ts';
import { jobIdOf, type TrialJob, WIRE_VERSION, writeJob } from '../wire/trial-job.ts';
import { type Paces, usualPaces } from './paces.ts';
import { QueuePlayer } from './queue-player.ts';
import { putRecord, requireAlone } from './run-record.ts';
import { openTester, type Tester } from './tester.ts';

export interface CoordinatorOptions {
  readonly exchange: Exchange;
  /** Id of the run (`runIdOf`), and its title. */
  readonly run: string;
  readonly title: string;
  readonly needs: ReturnType<typeof needsReader>;
  /** Trials of the run, or as many of them as have all its tasks. */
  readonly trials: readonly TrialSpec[];
  /** Receives one line for each remark. */
  note(line: string): void;
  /** True to take results without testing their champions once more. Default: false. */
  readonly trustsWorkers?: boolean;
  /** True to send programs of tasks from files to workers, which must accept them. Default: false. */
  readonly sendsPlugins?: boolean;
  /** False to test champions of tasks from files on a thread of this process, and not in a child process. */
  readonly isolate?: boolean | undefined;
  readonly paces?: Partial<Paces>;
  /** Tester of champions. Default: a thread of this process. */
  readonly tester?: Tester;
}

export interface Coordinator {
  /** Opens the player of a tournament, or of one round of a tuning. */
  player(stage: Stage): Promise<Player>;
  /** Ends it. Trials that workers still have are to be stopped, where the run has not come to its end. */
  close(): Promise<void>;
}

/**
 * Opens the coordinator.
 * @throws UserError where another process coordinates the run, or a file of a task cannot be read
 * @throws RunError where the server cannot be reached
 */
export async function openCoordinator(options: CoordinatorOptions): Promise<Coordinator> {
  const paces = { ...usualPaces, ...options.paces };
  const programs = await programsOf(options);
  await requireAlone(options.exchange.blobs, options.run, paces.record);
  const coordinator = new RunCoordinator(options, paces, programs);
  await coordinator.begin();
  return coordinator;
}

class RunCoordinator implements Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #paces: Paces;
  readonly #id = randomUUID();
  /** Programs that are sent, by their SHA-256. */
  readonly #programs: ReadonlyMap<string, Uint8Array>;
  #state: RunRecord['state'] = 'open';
  #trials = { all: 0, ended: 0 };
  #timer: NodeJS.Timeout | undefined;
  #tester: Tester | null = null;

  constructor(options: CoordinatorOptions, paces: Paces, programs: ReadonlyMap<string, Uint8Array>) {
    this.#options = options;
    this.#paces = paces;
    this.#programs = programs;
  }

  async begin(): Promise<void> {
    await this.#write();
    this.#timer = setInterval(() => {
      // The player tells of a server that is away.
      this.#write().catch(() => {});
    }, this.#paces.record);
    this.#timer.unref();
  }

  async player({ spec, finished }: Stage): Promise<Player> {
    const { exchange, run, title, needs, trustsWorkers = false, isolate, note } = this.#options;
    const limits = spec.limits ?? defaultLimits;
    const isMine = trialsOf(spec).filter(({ id }) => finished.has(id)).length;
    this.#trials = { all: trialsOf(spec).length, ended: isMine };
    this.#tester ??= trustsWorkers ? null : (this.#options.tester ?? openTester({ limits, isolate }));
    return new QueuePlayer({
      ...{ exchange, run, tester: this.#tester, paces: this.#paces },
      now: () => 1000 * monotonicSeconds(),
      note: (line) => note(line),
      jobOf: async (trial) => {
        const { needs: needed, trial: travelling } = await needs(trial);
        const job: TrialJob = { wire: WIRE_VERSION, run, title, trial: travelling, limits, needs: needed };
        return { id: jobIdOf(job), data: writeJob(job) };
      },
      tell: async (state) => {
        this.#state = state;
        await this.#write();
      },
      restore: () => this.#send(),
      ended: () => {
        this.#trials = { ...this.#trials, ended: this.#trials.ended + 1 };
      },
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    const isDone = this.#state !== 'stopping' && this.#trials.ended >= this.#trials.all;
    const late = pause(this.#paces.farewell, undefined, { ref: false });
    await Promise.race([(isDone ? this.#remove() : this.#leave()).catch(() => {}), late]);
    await this.#tester?.close();
  }

  async #remove(): Promise<void> {
    const { exchange, run } = this.#options;
    await exchange.blobs.remove(groups.runs, [run]);
    if (this.#programs.size > 0)
      await exchange.blobs.remove(groups.programs(run), [...this.#programs.keys()]);
  }

  async #leave(): Promise<void> {
    this.#state = 'closed';
    await this.#write();
  }

  /** Puts the programs that the store lacks into it. */
  async #send(): Promise<void> {
    if (this.#programs.size === 0) return;
    const { exchange, run } = this.#options;
    const group = groups.programs(run);
    const there = new Set(await exchange.blobs.names(group));
    for (const [name, bytes] of this.#programs)
      if (!there.has(name)) await exchange.blobs.put(group, name, bytes, KEPT_SECONDS);
  }

  #write(): Promise<void> {
    const { exchange, run, title } = this.#options;
    return putRecord(exchange.blobs, {
      ...{ wire: WIRE_VERSION, run, title, genoprop: version(), coordinator: this.#id },
      ...{ state: this.#state, trials: this.#trials },
    });
  }
}

/** Programs of the tasks that are to be sent, by their SHA-256. Reads the needs of each task, so that faults show now. */
async function programsOf({
  needs,
  trials,
  sendsPlugins = false,
}: CoordinatorOptions): Promise<ReadonlyMap<string, Uint8Array>> {
  const programs = new Map<string, Uint8Array>();
  for (const trial of new Map(trials.map((one) => [one.task.label, one])).values()) {
    const { needs: needed, plugin } = await needs(trial);
    if (sendsPlugins && plugin !== null) programs.set(needed.plugin!.sha256, await readFile(plugin));
  }
  return programs;
}
