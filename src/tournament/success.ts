/**
 * When a task counts as solved. The test set decides by the task's own criterion; on the validation set,
 * which is looked at many times, the criterion must hold with confidence: the one-sided 99 % Wilson upper
 * bound of the error lies under it. Tasks whose cases are all gone through have no sampling error, so there
 * the error itself decides.
 */

import { caseCount } from '../../tasks/batches.ts';
import type { Task } from '../../tasks/define-task.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import type { Examination } from './examine.ts';

export interface Success {
  /** Solved is a share of wrong sequences below this. */
  readonly error: number;
  /** Number of sequences that validation (in full) and test go through. */
  readonly sequences: number;
  /** These sequences are all there are. */
  readonly exhaustive: boolean;
}

const DEFAULT = { error: 0.01, sequences: 10_000 };
const SCREEN = 1000;

/** A two-sided interval of 98 % ends at the one-sided bound of 99 %. */
const CONFIDENCE = 0.98;

export function successOf(task: Task, options: Readonly<Record<string, unknown>>): Success {
  const { error, sequences } = task.success ?? DEFAULT;
  const cases = caseCount(task, options);
  return { error, sequences: cases ?? sequences, exhaustive: cases !== undefined };
}

/** Number of sequences of a first look, which tells whether a full validation is worth its cost. */
export const screenSize = (success: Success): number => Math.min(SCREEN, success.sequences);

/** A first look from which the full validation may show success. */
export const isPromising = (success: Success, { error }: Examination): boolean => error < 2 * success.error;

/** The validation shows success. */
export function isShown(success: Success, { error, sequences }: Examination): boolean {
  if (sequences < success.sequences) return false;
  if (success.exhaustive) return error < success.error;
  return wilsonInterval(Math.round(error * sequences), sequences, CONFIDENCE).high < success.error;
}
