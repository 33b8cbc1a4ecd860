/**
 * Protocol between a plugin's host thread and the threads that ask it. What the host thread sends may have been sent by
 * the plugin's code as well, so that whoever receives it takes it for a stranger's (`plugin-answers.ts`).
 */
import type { MessagePort } from 'node:worker_threads';
import type { Marks } from './call-watch.ts';
import type { PluginServices } from './services.ts';

/** The thread's first message, before any code of the plugin runs. All others come through the port in it. */
export interface HostBegin {
  /** Address of the plugin's module. */
  readonly module: string;
  /** What messages begin with: `task ./my-task.ts`. */
  readonly where: string;
  readonly marks: Marks;
  readonly port: MessagePort;
}

export interface HostRequest {
  readonly id: number;
  readonly service: keyof PluginServices;
  readonly given: readonly unknown[];
}

/** From now on a trial's thread asks as well, through this port; each answer rings the bell. */
export interface HostLease {
  readonly port: MessagePort;
  readonly bell: Bell;
}

/** The error is whole, in one line. */
export type HostAnswer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

/** What the plugin printed meanwhile. */
export interface HostPrint {
  readonly print: string;
}

/** Counts what has come, in shared memory `[1]`; a thread that waits sleeps on it. */
export type Bell = Int32Array;
