/** Trials in the hands of a worker: each is played, alone or beside others, and its result or its checkpoint stored. */
import { monotonicSeconds } from '../../clock.ts';
import { oneLine, UserError } from '../../errors.ts';
import type { PlayedEvent } from '../../tournament/players/player.ts';
import type { Lease } from '../queue/queue.ts';
import { endOf } from '../wire/trial-log.ts';
import { uploadCheckpoint } from './checkpoint-upload.ts';
import type { Hand } from './hand.ts';
import type { Intake } from './job-intake.ts';
import { isOfServer } from './link.ts';
import type { Players } from './players.ts';
import { handInFailure, handInResult } from './result-hand-in.ts';
import type { WorkerContext } from './worker-context.ts';

export interface PlayParts {
  readonly players: Players;
  /** Plays a trial in a process of its own; undefined where none can. */
  readonly playApart: ((lease: Lease) => Promise<void>) | undefined;
}

export class TrialsInHand {
  readonly #worker: WorkerContext;
  readonly #parts: PlayParts;
  /** Trials that processes of their own play. */
  readonly #apart = new Map<string, Promise<void>>();
  /** Ends of trials in hand. */
  readonly #ends = new Set<Promise<void>>();
  #idleSince = monotonicSeconds();

  constructor(worker: WorkerContext, parts: PlayParts) {
    this.#worker = worker;
    this.#parts = parts;
  }

  /** Number of trials that processes of their own play. */
  get apart(): number {
    return this.#apart.size;
  }

  get isIdle(): boolean {
    return this.#worker.hands.size + this.#apart.size === 0;
  }

  /** Clock in seconds at which the last trial ended. */
  get idleSince(): number {
    return this.#idleSince;
  }

  /** Resolves when all have ended. */
  async untilEnded(): Promise<void> {
    await Promise.all([...this.#ends, ...this.#apart.values()]);
  }

  /** Goes on with a job as its intake says. */
  begin(lease: Lease, intake: Intake): void {
    if (intake.type === 'play') {
      const { hand } = intake;
      const { named, job, book } = hand;
      const macs = book.reached < 0 ? null : book.reached;
      this.#worker.tell({ type: 'taken', named, title: job.title, attempt: lease.attempt, macs });
      this.#hold(hand, () => this.#play(hand));
    } else if (intake.type === 'failed') {
      this.#hold(intake.hand, () => handInFailure(this.#worker, intake.hand, intake.detail));
    } else if (intake.type === 'apart') {
      this.#worker.tell({ type: 'apart', named: intake.named });
      this.#playApart(lease, this.#parts.playApart!);
    }
  }

  /** Tells that a job is no longer looked at, where it is not in hand. */
  releaseUnlessHeld(job: string): void {
    if (!this.#worker.hands.has(job)) this.#worker.tell({ type: 'released', job });
  }

  /** Plays the trial and brings its result, or its checkpoint, to the store. */
  async #play(hand: Hand): Promise<void> {
    const worker = this.#worker;
    const { job, trial, named, book } = hand;
    const begun = { run: job.run, limits: job.limits, trial };
    try {
      await this.#parts.players.play(begun, book.snapshot, (event) => this.#hear(hand, event));
    } catch (error) {
      hand.giveBack ??= { reason: oneLine(error), delay: worker.paces.refusal };
      // A wrong trial is no failure of the worker: it would end each worker that takes it.
      if (!(error instanceof UserError)) worker.fail(error);
    }
    // Its thread is free, before the result is delivered.
    worker.wake();
    if (endOf(book.course) !== null) return handInResult(worker, hand);
    const { reason, delay } = hand.giveBack ?? { reason: 'its threads were ended', delay: 0 };
    await uploadCheckpoint(worker, hand, true);
    await worker.insist('queue', () => worker.exchange.queue.giveBack(hand.lease, delay));
    worker.tell({ type: 'given back', named, reason });
  }

  #hear(hand: Hand, event: PlayedEvent): void {
    if (event.type === 'progress') hand.progressed(event);
    else if (event.type === 'retried') {
      this.#worker.tell({ type: 'retried', named: hand.named, reason: event.reason });
    } else hand.book.hear(event);
  }

  /** Plays the job in a process of its own. */
  #playApart(lease: Lease, playApart: (lease: Lease) => Promise<void>): void {
    const played = playApart(lease)
      .catch((error: unknown) => {
        this.#worker.tell({ type: 'note', text: oneLine(error) });
      })
      .finally(() => {
        this.#apart.delete(lease.id);
        this.#idleSince = monotonicSeconds();
        this.#worker.wake();
      });
    this.#apart.set(lease.id, played);
  }

  /** Has the trial in hand until `act` has ended. */
  #hold(hand: Hand, act: () => Promise<void>): void {
    const worker = this.#worker;
    const { job } = hand.named;
    worker.hands.set(job, hand);
    const end = act()
      .then(() => {
        worker.hands.delete(job);
        this.releaseUnlessHeld(job);
      })
      .catch((error: unknown) => {
        // Once the worker's time is over, what could not be delivered stays in hand.
        if (!isOfServer(error)) worker.fail(error);
        else if (hand.phase === 'playing') {
          const text = `${hand.named.trial}: could not be given back; others get it when its lease has run out`;
          worker.tell({ type: 'note', text });
        }
      })
      .finally(() => {
        this.#ends.delete(end);
        this.#idleSince = monotonicSeconds();
        worker.wake();
      });
    this.#ends.add(end);
  }
}
