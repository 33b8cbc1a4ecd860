/**
 * Trial under way on other machines: what has been emitted of it, and what a further log adds. Logs of different workers
 * are the same trial, so each goes on where the last one ended, by the MACs of its validations.
 */
import { createHash } from 'node:crypto';
import { toExactJson } from '../../formats/exact-json.ts';
import type { Snapshot } from '../../learners/learner.ts';
import type { PlayedEvent } from '../../tournament/players/player.ts';
import type { Checkpoint, Cost, TrialSpec } from '../../tournament/spec/tournament.ts';
import { STOPPED } from '../../tournament/trial/trial.ts';
import { untestedResult, unwrapSnapshot } from '../../tournament/trial/trial-state.ts';
import type { PlayedTrial } from '../wire/records.ts';
import {
  type LoggedCheckpoint,
  type LoggedEvent,
  newestSnapshot,
  reachedMacs,
  type TrialLog,
} from '../wire/trial-log.ts';
import { machineOf } from './machine-of.ts';

const NOTHING: Cost = { macs: 0, updates: 0, evaluations: 0, sequences: 0, seconds: 0 };

export class UnderWay {
  readonly trial: TrialSpec;
  /** Job's id and data. */
  readonly id: string;
  readonly data: string;
  /** Snapshot that the run file has; null for a trial from its beginning. */
  readonly from: Snapshot | null;
  /** Names of checkpoint logs that have been read. */
  readonly read = new Set<string>();
  /** True while a result of it is tested. */
  isTested = false;
  /** Number of results that were refused, and the last reason. */
  refused = 0;
  hasEnded = false;
  /** True where it has ended by `stop`, and is to go on another time. */
  isStopped = false;
  /** Machine that plays it, the worker's name first; null before any does. */
  machine: string | null = null;
  readonly #emit: (event: PlayedEvent) => void;
  readonly #settle: () => void;
  /** Hashes of the emitted validations, by their MACs. */
  readonly #told = new Map<number, string>();
  #hasStarted = false;
  #macs: number;
  #cost: Cost = NOTHING;
  #newest: Snapshot | null;

  constructor(
    trial: TrialSpec,
    { id, data }: { readonly id: string; readonly data: string },
    from: Snapshot | null,
    { emit, settle }: { emit(event: PlayedEvent): void; settle(): void },
  ) {
    this.trial = trial;
    this.id = id;
    this.data = data;
    this.from = from;
    this.#emit = emit;
    this.#settle = settle;
    this.#newest = from;
    this.#macs = from === null ? -1 : unwrapSnapshot(from).state.validatedAt;
  }

  /** MACs of the last validation that was emitted, or that the run file had before; -1 for none. */
  get reached(): number {
    return this.#macs;
  }

  get newest(): Snapshot | null {
    return this.#newest;
  }

  /** Takes note of the machine that plays it. */
  placed(machine: string): void {
    if (this.machine === machine || this.hasEnded) return;
    this.machine = machine;
    this.#emit({ type: 'placed', id: this.trial.id, machine });
  }

  /** Tells how far a worker says that it is. */
  progressed({ spent, macs, seconds, trainingLoss }: PlayedTrial): void {
    if (this.hasEnded || spent === null) return;
    const cost = { ...this.#cost, macs, seconds };
    this.#emit({
      ...{ type: 'progress', id: this.trial.id, cost, spent },
      trainingLoss: trainingLoss ?? Number.NaN,
    });
  }

  died(reason: string): void {
    if (!this.hasEnded) this.#emit({ type: 'retried', id: this.trial.id, reason });
  }

  /**
   * Emits what the log has beyond what was emitted. Where it contradicts that, all of it is emitted, which replaces
   * what was.
   * @returns MACs at which it contradicts; null where it does not
   */
  hear(log: Pick<TrialLog, 'from' | 'events' | 'name' | 'machine'>): number | null {
    const { from, events } = log;
    if (this.hasEnded) return null;
    const contradiction = this.#contradictionOf(from?.macs ?? -1, events);
    if (contradiction !== null) {
      this.#told.clear();
      this.#macs = from?.macs ?? -1;
    }
    const end = events.at(-1);
    if (end?.type === 'finished') this.placed(machineOf(log));
    for (const event of events) {
      if (event.type === 'started') this.#start(event);
      else if (event.type === 'checkpoint') this.#validate(event);
    }
    const newest = newestSnapshot({ from, events });
    if (newest !== null) this.#newest = newest;
    if (end?.type === 'finished') {
      this.hasEnded = true;
      this.#emit(end);
      this.#settle();
    }
    return contradiction;
  }

  /**
   * First validation that was emitted and that a log does not have so. A log has all of them beyond its beginning, but
   * for one of a failed trial, which may be shortened.
   */
  #contradictionOf(begin: number, events: readonly LoggedEvent[]): number | null {
    const found = new Map<number, string>();
    for (const event of events)
      if (event.type === 'checkpoint')
        found.set(event.checkpoint.cost.macs, hashOf(event.checkpoint, event.spent));
    const end = events.at(-1);
    const isWhole = end?.type === 'finished';
    const isShortened = isWhole && end.result.stop.reason === 'failed';
    const last = isWhole ? Number.POSITIVE_INFINITY : reachedMacs({ from: null, events });
    const others = [...this.#told].filter(([macs, told]) => {
      const other = found.get(macs);
      if (other === undefined) return !isShortened && macs > begin && macs <= last;
      return other !== told;
    });
    return others.length === 0 ? null : Math.min(...others.map(([macs]) => macs));
  }

  #start(event: Extract<PlayedEvent, { type: 'started' }>): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    this.#emit(event);
  }

  #validate(event: LoggedCheckpoint): void {
    const { checkpoint, spent } = event;
    if (checkpoint.cost.macs <= this.#macs) return;
    this.#macs = checkpoint.cost.macs;
    this.#cost = checkpoint.cost;
    this.#told.set(checkpoint.cost.macs, hashOf(checkpoint, spent));
    this.#emit(event);
  }

  /** Ends it as stopped, with its standing; one of which nothing has come stays as it is in the run file. */
  stop(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.isStopped = true;
    if (this.#hasStarted) {
      const state = this.#newest === null ? null : unwrapSnapshot(this.#newest).state;
      const result = untestedResult(this.trial, state, 'stopped', STOPPED);
      this.#emit({ type: 'finished', id: this.trial.id, result });
    }
    this.#settle();
  }

  /** Ends it as failed. */
  fail(detail: string): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const state = this.#newest === null ? null : unwrapSnapshot(this.#newest).state;
    const result = untestedResult(this.trial, state, 'failed', detail);
    this.#emit({ type: 'finished', id: this.trial.id, result });
    this.#settle();
  }
}

/** Hash of a validation without its seconds. */
function hashOf({ cost: { seconds: _, ...cost }, ...rest }: Checkpoint, spent: number): string {
  return createHash('sha256')
    .update(toExactJson([spent, cost, Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))]))
    .digest('base64');
}
