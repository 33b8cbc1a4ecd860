/**
 * Link to the server of queue and store: its calls, with a watch over whether it answers. While it does not, calls that
 * must come through are tried again, with growing pauses; trials play on meanwhile.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { monotonicSeconds } from '../../clock.ts';
import { oneLine, RunError, UserError } from '../../errors.ts';

export interface LinkEvents {
  gone(reason: string): void;
  /** @param seconds for which the server did not answer */
  back(seconds: number): void;
}

/** Pauses between tries in milliseconds: the first, and the longest. Each is twice the one before. */
export interface LinkPauses {
  readonly first: number;
  readonly longest: number;
}

/** Kinds of calls. The server is back once each kind that failed has been answered. */
export type CallKind = 'queue' | 'read' | 'write';

export class Link {
  readonly #events: LinkEvents;
  readonly #pauses: LinkPauses;
  /** Kinds whose last call failed. */
  readonly #failing = new Set<CallKind>();
  #goneAt: number | null = null;
  #reason = '';

  constructor(events: LinkEvents, pauses: LinkPauses) {
    this.#events = events;
    this.#pauses = pauses;
  }

  /** True where the last call of that kind failed. */
  fails(kind: CallKind): boolean {
    return this.#failing.has(kind);
  }

  /**
   * Makes a call once.
   * @throws RunError where the server does not answer
   */
  async call<Answer>(kind: CallKind, act: () => Promise<Answer>): Promise<Answer> {
    try {
      const answer = await act();
      this.#answered(kind);
      return answer;
    } catch (error) {
      if (!isOfServer(error)) throw error;
      this.#failed(kind, oneLine(error));
      throw error;
    }
  }

  /** Answer of a call, or `otherwise` where the server does not answer. */
  async attempt<Answer, Other>(
    kind: CallKind,
    act: () => Promise<Answer>,
    otherwise: Other,
  ): Promise<Answer | Other> {
    try {
      return await this.call(kind, act);
    } catch (error) {
      if (!isOfServer(error)) throw error;
      return otherwise;
    }
  }

  /**
   * Makes a call until it is answered.
   * @param signal ends the tries
   * @throws RunError the last failure, once the signal is given
   */
  async insist<Answer>(kind: CallKind, act: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
    for (let wait = this.#pauses.first; ; wait = Math.min(2 * wait, this.#pauses.longest)) {
      // Where the signal has been given, a server that does not answer is not waited for again.
      if (signal.aborted && this.#failing.size > 0) throw new RunError(this.#reason);
      try {
        return await this.call(kind, act);
      } catch (error) {
        if (signal.aborted || !isOfServer(error)) throw error;
        await pause(wait, undefined, { signal }).catch(() => {});
        if (signal.aborted) throw error;
      }
    }
  }

  #answered(kind: CallKind): void {
    this.#failing.delete(kind);
    if (this.#goneAt === null || this.#failing.size > 0) return;
    const seconds = monotonicSeconds() - this.#goneAt;
    this.#goneAt = null;
    this.#events.back(seconds);
  }

  #failed(kind: CallKind, reason: string): void {
    this.#failing.add(kind);
    this.#reason = reason;
    if (this.#goneAt !== null) return;
    this.#goneAt = monotonicSeconds();
    this.#events.gone(reason);
  }
}

/** Failure of the server or of the way to it, rather than of this program. */
export const isOfServer = (error: unknown): boolean =>
  error instanceof RunError || error instanceof UserError;
