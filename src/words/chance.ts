/** Chance levels as people read them. */
import { percent } from './numbers.ts';

interface Chance {
  readonly error?: number;
  readonly loss?: number;
}

/** Chance level in a column: the share wrong, or else the loss under its name; null where the task states neither. */
export function shortChance({ error, loss }: Chance, score?: { readonly name: string }): string | null {
  if (error !== undefined) return percent(error);
  return loss === undefined ? null : `${score?.name ?? 'loss'} ${loss.toPrecision(4)}`;
}

/**
 * Text of a chance level; null where the task does not state it.
 * @param score name and unit of the task's score, where that is its loss
 */
export function chanceText(
  { error, loss }: Chance,
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
