/** Chance levels as people read them. */
import { percent } from './numbers.ts';

/** Chance in words, null where the task does not know it. */
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
