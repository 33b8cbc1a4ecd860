/**
 * Protocol between a plugin's host thread and the threads that ask it. A message of the host thread may come from the
 * plugin's code, so the receiver treats it as untrusted (`answers.ts`).
 */
import type { MessagePort } from 'node:worker_threads';
import type { Marks } from './call-watch.ts';
import type { PluginServices } from './services.ts';

/** First message to the thread, before any code of the plugin runs. All others come through the port in it. */
export interface HostBegin {
  /** Address of the plugin's module. */
  readonly module: string;
  /** Beginning of messages: `task ./my-task.ts`. */
  readonly where: string;
  readonly marks: Marks;
  readonly port: MessagePort;
}

export interface HostRequest {
  readonly id: number;
  readonly service: keyof PluginServices;
  readonly given: readonly unknown[];
}

/** Lease to a trial's thread, which asks through this port from now on; each answer rings the bell. */
export interface HostLease {
  readonly port: MessagePort;
  readonly bell: Bell;
}

/** Answer. The error is whole, in one line. */
export type HostAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

/** Print of the plugin. */
export interface HostPrint {
  readonly print: string;
}

/** Bell: counts arrivals, in shared memory `[1]`; a waiting thread sleeps on it. */
export type Bell = Int32Array;
