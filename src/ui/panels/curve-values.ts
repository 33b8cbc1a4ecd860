/** Values that the curves of a task can show, in the order in which a key steps through them. */
import { type Criterion, levelOf, showsError, showsLoss } from '../../tournament/spec/criterion.ts';
import type { TaskFacts } from '../../tournament/spec/tournament.ts';
import type { Story } from '../../watch/story.ts';
import { modulo } from '../model/screen.ts';

/** A measure of the task's own judge. */
export interface OwnMeasure {
  readonly name: string;
  /** Unit, for people to read. */
  readonly unit?: string;
  /** Level that must be reached, as number and text; left out of a measure by which the task is not judged. */
  readonly level?: { readonly at: number; readonly text: string; readonly worse: 'low' | 'high' };
}

export type CurveValue = 'error' | 'loss' | OwnMeasure;

/**
 * Values to step through: the measure that decides success, where one does, before the error and the loss, where they
 * say something else; then the others.
 */
export function curveValues(
  { success, units = {} }: Pick<TaskFacts, 'success' | 'units'>,
  told: readonly string[],
): CurveValue[] {
  const own = (name: string): OwnMeasure => ({
    name,
    ...(units[name] === undefined ? {} : { unit: units[name] }),
  });
  const others = [...new Set(told)].filter((name) => name !== success.measure).map(own);
  if (success.measure === undefined) return ['error', 'loss', ...others];
  const worse: 'low' | 'high' = success.atLeast === undefined ? 'high' : 'low';
  const decides = {
    ...own(success.measure),
    level: { at: levelOf(success), text: levelText(success), worse },
  };
  return [
    decides,
    ...(showsError(success) ? (['error'] as const) : []),
    ...(showsLoss(success) ? (['loss'] as const) : []),
    ...others,
  ];
}

/** Value after so many steps of the key, and the one after it. */
export function chosenValue(values: readonly CurveValue[], steps: number): readonly [CurveValue, CurveValue] {
  const at = (step: number): CurveValue => values[modulo(step, values.length)]!;
  return [at(steps), at(steps + 1)];
}

/** Names of the measures that trials on the task of that label told of, in the order in which they came. */
export function measuresTold({ trials }: Pick<Story, 'trials'>, task: string): string[] {
  const names = new Set<string>();
  for (const [id, { moments }] of trials) {
    // Each validation of a trial tells the same measures.
    if (id.startsWith(`${task}/`))
      for (const name of Object.keys(moments.at(-1)?.measures ?? {})) names.add(name);
  }
  return [...names];
}

/** Text of a level: `≥ 10 steps` */
function levelText(success: Criterion & { readonly measure: string }): string {
  const { atLeast, unit } = success;
  return `${atLeast === undefined ? '≤' : '≥'} ${levelOf(success)}${unit === undefined ? '' : ` ${unit}`}`;
}

/** Name of a value: `error`, `loss`, or the measure's name. */
export const nameOfValue = (value: CurveValue): string => (typeof value === 'string' ? value : value.name);
