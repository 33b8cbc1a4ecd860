/** Calls of a device that a trial of a learner makes, for `Device.lacks`. */
import type { Call } from '../engine/device.ts';
import type { Learner } from './learner.ts';

/**
 * Calls of the search, and the evaluations of its validations and its test.
 * @param shape of the task: where its training sequences continue, updates carry states; where outputs are fed back,
 * sequences run free
 */
export function callsOf(
  learner: Pick<Learner, 'calls'>,
  settings: Readonly<Record<string, unknown>>,
  { continues = false, feedback }: { readonly continues?: boolean; readonly feedback?: object } = {},
): readonly Call[] {
  const own = learner.calls(settings);
  return [
    'evaluate',
    ...own,
    ...(continues && own.some(goesOn) ? (['carry'] as const) : []),
    ...(feedback === undefined ? [] : (['free'] as const)),
  ];
}

/** Calls of searches that carry states where sequences continue. */
const goesOn = (call: Call): boolean =>
  call === 'descent' || call === 'curvature' || typeof call !== 'string';
