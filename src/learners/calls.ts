/** Calls of a device that a trial of a learner makes, for `Device.lacks`. */
import type { Call } from '../engine/device.ts';
import type { Asking, Learner } from './learner.ts';

/** Calls of the work that a learner asks for over and over. */
export function callsFor(asking: Asking): readonly Call[] {
  if (asking.kind === 'evaluations') return ['population'];
  return asking.descent.omega === null ? ['descent'] : ['descent', 'omega'];
}

/** The search's calls, as far as its learner tells them, and the evaluations of its validations and its test. */
export function callsOf(
  learner: Pick<Learner, 'asks'>,
  settings: Readonly<Record<string, unknown>>,
): readonly Call[] {
  const asking = learner.asks?.(settings);
  return ['evaluate', ...(asking === undefined ? [] : callsFor(asking))];
}
