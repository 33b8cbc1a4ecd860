/**
 * Handle of a plugin's host thread (`workers/plugin.ts`) in the main thread. The thread is started when it is first
 * needed, and again after it had to be ended. The thread answers the main thread, or is lent to the thread of a trial.
 */
import { UserError } from '../../errors.ts';
import { Mutex } from '../../mutex.ts';
import type { PluginLimits } from '../spec/tournament.ts';
import { isBusy, newChannel, type PluginChannel, putFault } from './channel.ts';
import type { PluginServices } from './services.ts';
import { PluginThread } from './thread.ts';
import { watchPlugin } from './watch.ts';

export type Given<Name extends keyof PluginServices> = Parameters<PluginServices[Name]>;
export type Answer<Name extends keyof PluginServices> = Awaited<ReturnType<PluginServices[Name]>>;

/**
 * Fault of a plugin that did not merely refuse: it hung, needed too much memory, ended its thread or sent no valid
 * answer.
 */
export class PluginFault extends UserError {}

/** Host that answers one request at a time. */
export interface Host {
  /**
   * Asks for a service.
   * @throws UserError when the plugin fails; PluginFault when it hangs, needs too much memory or ends
   */
  ask<Name extends keyof PluginServices>(service: Name, ...given: Given<Name>): Promise<Answer<Name>>;
  /** Most memory that its thread was seen to use. */
  readonly peakMegabytes: number;
  /** Ends it, even during a call. A later request begins anew. */
  close(): Promise<void>;
}

/** Lease of a host thread to a trial. */
export interface Lease {
  /** Channel for the trial's thread; its port is to be transferred. */
  readonly channel: PluginChannel;
  /** Fault of the plugin for which its thread was ended, in one line; null while there is none. */
  readonly fault: string | null;
  /**
   * Ends the lease.
   * @param isSound the thread may serve others after it; otherwise it is ended
   */
  end(isSound: boolean): void;
}

export class PluginHost implements Host {
  readonly #module: string;
  readonly #where: string;
  readonly #limits: PluginLimits;
  readonly #onPrint: (text: string) => void;
  #thread: PluginThread | null = null;
  #peakMegabytes = 0;
  /** Turns of requests: one is answered at a time. */
  readonly #turns = new Mutex();

  /**
   * Makes the handle.
   * @param onPrint receives the plugin's prints
   */
  constructor(
    module: string,
    where: string,
    limits: PluginLimits,
    onPrint: (text: string) => void = () => {},
  ) {
    this.#module = module;
    this.#where = where;
    this.#limits = limits;
    this.#onPrint = onPrint;
  }

  /**
   * Asks for a service.
   * @throws UserError when the plugin fails, hangs or needs too much memory
   */
  ask<Name extends keyof PluginServices>(service: Name, ...given: Given<Name>): Promise<Answer<Name>> {
    return this.#turns.run(() => this.#ask(service, given));
  }

  /** Lends the thread to a trial. Until the lease ends, make no other request. */
  lend(isPaused: () => boolean): Lease {
    // A fault of the thread after the last trial had ended is not this one's.
    if (this.#thread !== null && this.#thread.fault !== null) this.#thread = null;
    const thread = this.#started();
    const { channel, pluginPort } = newChannel();
    const { desk } = channel;
    const endWatch = this.#watch(thread, () => isBusy(desk), isPaused);
    thread.onFault = (fault) => putFault(channel, fault);
    thread.lend(pluginPort, channel.bell);
    return {
      channel,
      get fault() {
        return thread.fault;
      },
      end: (isSound) => {
        endWatch();
        thread.onFault = null;
        if (isSound && thread.fault === null) return;
        this.#forget(thread);
        thread.end().catch(() => {});
      },
    };
  }

  /** Most memory that its thread was seen to use. */
  get peakMegabytes(): number {
    return this.#peakMegabytes;
  }

  /** Ends the thread, even during a call. */
  async close(): Promise<void> {
    const thread = this.#thread;
    if (thread === null) return;
    this.#forget(thread);
    await thread.end();
  }

  async #ask<Name extends keyof PluginServices>(service: Name, given: Given<Name>): Promise<Answer<Name>> {
    const thread = this.#started();
    const endWatch = this.#watch(thread, () => true);
    try {
      return await thread.ask(service, given);
    } catch (error) {
      if (thread.fault === null) throw error;
      this.#forget(thread);
      throw new PluginFault(thread.fault, { cause: error });
    } finally {
      endWatch();
    }
  }

  #watch(thread: PluginThread, busy: () => boolean, isPaused: () => boolean = () => false): () => void {
    return watchPlugin(thread.marks, {
      limits: this.#limits,
      thread: thread.worker,
      isBusy: busy,
      isPaused,
      onFault: (fault) => thread.condemn(fault),
      onMemory: (megabytes) => {
        this.#peakMegabytes = Math.max(this.#peakMegabytes, Math.round(megabytes));
      },
    });
  }

  #started(): PluginThread {
    this.#thread ??= new PluginThread(this.#module, this.#where, this.#limits, this.#onPrint);
    return this.#thread;
  }

  #forget(thread: PluginThread): void {
    if (this.#thread === thread) this.#thread = null;
  }
}
