/** Outcome of a check of a task. */
import { significantPercent } from '../../words/numbers.ts';
import type { Task } from '../define-task.ts';
import type { TaskOptions } from '../task-call.ts';

export interface Outcome {
  /** Status. warned: worth a look, right for some tasks. noted: there was nothing that could pass or fail. */
  readonly status: 'passed' | 'failed' | 'warned' | 'noted';
  /** Finding in one line. */
  readonly text: string;
}

export const passed = (text: string): Outcome => ({ status: 'passed', text });
export const failed = (text: string): Outcome => ({ status: 'failed', text });
export const warned = (text: string): Outcome => ({ status: 'warned', text });
export const noted = (text: string): Outcome => ({ status: 'noted', text });

/**
 * Check of a task.
 * @throws UserError when a function of the task throws or gives an invalid value
 */
export type Check = (task: Task, options: TaskOptions) => Outcome;

/** Share as a percentage, as these lines write it. */
export const percent = (share: number): string => significantPercent(share, 3);

/** Measured number, to three digits. */
export const short = (value: number): string => String(Number(value.toPrecision(3)));

/** Range from the smallest to the largest; one number where they are the same. */
export const span = (low: number, high: number): string =>
  low === high ? short(low) : `${short(low)} to ${short(high)}`;
