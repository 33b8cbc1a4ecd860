/** Units in which the steps of a learner count. */
import type { Learner, Unit } from './learner.ts';

/** Units of its steps with these settings: a budget in others alone never ends its trials. */
export const countsOf = (
  learner: Pick<Learner, 'counts' | 'countsWith'>,
  settings: Readonly<Record<string, unknown>>,
): readonly Unit[] => learner.countsWith?.(settings) ?? [learner.counts];
