/** Option values at the edges of what a task allows, one option at a time, within reason. */
import type { OptionDescription } from '../../options/describe.ts';

/** Greatest number of an extreme; beyond it an extreme says more about the machine than about the task. */
const WITHIN_REASON = 100_000;

export interface Extreme {
  readonly option: string;
  readonly value: unknown;
}

/**
 * Extremes of each option: its least and greatest value, each of its choices, null where it may be: all but its
 * default.
 */
export function extremesOf(options: readonly OptionDescription[]): Extreme[] {
  return options.flatMap((option) => {
    const values = [...edges(option), ...(option.choices ?? []), ...(option.nullable ? [null] : [])];
    return [...new Set(values)]
      .filter((value) => value !== option.default)
      .map((value) => ({ option: option.name, value }));
  });
}

function edges({ type, minimum, maximum }: OptionDescription): unknown[] {
  if (type === 'boolean') return [true, false];
  if (type !== 'integer' && type !== 'number') return [];
  return [minimum, maximum].flatMap((bound) =>
    bound === undefined ? [] : [Math.max(-WITHIN_REASON, Math.min(WITHIN_REASON, bound))],
  );
}
