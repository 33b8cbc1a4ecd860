/**
 * Messages between the main thread and the workers. A worker never throws at the main thread: it answers that it
 * failed, or that its device is lost, so that a rejected task always means a thread that died.
 */
import type { MessagePort } from 'node:worker_threads';
import type { Lesson } from '../../engine/lesson.ts';
import type { Snapshot } from '../../learners/learner.ts';
import type { Net } from '../../nets/net.ts';
import type { PluginChannel } from '../plugins/channel.ts';
import type { TrialSpec } from '../spec/tournament.ts';
import type { TrialControl } from '../trial/trial.ts';
import type { Block, JobQueue } from './job-queue.ts';

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
  readonly control: ControlWord;
  /** By which it asks the plugin that its task comes from; null for a task that is no plugin's. */
  readonly plugin: PluginChannel | null;
  /** Where it shares its evaluations with helpers. */
  readonly queue: JobQueue;
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

/** Takes jobs from a trial's queue until it is closed. News of the trial comes through the port. */
export interface HelpTask {
  readonly queue: JobQueue;
  /** The helper's number in the queue, from 1. */
  readonly helper: number;
  readonly port: MessagePort;
  readonly device: string;
}

/** What a helper must know before it takes jobs; `welcome` comes when it knows all there is so far. */
export type HelperNews =
  | { readonly type: 'block'; readonly block: Block }
  | { readonly type: 'lesson'; readonly number: number; readonly lesson: Lesson }
  | { readonly type: 'welcome'; readonly net: Net };

/** failed: the job it was at is back in the queue, where the trial's own thread will meet the same fault. */
export type HelpAnswer = { readonly type: 'left' } | { readonly type: 'failed'; readonly detail: string };

/** What the main thread asks of a trial, in shared memory `[1]`, where a busy thread sees it. */
export type ControlWord = Int32Array;

const CONTROLS: readonly TrialControl[] = ['go on', 'stop', 'pause'];

export const newControl = (): ControlWord => new Int32Array(new SharedArrayBuffer(4));

export const controlIn = (word: ControlWord): TrialControl => CONTROLS[Atomics.load(word, 0)]!;

/** Once set to stop, the word stays so. */
export function setControl(word: ControlWord, control: TrialControl): void {
  if (controlIn(word) === 'stop') return;
  Atomics.store(word, 0, CONTROLS.indexOf(control));
  Atomics.notify(word, 0);
}

const PAUSE = CONTROLS.indexOf('pause');

/** Blocks the thread while the word says pause. */
export function waitOutPause(word: ControlWord): void {
  while (Atomics.wait(word, 0, PAUSE) !== 'not-equal');
}

/** The same for a thread with other trials in it, which it does not block. */
export async function untilPauseEnds(word: ControlWord): Promise<void> {
  while (controlIn(word) === 'pause') await Atomics.waitAsync(word, 0, PAUSE).value;
}
