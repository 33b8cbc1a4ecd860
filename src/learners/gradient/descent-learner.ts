/** Learners by descents: from settings and an update rule to a learner. */
import type * as z from 'zod';
import { callsOfDescent } from '../../engine/lacking.ts';
import type { Rule } from '../../engine/rule.ts';
import type { Space } from '../../options/space.ts';
import { type ContestantPreset, defineLearner } from '../learner.ts';
import { DescentSearch } from './descent-search.ts';
import { descentOf, type SettingsOfDescent, schedulesOf } from './descent-settings.ts';
import { descentMeasures } from './measures.ts';

export interface DescentDefinition<Settings extends z.ZodObject, Name extends string> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Schema: `descentSettings`, and the rule's own beside them. */
  readonly settings: Settings;
  /** Default space of all settings. */
  readonly space: Space;
  readonly contestants: readonly ContestantPreset<Name>[];
  /** Number of moments that the rule keeps for each parameter. */
  readonly moments: number;
  /** Update rule with these settings. */
  ruleOf(settings: z.output<Settings>): Rule;
}

/** Bytes a parameter of a search without moments: the state twice, a gradient, a snapshot and the net of a champion. */
const BYTES = 100;

/** Learner that makes its updates by a descent. */
export function descentLearner<Settings extends z.ZodObject, const Name extends string>({
  moments,
  ruleOf,
  ...definition
}: DescentDefinition<Settings, Name>) {
  const descent = (chosen: z.output<Settings>) =>
    descentOf(chosen as unknown as SettingsOfDescent, ruleOf(chosen));
  const schedules = (chosen: z.output<Settings>) => schedulesOf(chosen as unknown as SettingsOfDescent);
  const batch = (chosen: z.output<Settings>) => (chosen as unknown as SettingsOfDescent).batch;
  return defineLearner<Settings, Name>({
    ...definition,
    kind: 'gradient',
    counts: 'updates',
    atWork: 'training',
    measures: descentMeasures,
    calls: (chosen) => callsOfDescent(descent(chosen)),
    asks: (chosen) => ({ kind: 'updates', sequences: batch(chosen), descent: descent(chosen) }),
    ...(moments === 0 ? {} : { holds: (_, parameters) => (BYTES + 12 * moments) * parameters }),
    start: (problem, chosen, snapshot) =>
      new DescentSearch(
        problem,
        { batch: batch(chosen), descent: descent(chosen), schedules: schedules(chosen) },
        snapshot,
      ),
  });
}
