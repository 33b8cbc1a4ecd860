/**
 * What travels between the main thread and the workers. A worker never throws at the main thread: it answers
 * that it failed, so that a rejected task always means a thread that died.
 */
import type { MessagePort } from 'node:worker_threads';
import type { Batch } from '../engine/batch.ts';
import type { Snapshot } from '../learners/learner.ts';
import type { Net } from '../nets/net.ts';
import type { Examination, ExamName } from './examine.ts';
import type { TrialSpec } from './tournament.ts';
import type { Wish } from './trial.ts';

/** What a worker is given when it starts. */
export interface ThreadData {
  /** Address of a module whose default export is a Catalogue; null for the built-in one. */
  readonly catalogue: string | null;
}

/** Runs a trial whole. Its events come through the port; all of them are sent before the answer. */
export interface TrialTask {
  readonly spec: TrialSpec;
  readonly port: MessagePort;
  readonly control: Control;
  readonly resume: Snapshot | null;
  readonly moveFromMacs: number;
}

export type TrialAnswer =
  | { readonly type: 'finished' }
  | { readonly type: 'moved'; readonly snapshot: Snapshot };

/** What a run of evaluations has in common. It is sent to a thread once, and known there by its number. */
export interface EvaluationBasis {
  readonly device: string;
  readonly net: Net;
  readonly batch: Batch;
}

/** Evaluates genomes. All arrays are views of shared memory: the losses are written, not sent. */
export interface EvaluationTask {
  readonly basisNumber: number;
  readonly basis: EvaluationBasis | null;
  /** `[losses.length][parameters]` */
  readonly genomes: Float32Array;
  readonly losses: Float64Array;
}

/** unknown: this thread has not seen the basis of that number, or no longer has it. */
export type EvaluationAnswer = { readonly type: 'evaluated' } | { readonly type: 'unknown' } | Failure;

/** Examines parameters on the validation or test set of a trial. */
export interface ExamTask {
  readonly spec: TrialSpec;
  readonly control: Control;
  readonly parameters: Float32Array;
  readonly exam: ExamName;
  readonly sequences: number;
}

export type ExamAnswer = { readonly type: 'examined'; readonly examination: Examination | null } | Failure;

/** `detail` names the task, device or learner at fault. */
export interface Failure {
  readonly type: 'failed';
  readonly detail: string;
}

/** What the main thread wishes of a trial, in shared memory `[1]`, where a busy thread sees it. */
export type Control = Int32Array;

const WISHES: readonly Wish[] = ['go on', 'stop', 'move'];

export const newControl = (): Control => new Int32Array(new SharedArrayBuffer(4));

export const wishOf = (control: Control): Wish => WISHES[Atomics.load(control, 0)]!;

/** A wish to stop is final. */
export function setWish(control: Control, wish: Wish): void {
  if (wishOf(control) !== 'stop') Atomics.store(control, 0, WISHES.indexOf(wish));
}
