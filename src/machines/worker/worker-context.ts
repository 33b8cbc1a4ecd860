/** Worker as its parts know it: the exchange and the calls to it, the trials in hand, and whether it stops. */
import { monotonicSeconds } from '../../clock.ts';
import type { Exchange } from '../queue/exchange.ts';
import { WIRE_VERSION } from '../wire/trial-job.ts';
import type { TrialLog } from '../wire/trial-log.ts';
import type { Hand } from './hand.ts';
import { type CallKind, Link } from './link.ts';
import type { WorkerEvent } from './worker-event.ts';
import { type Paces, selfOf, usualPaces, type WorkerOptions, type WorkerSelf } from './worker-options.ts';

/** Delay of a job whose run stops, in longest pauses. */
const STOPPED_FOR = 8;

export class WorkerContext {
  readonly exchange: Exchange;
  readonly self: WorkerSelf;
  readonly paces: Paces;
  readonly tell: (event: WorkerEvent) => void;
  readonly link: Link;
  /** Trials in hand by the ids of their jobs. */
  readonly hands = new Map<string, Hand>();
  /** Number of trials handed in. */
  handedIn = 0;
  /** First failure of the worker itself; null while there is none. */
  failure: unknown = null;
  /** Ends waits of the loop once the worker stops. */
  readonly #stopping = new AbortController();
  /** Ends tries of calls once a worker that stops has had its time. */
  readonly #over = new AbortController();
  #change = Promise.withResolvers<void>();

  constructor({ exchange, self, paces, onEvent }: WorkerOptions) {
    this.exchange = exchange;
    this.self = selfOf(self);
    this.paces = { ...usualPaces, ...paces };
    this.tell = onEvent ?? (() => {});
    this.link = new Link(
      {
        gone: (reason) => this.tell({ type: 'gone', reason }),
        back: (seconds) => this.tell({ type: 'back', seconds }),
      },
      { first: this.paces.retry, longest: this.paces.longestRetry },
    );
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Signal that is given once the worker stops. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Delay in milliseconds of a job whose run stops. */
  get stoppedFor(): number {
    return STOPPED_FOR * this.paces.longestRefusal;
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** Stops for a failure of the worker itself. The first one counts. */
  fail(error: unknown): void {
    this.failure ??= error;
    this.stop();
  }

  /** Ends all tries of calls. */
  giveUp(): void {
    this.#over.abort();
  }

  /** Makes a call until it is answered, or the time of a worker that stops is over. */
  insist<Answer>(kind: CallKind, act: () => Promise<Answer>): Promise<Answer> {
    return this.link.insist(kind, act, this.#over.signal);
  }

  /** Makes a call until it is answered, or the worker stops: for jobs that have not been begun. */
  unlessStopping<Answer>(kind: CallKind, act: () => Promise<Answer>): Promise<Answer> {
    return this.link.insist(kind, act, this.#stopping.signal);
  }

  /** Resolves at the next change of the trials in hand, or of the worker. */
  changed(): Promise<void> {
    return this.#change.promise;
  }

  /** Lets waits for a change look again. */
  wake(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }

  /** Log of a trial in hand, as it stands. */
  logOf({ lease, named, book }: Hand): TrialLog {
    const { worker, name, machine, genoprop } = this.self;
    const head = {
      job: named.job,
      trial: named.trial,
      attempt: lease.attempt,
      worker,
      name,
      machine,
      genoprop,
    };
    return { wire: WIRE_VERSION, ...head, ...book.course };
  }
}

/** Clock in milliseconds. */
export const now = (): number => 1000 * monotonicSeconds();
