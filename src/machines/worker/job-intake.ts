/**
 * Intake of jobs: looks at a job that was taken, with what the store has of it, and says how it goes on. One that is not
 * to be played here goes back to the queue.
 */
import { groups } from '../queue/blob-store.ts';
import type { Lease } from '../queue/queue.ts';
import { checkpointsOf, parseResultName } from '../wire/blob-names.ts';
import { openLog } from '../wire/pack-log.ts';
import { readJob, type TrialJob } from '../wire/trial-job.ts';
import { WireFault } from '../wire/wire-fault.ts';
import { deathsAt } from './deaths.ts';
import type { Judge } from './fit.ts';
import { type Begun, Hand } from './hand.ts';
import { isOfServer } from './link.ts';
import type { Players } from './players.ts';
import type { Refusals } from './refusals.ts';
import { readState } from './run-states.ts';
import { now, type WorkerContext } from './worker-context.ts';
import type { NamedTrial } from './worker-event.ts';

/** Way in which a job goes on. */
export type Intake =
  /** Job that is given back. */
  | { readonly type: 'declined' }
  /** Job with nothing left to be done: its trial is in hand already, or its result was in the store. */
  | { readonly type: 'settled' }
  | { readonly type: 'play'; readonly hand: Hand }
  /** Job to be played in a process of its own, since one has died at it. */
  | { readonly type: 'apart'; readonly named: NamedTrial }
  /** Job whose trial has failed, for it has ended too many processes. */
  | { readonly type: 'failed'; readonly hand: Hand; readonly detail: string };

const DECLINED: Intake = { type: 'declined' };
const SETTLED: Intake = { type: 'settled' };

export interface IntakeParts {
  readonly judge: Judge;
  readonly players: Players;
  readonly refusals: Refusals;
  /** True where a trial can be played in a process of its own. */
  readonly playsApart: boolean;
}

export class JobIntake {
  readonly #worker: WorkerContext;
  readonly #parts: IntakeParts;
  #adapter: string | null = null;

  constructor(worker: WorkerContext, parts: IntakeParts) {
    this.#worker = worker;
    this.#parts = parts;
  }

  /** Adapter of the last job that asked for one; null before. */
  get adapter(): string | null {
    return this.#adapter;
  }

  /** Says how the job goes on. One that is declined has been given back, or comes back to the queue by itself. */
  async look(lease: Lease): Promise<Intake> {
    try {
      return await this.#look(lease);
    } catch (error) {
      if (!isOfServer(error)) throw error;
      return DECLINED;
    }
  }

  async #look(lease: Lease): Promise<Intake> {
    const worker = this.#worker;
    const { judge, players, refusals, playsApart } = this.#parts;
    const known = worker.hands.get(lease.id);
    if (known !== undefined) {
      // Its lease had run out, and nobody else has taken it.
      Object.assign(known, { lease, isHeld: true });
      return SETTLED;
    }
    if (worker.isStopping) return this.#decline(lease, 0);
    let job: TrialJob;
    try {
      job = readJob(lease.data);
    } catch (error) {
      if (!(error instanceof WireFault)) throw error;
      const nameless = { job: lease.id, run: runIn(lease.id), trial: lease.id };
      return this.#refuse(lease, nameless, `cannot read it: ${error.message}`);
    }
    const { run, trial } = job;
    const named: NamedTrial = { job: lease.id, run, trial: trial.id };
    // Asked together: a trial may be shorter than four answers on their way.
    const [state, hasResult, deaths, begun] = await Promise.all([
      worker.unlessStopping('read', () => readState(worker, run)),
      this.#hasResult(named),
      worker.unlessStopping('read', () => deathsAt(worker.exchange.blobs, named)),
      this.#begun(named),
    ]);
    if (state === 'stopping') return this.#decline(lease, worker.stoppedFor);
    if (state === 'paused') return this.#decline(lease, worker.paces.refusal);
    const fit = await judge(job);
    if ('reason' in fit) return this.#refuse(lease, named, fit.reason);
    refusals.forget(lease.id);
    this.#adapter = fit.adapter ?? this.#adapter;
    if (hasResult) {
      await worker.unlessStopping('queue', () => worker.exchange.queue.handIn(lease));
      return SETTLED;
    }
    const inHand = (): Hand => new Hand(lease, job, fit.trial, begun, now());
    if (deaths.isFatal) return { type: 'failed', hand: inHand(), detail: deaths.detail };
    if (deaths.count > 0 && playsApart) return { type: 'apart', named };
    if (!(await players.fits({ run, limits: job.limits, trial: fit.trial }))) return this.#decline(lease, 0);
    return { type: 'play', hand: inHand() };
  }

  /** Newest checkpoint in the store that can be read; null where there is none. */
  async #begun({ job, run, trial }: NamedTrial): Promise<Begun | null> {
    const worker = this.#worker;
    const { blobs } = worker.exchange;
    const group = groups.checkpoints(run);
    const names = await worker.unlessStopping('read', () => blobs.names(group));
    for (const { name } of checkpointsOf(names, job)) {
      const bytes = await worker.unlessStopping('read', () => blobs.get(group, name));
      if (bytes === null) continue;
      try {
        const { from, events } = openLog(bytes, { job, trial });
        return { name, course: { from, events } };
      } catch (error) {
        if (!(error instanceof WireFault)) throw error;
        worker.tell({ type: 'note', text: `${trial}: a checkpoint cannot be read: ${error.message}` });
      }
    }
    return null;
  }

  async #hasResult({ job, run }: NamedTrial): Promise<boolean> {
    const { blobs } = this.#worker.exchange;
    const names = await this.#worker.unlessStopping('read', () => blobs.names(groups.results(run)));
    return names.some((name) => parseResultName(name)?.job === job);
  }

  async #refuse(lease: Lease, named: NamedTrial, text: string): Promise<Intake> {
    // It may quote a job, whose names have any length; a record of the worker has limits.
    const reason = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
    const isNew = this.#parts.refusals.add({ ...named, reason });
    if (isNew) this.#worker.tell({ type: 'refused', named, reason });
    return this.#decline(lease, this.#worker.paces.refusal);
  }

  /** Gives a job back that has not been begun. */
  async #decline(lease: Lease, milliseconds: number): Promise<Intake> {
    const { queue } = this.#worker.exchange;
    await this.#worker.unlessStopping('queue', () => queue.giveBack(lease, milliseconds));
    return DECLINED;
  }
}

/** Most characters of the reason of a refusal. */
const MOST_CHARACTERS = 1000;

/** Run of a job whose data cannot be read, from its id; zeros where that has none. */
const runIn = (job: string): string => /^t-([0-9a-f]{12})-/.exec(job)?.[1] ?? '0'.repeat(12);
