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

/** Data that a worker receives when it starts. */
export interface ThreadData {
  /** Address of a module whose default export is a Catalogue; null for the built-in one. */
  readonly catalogue: string | null;
  /** Number of threads that draw batches ahead for it, where its device computes beside it. */
  readonly drawers: number;
}

/**
 * Task to run a trial. Its events come through the port, all of them before the answer; helpers are introduced to it
 * through the same port.
 */
export interface TrialTask {
  readonly spec: TrialSpec;
  readonly port: MessagePort;
  readonly control: ControlWord;
  /** Channel to the plugin that its task comes from; null for a built-in task. */
  readonly plugin: PluginChannel | null;
  /** Job queue by which it shares its evaluations with helpers. */
  readonly queue: JobQueue;
  /** Least MACs of a shared job. */
  readonly jobMacs: number;
  readonly resume: Snapshot | null;
  /** True where other trials may be under way in the same thread, which is then never blocked. */
  readonly sharesThread: boolean;
}

/**
 * Answer to a trial task. told: the trial's last event, `finished`, is in the port. lost: it has no end yet, since its
 * device is gone; from its last checkpoint it goes on with another one.
 */
export type TrialAnswer = { readonly type: 'told' } | { readonly type: 'lost'; readonly detail: string };

/** Introduction of a helper to the thread that runs a trial, behind this port. */
export interface Introduction {
  readonly helper: MessagePort;
}

/** Task to take jobs from a trial's queue until it is closed, or the control word says stop. */
export interface HelpTask {
  readonly queue: JobQueue;
  /** Number of the helper in the queue, from 1. */
  readonly helper: number;
  /** Port through which messages of the trial come. */
  readonly port: MessagePort;
  readonly device: string;
  readonly control: ControlWord;
}

/** Messages that a helper needs before it takes jobs; `welcome` comes when it has received all so far. */
export type HelperNews =
  | { readonly type: 'block'; readonly block: Block }
  | { readonly type: 'lesson'; readonly number: number; readonly lesson: Lesson }
  | { readonly type: 'welcome'; readonly net: Net };

/** Answer of a helper. failed: its job is back in the queue, where the trial's own thread will meet the same fault. */
export type HelpAnswer = { readonly type: 'left' } | { readonly type: 'failed'; readonly detail: string };

/** Control word of a trial, in shared memory `[1]`, where a busy thread sees it. */
export type ControlWord = Int32Array;

const CONTROLS: readonly TrialControl[] = ['go on', 'stop', 'pause'];

export const newControl = (): ControlWord => new Int32Array(new SharedArrayBuffer(4));

export const controlIn = (word: ControlWord): TrialControl => CONTROLS[Atomics.load(word, 0)]!;

/** Sets the control word. Once set to stop, the word stays so. */
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

/** Waits while the word says pause without blocking the thread, which has other trials in it. */
export async function untilPauseEnds(word: ControlWord): Promise<void> {
  while (controlIn(word) === 'pause') await Atomics.waitAsync(word, 0, PAUSE).value;
}
