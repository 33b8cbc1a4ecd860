/**
 * Channel by which a trial's thread asks a plugin's host thread for something. The trial blocks until the answer is
 * there, or until the main thread, which watches the plugin, reports a fault.
 *
 *   trial's thread ── request ──▶ plugin's thread ── answer, bell ──▶ trial's thread
 *         └── busy ──▶ main thread ── fault, bell ──▶ trial's thread
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { UserError } from '../../errors.ts';
import { answerOf } from './answers.ts';
import type { Bell, HostRequest } from './protocol.ts';
import type { PluginServices } from './services.ts';

/**
 * Memory shared by the trial's thread and the main thread alone: `[0]` is 1 while an answer is due, `[1]` is the number
 * of bytes of the fault, which follows in UTF-8; 0 while there is none.
 */
export type Desk = Int32Array;

const BUSY = 0;
const FAULT = 1;
const TEXT_AT = 8;
const TEXT_BYTES = 4096;

/** Trial's end of a channel, as data. */
export interface PluginChannel {
  readonly port: MessagePort;
  readonly bell: Bell;
  readonly desk: Desk;
}

/** New channel, and the port at the plugin's end of it. */
export function newChannel(): { readonly channel: PluginChannel; readonly pluginPort: MessagePort } {
  const { port1, port2 } = new MessageChannel();
  const bell = new Int32Array(new SharedArrayBuffer(4));
  const desk = new Int32Array(new SharedArrayBuffer(TEXT_AT + TEXT_BYTES));
  return { channel: { port: port1, bell, desk }, pluginPort: port2 };
}

/** Wakes the waiting thread. */
export function ring(bell: Bell): void {
  Atomics.add(bell, 0, 1);
  Atomics.notify(bell, 0);
}

/** True while an answer is due. */
export const isBusy = (desk: Desk): boolean => Atomics.load(desk, BUSY) === 1;

/** Reports that no answer will come any more, and the reason. The first fault counts. */
export function putFault({ bell, desk }: Pick<PluginChannel, 'bell' | 'desk'>, fault: string): void {
  if (Atomics.load(desk, FAULT) !== 0) return;
  const bytes = new TextEncoder().encode(fault).subarray(0, TEXT_BYTES);
  new Uint8Array(desk.buffer, TEXT_AT).set(bytes);
  Atomics.store(desk, FAULT, bytes.length);
  ring(bell);
}

export function faultOn(desk: Desk): string | null {
  const length = Atomics.load(desk, FAULT);
  if (length === 0) return null;
  // Decoders take no shared memory.
  return new TextDecoder().decode(new Uint8Array(desk.buffer, TEXT_AT, length).slice());
}

/** Polling interval in milliseconds: the user's request to stop does not ring the bell. */
const LOOK_EVERY_MILLISECONDS = 50;
/** Number of spins before the thread sleeps: sleeping and waking take longer than most answers. */
const LOOKS = 2000;

/** Trial's end of a channel. */
export class PluginClient {
  readonly #channel: PluginChannel;
  readonly #where: string;
  readonly #isStopped: () => boolean;
  #asked = 0;

  /**
   * Makes the client.
   * @param where beginning of messages: `task my-task`
   */
  constructor(channel: PluginChannel, where: string, isStopped: () => boolean) {
    this.#channel = channel;
    this.#where = where;
    this.#isStopped = isStopped;
  }

  /**
   * Blocks until the plugin has answered.
   * @throws UserError when the plugin fails, when it hangs or ends its thread, and when the trial is to stop meanwhile
   */
  ask<Name extends keyof PluginServices>(
    service: Name,
    ...given: Parameters<PluginServices[Name]>
  ): Awaited<ReturnType<PluginServices[Name]>> {
    const { port, desk } = this.#channel;
    const request: HostRequest = { id: ++this.#asked, service, given };
    Atomics.store(desk, BUSY, 1);
    try {
      port.postMessage(request);
      return answerOf(service, request.id, this.#next(), this.#where);
    } finally {
      Atomics.store(desk, BUSY, 0);
    }
  }

  #next(): unknown {
    const { port, bell, desk } = this.#channel;
    for (;;) {
      const seen = Atomics.load(bell, 0);
      const fault = faultOn(desk);
      if (fault !== null) throw new UserError(fault);
      const entry = receiveMessageOnPort(port) as { readonly message: unknown } | undefined;
      if (entry !== undefined) return entry.message;
      if (this.#isStopped()) throw new UserError(`${this.#where}: was not waited for, the trial stops`);
      waitBeyond(bell, seen);
    }
  }
}

function waitBeyond(bell: Bell, seen: number): void {
  for (let look = 0; look < LOOKS; look++) if (Atomics.load(bell, 0) !== seen) return;
  Atomics.wait(bell, 0, seen, LOOK_EVERY_MILLISECONDS);
}
