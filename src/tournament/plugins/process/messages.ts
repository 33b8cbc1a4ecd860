/**
 * Messages between genoprop and the child process that runs code of a plugin: it plays trials, one at a time, or answers
 * as the plugin's host.
 */
import type { Snapshot } from '../../../learners/learner.ts';
import type { PluginLimits, TournamentEvent, TrialSpec } from '../../spec/tournament.ts';
import type { PluginServices } from '../services.ts';

/** First message to the child: what it is to be. */
export type ChildRole = PlayerRole | HostRole;

export interface PlayerRole {
  readonly type: 'player';
  /** Address of the catalogue's module, a file URL; null for the built-in one. */
  readonly catalogue: string | null;
  /** Most threads that it may ever have. */
  readonly threads: number;
  /** Least MACs of a job that its threads share. */
  readonly jobMacs: number;
}

export interface HostRole {
  readonly type: 'host';
  /** Address of the plugin's module. */
  readonly module: string;
  /** Beginning of messages: `task ./my-task.ts`. */
  readonly where: string;
  readonly limits: PluginLimits;
  /** True for a thread of another number than the first, so that a plugin that depends on it is found out. */
  readonly isSecond: boolean;
}

/** Order to a player. */
export type PlayerOrder =
  | {
      readonly type: 'play';
      readonly trial: TrialSpec;
      readonly limits: PluginLimits;
      readonly from: Snapshot | null;
    }
  | { readonly type: 'pause'; readonly paused: boolean }
  /** Number of threads that the trial may use from now on: its own and helpers. */
  | { readonly type: 'threads'; readonly threads: number }
  | { readonly type: 'stop' };

/** Question to a host, one at a time. */
export interface HostQuestion {
  readonly type: 'ask';
  readonly service: keyof PluginServices;
  readonly given: readonly unknown[];
}

export type ChildOrder = ChildRole | PlayerOrder | HostQuestion;

/** Report of a player. */
export type PlayerReport =
  | { readonly type: 'event'; readonly event: Exclude<TournamentEvent, { type: 'done' }> }
  /** End of the trial, after its last event; an error where it could not be played. */
  | { readonly type: 'ended'; readonly error: string | null };

/** Report of a host. Megabytes are the most that its thread was seen to use. */
export type HostReport =
  | { readonly type: 'answer'; readonly value: unknown; readonly megabytes: number }
  /** Error in one line; a fault where its thread had to be ended. */
  | {
      readonly type: 'refusal';
      readonly error: string;
      readonly isFault: boolean;
      readonly megabytes: number;
    }
  | { readonly type: 'print'; readonly text: string };

export type ChildReport =
  /** No code of a plugin has run before this. */
  | { readonly type: 'ready' }
  | PlayerReport
  | HostReport
  /** Heartbeat, about twice a second. */
  | { readonly type: 'beat'; readonly megabytes: number };
