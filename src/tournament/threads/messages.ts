/**
 * What travels between the main thread and the workers. A worker never throws at the main thread: it answers
 * that it failed, or that its device is lost, so that a rejected task always means a thread that died.
 */
import type { MessagePort } from 'node:worker_threads';
import type { Batch } from '../../engine/batch.ts';
import type { Snapshot } from '../../learners/learner.ts';
import type { Net } from '../../nets/net.ts';
import type { PluginChannel } from '../plugins/channel.ts';
import type { TrialSpec } from '../spec/tournament.ts';
import type { Wish } from '../trial/trial.ts';
import type { Block, Line } from './job-queue.ts';

/** What a worker is given when it starts. */
export interface ThreadData {
  /** Address of a module whose default export is a Catalogue; null for the built-in one. */
  readonly catalogue: string | null;
  /** Threads that draw batches ahead for it, where its device computes beside it. */
  readonly drawers: number;
}

/**
 * Runs a trial. Its events come through the port, all of them before the answer; helpers are introduced to it
 * through the same port.
 */
export interface TrialTask {
  readonly spec: TrialSpec;
  readonly port: MessagePort;
  readonly control: Control;
  /** By which it asks the plugin that its task comes from; null for a task that is no plugin's. */
  readonly plugin: PluginChannel | null;
  /** Where it shares its evaluations with helpers. */
  readonly line: Line;
  /** Jobs of fewer MACs are not shared. */
  readonly jobMacs: number;
  readonly resume: Snapshot | null;
  /** Other trials may be under way in the same thread, which is then never blocked. */
  readonly sharesThread: boolean;
}

/**
 * told: the trial's last event, `finished`, is in the port. lost: it has no end yet, for its device is gone; from
 * its last checkpoint it goes on with another one.
 */
export type TrialAnswer = { readonly type: 'told' } | { readonly type: 'lost'; readonly detail: string };

/** To the thread that runs a trial: another one has come to help, behind this port. */
export interface Introduction {
  readonly helper: MessagePort;
}

/** Takes jobs from a trial's line until it is closed. News of the trial comes through the port. */
export interface HelpTask {
  readonly line: Line;
  /** The helper's number in the line, from 1. */
  readonly helper: number;
  readonly port: MessagePort;
  readonly device: string;
}

/** What a helper must know before it takes jobs; `welcome` comes when it knows all there is so far. */
export type HelperNews =
  | { readonly type: 'block'; readonly block: Block }
  | { readonly type: 'batch'; readonly number: number; readonly batch: Batch }
  | { readonly type: 'welcome'; readonly net: Net };

/** failed: the job it was at is back in the line, where the trial's own thread will meet the same fault. */
export type HelpAnswer = { readonly type: 'left' } | { readonly type: 'failed'; readonly detail: string };

/** What the main thread wishes of a trial, in shared memory `[1]`, where a busy thread sees it. */
export type Control = Int32Array;

const WISHES: readonly Wish[] = ['go on', 'stop', 'pause'];

export const newControl = (): Control => new Int32Array(new SharedArrayBuffer(4));

export const wishOf = (control: Control): Wish => WISHES[Atomics.load(control, 0)]!;

/** A wish to stop is final. */
export function setWish(control: Control, wish: Wish): void {
  if (wishOf(control) === 'stop') return;
  Atomics.store(control, 0, WISHES.indexOf(wish));
  Atomics.notify(control, 0);
}

const PAUSE = WISHES.indexOf('pause');

/** Blocks the thread while the wish is to pause. */
export function waitOutPause(control: Control): void {
  while (Atomics.wait(control, 0, PAUSE) !== 'not-equal');
}

/** The same for a thread with other trials in it, which it does not block. */
export async function untilPauseEnds(control: Control): Promise<void> {
  while (wishOf(control) === 'pause') await Atomics.waitAsync(control, 0, PAUSE).value;
}
