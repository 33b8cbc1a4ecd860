/** Chance levels as people read them. */
import { percent } from './numbers.ts';

/** Text of a chance level; null where the task does not state it. */
export function chanceText({
  error,
  loss,
}: {
  readonly error?: number;
  readonly loss?: number;
}): string | null {
  const parts = [
    ...(error === undefined ? [] : [`${percent(error)} wrong`]),
    ...(loss === undefined ? [] : [`loss ${loss.toPrecision(4)}`]),
  ];
  return parts.length === 0 ? null : `${parts.join(', ')}, for whoever ignores the input`;
}
