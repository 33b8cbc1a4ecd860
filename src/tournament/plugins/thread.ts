/**
 * Host thread of a plugin, from its start to its end. The thread speaks through a port of its own, which the plugin's
 * code does not get. A message by any other way, or one through the port without a request, is the plugin's fault and
 * ends the thread.
 */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { PluginLimits } from '../spec/tournament.ts';
import { answerOf, NoAnswer } from './answers.ts';
import { newMarks } from './call-watch.ts';
import type { Bell, HostBegin, HostLease, HostRequest } from './protocol.ts';
import type { PluginServices } from './services.ts';
import { deathOf, resourceLimitsOf } from './watch.ts';

/** Pending request. */
interface Pending {
  readonly id: number;
  resolve(message: unknown): void;
  reject(error: Error): void;
}

const OUT_OF_TURN = "posted a message through parentPort, which is genoprop's own";
const MOST_PRINTED = 10_000;
/** Milliseconds of waiting for the end of a thread; one that is blocked in the operating system does not end before. */
const END_WITHIN_MILLISECONDS = 1000;

export class PluginThread {
  readonly marks = newMarks();
  readonly worker: Worker;
  /** Callback for when the thread is condemned, or has ended by itself. */
  onFault: ((fault: string) => void) | null = null;
  readonly #where: string;
  readonly #port: MessagePort;
  #fault: string | null = null;
  #pending: Pending | null = null;
  #asked = 0;

  constructor(module: string, where: string, limits: PluginLimits, onPrint: (text: string) => void) {
    this.#where = where;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    // Output that bypasses the thread's own `process.stdout.write` is not passed on.
    this.worker = new Worker(entryFile(), {
      stdout: true,
      stderr: true,
      resourceLimits: resourceLimitsOf(limits),
    });
    for (const event of ['message', 'messageerror']) this.worker.on(event, () => this.condemn(OUT_OF_TURN));
    this.worker.on('error', (error) => this.condemn(deathOf(error, this.marks, limits)));
    this.worker.on('exit', (code) => this.condemn(deathOf(code, this.marks, limits)));
    for (const stream of [this.worker.stdout, this.worker.stderr]) stream.resume();
    port1.on('message', (message: unknown) => this.#hear(message, onPrint));
    port1.on('messageerror', () => this.#mistrust());
    const begin: HostBegin = { module, where, marks: this.marks, port: port2 };
    this.worker.postMessage(begin, [port2]);
    this.#keepAlive(false);
  }

  /** Fault of the plugin for which its thread was ended, in one line; null while it may be asked. */
  get fault(): string | null {
    return this.#fault;
  }

  /**
   * Asks for a service.
   * @throws UserError with the plugin's failure; once there is a `fault`, that is it
   */
  async ask<Name extends keyof PluginServices>(
    service: Name,
    given: Parameters<PluginServices[Name]>,
  ): Promise<Awaited<ReturnType<PluginServices[Name]>>> {
    if (this.#fault !== null) throw new NoAnswer(this.#fault);
    const request: HostRequest = { id: ++this.#asked, service, given };
    // The thread keeps the process alive only while an answer is due.
    this.#keepAlive(true);
    try {
      const message = await new Promise<unknown>((resolve, reject) => {
        this.#pending = { id: request.id, resolve, reject };
        this.#port.postMessage(request);
      });
      return answerOf(service, request.id, message, this.#where);
    } catch (error) {
      if (error instanceof NoAnswer) this.condemn(error.message.slice(this.#where.length + 2));
      throw error;
    } finally {
      this.#pending = null;
      this.#keepAlive(false);
    }
  }

  /** Lends the thread: a trial's thread asks as well, through the other end of that port. */
  lend(port: MessagePort, bell: Bell): void {
    const lease: HostLease = { port, bell };
    this.#port.postMessage(lease, [port]);
  }

  /** Ends the thread for a fault of the plugin. The first fault counts. */
  condemn(fault: string): void {
    if (this.#fault !== null) return;
    this.#fault = `${this.#where}: ${fault}`;
    this.#pending?.reject(new NoAnswer(this.#fault));
    this.onFault?.(this.#fault);
    this.end().catch(() => {});
  }

  /** Ends the thread, even during a call. */
  async end(): Promise<void> {
    this.#fault ??= `${this.#where}: its thread has been ended`;
    this.#port.close();
    this.worker.unref();
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, END_WITHIN_MILLISECONDS);
    await Promise.race([this.worker.terminate(), late]);
    clearTimeout(timer);
  }

  #hear(message: unknown, onPrint: (text: string) => void): void {
    if (isPrint(message)) onPrint(message.print.slice(0, MOST_PRINTED));
    else if (this.#pending === null) this.#mistrust();
    else this.#pending.resolve(message);
  }

  #mistrust(): void {
    this.condemn('its thread sent a message that nothing had asked for');
  }

  #keepAlive(wanted: boolean): void {
    if (wanted) {
      this.worker.ref();
      this.#port.ref();
    } else {
      this.worker.unref();
      this.#port.unref();
    }
  }
}

function isPrint(message: unknown): message is { readonly print: string } {
  return (
    typeof message === 'object' && message !== null && 'print' in message && typeof message.print === 'string'
  );
}

/** Entry file of the thread: `.ts` in the source tree, `.js` where it was compiled. */
function entryFile(): URL {
  const extension = extname(fileURLToPath(import.meta.url));
  return new URL(`../../../workers/plugin${extension}`, import.meta.url);
}
