/** Page's end of a web worker: requests that are answered, events of the trial that is played, orders to it. */
import type { Ask, Asks, Begin, Order, Reply, ToldEvent } from './messages.ts';

/** The part of a `Worker` that is used, so that tests can do without a browser. */
export interface WorkerLike {
  postMessage(message: unknown): void;
  terminate(): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message?: string; preventDefault?(): void }) => void) | null;
}

/** Request that the worker refuses: what is written wrongly, in one line; or a fault of the program itself. */
export class Refused extends Error {
  readonly isFault: boolean;

  constructor(text: string, isFault: boolean) {
    super(text);
    this.isFault = isFault;
  }
}

export interface Hooks {
  /** The kernels are there. */
  ready(): void;
  /** The worker cannot work at all, with the reason. */
  lacks(reason: string): void;
  /** The worker has worked, and has failed: another can take its place. */
  lost(): void;
}

interface Waiting {
  answer(value: unknown): void;
  refuse(error: Refused): void;
  hear(event: ToldEvent): void;
}

export interface Asked<Name extends Ask> {
  readonly id: number;
  readonly answer: Promise<Asks[Name]['answer']>;
}

export class Port {
  readonly #worker: WorkerLike;
  readonly #hooks: Hooks;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #isReady = false;
  #isEnded = false;
  /** Messages that wait for the first one; null once it is sent. */
  #early: unknown[] | null = [];

  constructor(open: () => WorkerLike, begin: Promise<Begin>, hooks: Hooks) {
    this.#hooks = hooks;
    this.#worker = open();
    this.#worker.onmessage = ({ data }) => this.#hear(data as Reply);
    this.#worker.onerror = (event) => {
      event.preventDefault?.();
      this.#fail(`The web worker has failed: ${event.message || 'it could not be loaded'}`);
    };
    begin.then(
      (first) => this.#sendFirst(first),
      (error: unknown) => this.#fail(`The kernels cannot be unpacked: ${String(error)}`),
    );
  }

  /** Sends a request. Its answer is refused with `Refused`. */
  ask<Name extends Ask>(
    ask: Name,
    given: Asks[Name]['given'],
    hear: (event: ToldEvent) => void = () => {},
  ): Asked<Name> {
    this.#last += 1;
    const id = this.#last;
    const answer = new Promise<Asks[Name]['answer']>((resolve, reject) => {
      this.#waiting.set(id, {
        answer: (value) => resolve(value as Asks[Name]['answer']),
        ...{ refuse: reject, hear },
      });
    });
    if (this.#isEnded) this.#refuseAll('The web worker has been ended', false);
    else this.#send({ ...given, id, ask });
    return { id, answer };
  }

  /** Gives an order to the trial whose request has that id. */
  order(id: number, order: Order['order']): void {
    this.#send({ id, order } satisfies Order);
  }

  /** Ends the worker, whatever it does. Requests that wait are refused. */
  end(): void {
    this.#isEnded = true;
    this.#worker.terminate();
    this.#refuseAll('The web worker has been ended', false);
  }

  #send(message: unknown): void {
    if (this.#early === null) this.#worker.postMessage(message);
    else this.#early.push(message);
  }

  #sendFirst(begin: Begin): void {
    this.#worker.postMessage(begin);
    for (const message of this.#early ?? []) this.#worker.postMessage(message);
    this.#early = null;
  }

  #hear(reply: Reply): void {
    if ('ready' in reply) {
      this.#isReady = reply.ready;
      if (reply.ready) this.#hooks.ready();
      else this.#fail(reply.refused);
      return;
    }
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) return;
    if ('event' in reply) {
      waiting.hear(reply.event);
      return;
    }
    this.#waiting.delete(reply.id);
    if ('refused' in reply) waiting.refuse(new Refused(reply.refused, reply.fault));
    else waiting.answer(reply.answer);
  }

  #fail(reason: string): void {
    if (this.#isReady) {
      this.#isEnded = true;
      this.#worker.terminate();
      this.#hooks.lost();
    } else this.#hooks.lacks(reason);
    this.#refuseAll(reason, true);
  }

  #refuseAll(reason: string, isFault: boolean): void {
    for (const one of this.#waiting.values()) one.refuse(new Refused(reason, isFault));
    this.#waiting.clear();
  }
}
