/**
 * The main thread's side of a plugin's host thread (`workers/plugin.ts`). The thread is started when it is
 * first asked for something, and again after it had to be ended.
 */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { oneLine, UserError } from '../errors.ts';
import { type Marks, newMarks } from './plugin-marks.ts';
import type { PluginServices } from './plugin-services.ts';
import { resourceLimitsOf, watchPlugin } from './plugin-watch.ts';
import type { PluginLimits } from './tournament.ts';

/** What the thread is given when it starts. */
export interface HostData {
  readonly module: string;
  /** What messages begin with: `task ./my-task.ts`. */
  readonly where: string;
  readonly marks: Marks;
}

export interface HostRequest {
  readonly service: keyof PluginServices;
  readonly given: readonly unknown[];
}

/** The error is whole, in one line. */
export type HostAnswer = { readonly value: unknown } | { readonly error: string };

/** What the plugin printed meanwhile. */
export interface HostPrint {
  readonly print: string;
}

type Given<Name extends keyof PluginServices> = Parameters<PluginServices[Name]>;
type Answer<Name extends keyof PluginServices> = Awaited<ReturnType<PluginServices[Name]>>;

/** The plugin did not merely refuse: it hung, needed too much memory or ended its thread. */
export class PluginFault extends UserError {}

export class PluginHost {
  readonly #module: string;
  readonly #where: string;
  readonly #limits: PluginLimits;
  readonly #onPrint: (text: string) => void;
  readonly #marks = newMarks();
  #thread: Worker | null = null;
  #peakMegabytes = 0;
  /** Settled when all that was asked before is answered: one call at a time. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param onPrint given what the plugin prints */
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

  /** @throws UserError when the plugin fails, hangs or needs too much memory */
  ask<Name extends keyof PluginServices>(service: Name, ...given: Given<Name>): Promise<Answer<Name>> {
    const answer = this.#last.then(() => this.#ask({ service, given })) as Promise<Answer<Name>>;
    this.#last = answer.catch(() => {});
    return answer;
  }

  /** The most memory that its thread was seen to use. */
  get peakMegabytes(): number {
    return this.#peakMegabytes;
  }

  /** Ends the thread, whatever it is at. */
  async close(): Promise<void> {
    await this.#thread?.terminate();
  }

  async #ask(request: HostRequest): Promise<unknown> {
    const thread = this.#started();
    const watch = watchPlugin(this.#marks, {
      where: this.#where,
      limits: this.#limits,
      thread: () => thread,
      onMemory: (megabytes) => {
        this.#peakMegabytes = Math.max(this.#peakMegabytes, Math.round(megabytes));
      },
    });
    // Only while it is waited for does the thread keep the process alive.
    thread.ref();
    try {
      const answer = await reply(thread, request, this.#onPrint);
      if ('error' in answer) throw new UserError(answer.error);
      return answer.value;
    } catch (death) {
      if (death instanceof UserError) throw death;
      const blamed = watch.blame(death);
      throw new PluginFault(blamed ?? `${this.#where}: ${oneLine(death)}`, { cause: death });
    } finally {
      watch.end();
      thread.unref();
    }
  }

  #started(): Worker {
    if (this.#thread !== null) return this.#thread;
    const workerData: HostData = { module: this.#module, where: this.#where, marks: this.#marks };
    const thread = new Worker(entryFile(), {
      workerData,
      resourceLimits: resourceLimitsOf(this.#limits),
    });
    const forget = (): void => {
      if (this.#thread === thread) this.#thread = null;
    };
    thread.on('error', forget);
    thread.on('exit', forget);
    this.#thread = thread;
    return thread;
  }
}

/** The thread's answer; rejects when it dies or the request is no plain data. */
function reply(thread: Worker, request: HostRequest, onPrint: (text: string) => void): Promise<HostAnswer> {
  return new Promise((resolve, reject) => {
    const died = (death: unknown): void => {
      thread.off('message', hear);
      reject(death instanceof Error ? death : new Error(`its thread ended with code ${death}`));
    };
    const hear = (message: HostAnswer | HostPrint): void => {
      if ('print' in message) {
        onPrint(message.print);
        return;
      }
      thread.off('message', hear);
      thread.off('error', died);
      thread.off('exit', died);
      resolve(message);
    };
    thread.once('error', died);
    thread.once('exit', died);
    thread.on('message', hear);
    try {
      thread.postMessage(request);
    } catch (error) {
      died(error);
    }
  });
}

/** `.ts` in the source tree, `.js` where it was compiled. */
function entryFile(): URL {
  const extension = extname(fileURLToPath(import.meta.url));
  return new URL(`../../workers/plugin${extension}`, import.meta.url);
}
