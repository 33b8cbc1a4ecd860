/** Chance levels as people read them. */
import { percent } from './numbers.ts';

/**
 * Text of a chance level; null where the task does not state it.
 * @param score name and unit of the task's score, where that is its loss
 */
export function chanceText(
  { error, loss }: { readonly error?: number; readonly loss?: number },
  score: { readonly name: string; readonly unit?: string | undefined } = { name: 'loss' },
): string | null {
  const parts = [
    ...(error === undefined ? [] : [`${percent(error)} wrong`]),
    ...(loss === undefined
      ? []
      : [`${score.name} ${loss.toPrecision(4)}${score.unit === undefined ? '' : ` ${score.unit}`}`]),
  ];
  return parts.length === 0 ? null : `${parts.join(', ')}, for whoever ignores the input`;
}
