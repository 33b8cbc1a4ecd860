/**
 * A tournament over machines in one process: coordinator and workers on one exchange in memory, each over a connection
 * of its own that can fail, and the server's contents, which can be lost or set back.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { RunError } from '../../../src/errors.ts';
import { openCoordinator } from '../../../src/machines/coordinator/coordinator.ts';
import type { Tester } from '../../../src/machines/coordinator/tester.ts';
import { memoryExchange, newShelves, type Shelves } from '../../../src/machines/queue/memory.ts';
import type { QueueTimes } from '../../../src/machines/queue/queue.ts';
import { needsReader } from '../../../src/machines/wire/needs.ts';
import { runWorker } from '../../../src/machines/worker/run-worker.ts';
import type { Paces } from '../../../src/machines/worker/worker-options.ts';
import { openSessionRun } from '../../../src/store/session-run.ts';
import { runTournament } from '../../../src/tournament/run-tournament.ts';
import type { TournamentSpec } from '../../../src/tournament/spec/tournament.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { about } from '../store/example-run.ts';
import { quick } from './coordinated.ts';
import { type FaultyExchange, faultyExchange } from './faulty-exchange.ts';
import { inThreadPlayer } from './in-thread-player.ts';

export const times: QueueTimes = { lease: 200, check: 40 };
const paces: Paces = {
  ...{ take: 20, record: 30, checkpoint: 1, retry: 5, longestRetry: 20 },
  ...{ refusal: 10, longestRefusal: 30, goodbye: 100, idlePlayer: 1000 },
};

/** Server in memory, whose contents can be lost. */
export class MemoryServer {
  readonly shelves: Shelves = newShelves();
  /** Number of calls so far: the clock of a test, in place of time. */
  calls = 0;
  readonly #connections = new Set<FaultyExchange>();

  connect(): FaultyExchange {
    const exchange = faultyExchange(memoryExchange(times, this.shelves), () => void this.calls++);
    this.#connections.add(exchange);
    return exchange;
  }

  /** Resolves once so many further calls have been answered, or none are any more. */
  async after(calls: number): Promise<void> {
    const end = this.calls + calls;
    for (let before = -1; this.calls < end && this.calls !== before; ) {
      before = this.calls;
      for (let looks = 0; looks < 50 && this.calls < end; looks++) await pause(2);
    }
  }

  empty(): void {
    this.shelves.jobs.clear();
    this.shelves.blobs.clear();
  }

  /** Copy of the contents, as a disk would have it. */
  copy(): () => void {
    const jobs = [...this.shelves.jobs].map(([id, held]) => [id, { ...held }] as const);
    const blobs = [...this.shelves.blobs].map(([group, held]) => [group, new Map(held)] as const);
    return () => {
      this.empty();
      for (const [id, held] of jobs) this.shelves.jobs.set(id, { ...held });
      for (const [group, held] of blobs) this.shelves.blobs.set(group, new Map(held));
    };
  }
}

/** Worker of one thread on that server. */
export class LocalWorker {
  readonly exchange: FaultyExchange;
  readonly ended: Promise<unknown>;
  readonly #signal = new AbortController();

  constructor(server: MemoryServer, name: string) {
    this.exchange = server.connect();
    this.ended = runWorker({
      exchange: this.exchange,
      openPlayer: async () => inThreadPlayer(),
      self: { name },
      signal: this.#signal.signal,
      ...{ times, paces },
    });
  }

  /** Stops it: it stores its checkpoints and gives its trials back. */
  async stop(): Promise<void> {
    this.#signal.abort();
    await this.ended;
  }

  /** Kills it: nothing of it reaches the server any more. */
  async kill(): Promise<void> {
    this.exchange.kill();
    await this.stop();
  }
}

export interface CoordinatedRun {
  readonly path: string;
  readonly spec: TournamentSpec;
  readonly id: string;
  readonly tester: Tester;
  /** Numbers of ends that were recorded, by trial. */
  readonly ends: Map<string, number>;
  readonly notes: string[];
}

/** One session of a coordinator on that server. */
export class LocalCoordinator {
  readonly exchange: FaultyExchange;
  /** True where the run has come to its end; false where it was ended before, or the server was away at its start. */
  readonly ended: Promise<boolean>;
  hasEnded = false;
  readonly #signal = new AbortController();
  #isDead = false;
  #close = (): void => {};

  constructor(server: MemoryServer, run: CoordinatedRun) {
    this.exchange = server.connect();
    this.ended = this.#play(run)
      .catch((error: unknown) => {
        if (error instanceof RunError) return false;
        throw error;
      })
      .finally(() => {
        this.hasEnded = true;
      });
    this.ended.catch(() => {});
  }

  async #play({ path, spec, id, tester, ends, notes }: CoordinatedRun): Promise<boolean> {
    const coordinator = await openCoordinator({
      ...{ exchange: this.exchange, run: id, title: 'a run', needs: needsReader(null) },
      ...{ trials: trialsOf(spec), note: (line: string) => void notes.push(line), paces: quick },
      tester: { ...tester, close: async () => {} },
    });
    if (this.#isDead) return false;
    const { run, past } = openSessionRun(path, spec, about);
    this.#close = () => run.close();
    let isDone = false;
    try {
      const events = runTournament(spec, {
        player: (stage) => coordinator.player(stage),
        signal: this.#signal.signal,
        resume: past.resume,
        finished: new Set(past.finished.keys()),
      });
      for await (const event of events) {
        if (this.#isDead) continue;
        run.record(event);
        if (event.type === 'done') isDone = !event.stopped;
        if (event.type === 'finished' && event.result.stop.reason !== 'stopped')
          ends.set(event.id, (ends.get(event.id) ?? 0) + 1);
      }
    } finally {
      if (!this.#isDead) run.close();
      await coordinator.close();
    }
    return isDone;
  }

  /** Stops it, as Ctrl-C does. */
  async stop(): Promise<void> {
    this.#signal.abort();
    await this.ended.catch(() => {});
  }

  /** Kills it: nothing of it reaches the server or the run file any more. */
  kill(): void {
    if (this.hasEnded) return;
    this.#isDead = true;
    this.#close();
    this.exchange.kill();
    this.#signal.abort();
  }
}
