/** Messages between genoprop and the child process that plays trials of a plugin, one trial at a time. */
import type { Snapshot } from '../../../learners/learner.ts';
import type { PluginLimits, TrialSpec } from '../../spec/tournament.ts';
import type { PlayedEvent } from '../player.ts';

/** Message to the child. The first one is `begin`. */
export type ChildOrder =
  | {
      readonly type: 'begin';
      /** Address of the catalogue's module, a file URL; null for the built-in one. */
      readonly catalogue: string | null;
      /** Most threads that it may ever have. */
      readonly threads: number;
      /** Least MACs of a job that its threads share. */
      readonly jobMacs: number;
    }
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

/** Message from the child. */
export type ChildReport =
  /** No code of a plugin has run before this. */
  | { readonly type: 'ready' }
  | { readonly type: 'event'; readonly event: PlayedEvent }
  /** End of the trial, after its last event; an error where it could not be played. */
  | { readonly type: 'ended'; readonly error: string | null }
  /** Heartbeat, about twice a second. */
  | { readonly type: 'beat'; readonly megabytes: number };
