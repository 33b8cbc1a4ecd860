/** Calls of a device that a trial of a learner makes, for `Device.lacks`. */
import type { Call } from '../engine/device.ts';
import type { Learner } from './learner.ts';

/** Calls of the search, and the evaluations of its validations and its test. */
export const callsOf = (
  learner: Pick<Learner, 'calls'>,
  settings: Readonly<Record<string, unknown>>,
): readonly Call[] => ['evaluate', ...learner.calls(settings)];
