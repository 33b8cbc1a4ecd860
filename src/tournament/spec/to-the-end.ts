/** Training on after a task is solved: its written form, its valid values, and its wording. */
import { percent } from '../../words/numbers.ts';
import type { TaskChoice, ToTheEnd } from './tournament.ts';

/** Settings as flags and scripts write them. */
export interface WrittenEnd {
  /** False to train on after a trial is solved, to its budget. */
  readonly untilSolved?: boolean | undefined;
  /** Share of wrong validation sequences at which a trial that trains on ends. */
  readonly until?: number | undefined;
}

/** Setting of a spec; undefined where trials end once they are solved. */
export function toTheEndOf({ untilSolved = true, until }: WrittenEnd): ToTheEnd | undefined {
  if (until !== undefined) return { until };
  return untilSolved ? undefined : { until: null };
}

/** Reason why such an end makes no sense on these tasks, in words that follow its name; null where it does. */
export function endFault(toTheEnd: ToTheEnd | undefined, tasks: readonly TaskChoice[]): string | null {
  const until = toTheEnd?.until ?? null;
  if (until === null) return null;
  for (const { label, facts } of tasks) {
    const { error, measure, alone } = facts.success;
    if (alone) return `is a share of wrong sequences, and ${label} is judged by ${measure}`;
    // A task may be judged by a measure of its own instead.
    if (error !== undefined && until >= error) {
      return `must be below ${error}, the share of wrong sequences at which ${label} is solved`;
    }
  }
  return null;
}

/** Text of the effect of `toTheEnd` for people. */
export const endText = ({ until }: ToTheEnd): string =>
  until === null
    ? 'trials train on after they are solved, to their budget'
    : `trials train on after they are solved, until ${until === 0 ? 'none' : `at most ${percent(until)}`} of the validation sequences ${until === 0 ? 'is' : 'are'} wrong or their budget is spent`;
