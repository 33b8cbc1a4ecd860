/** Difference between two specs, or parts of them: the first place, in words. */
import { optionText } from '../../options/written.ts';
import type { TaskChoice } from './tournament.ts';

export interface Difference {
  /** Place such as `success.error`, or empty where the values themselves are plain and differ. */
  readonly place: string;
  readonly first: unknown;
  readonly second: unknown;
}

/** First place at which two values of JSON's types differ, or null. A key that is undefined is none. */
export function firstDifference(first: unknown, second: unknown, place = ''): Difference | null {
  if (Object.is(first, second)) return null;
  if (!isObject(first) || !isObject(second)) return { place, first, second };
  for (const key of new Set([...Object.keys(first), ...Object.keys(second)])) {
    const inner = firstDifference(first[key], second[key], place === '' ? key : `${place}.${key}`);
    if (inner !== null) return inner;
  }
  return null;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Text of a difference: `population is 100 in the run file and 200 now` */
export function differenceText({ place, first, second }: Difference, where: string): string {
  return `${place} is ${optionText(first)} in the run file and ${optionText(second)} ${where}`;
}

/**
 * Change of a task that is chosen again, against the one that a run began with, in words; null where there is none.
 * @param held as the run file holds it
 */
export function taskChange(held: TaskChoice, now: TaskChoice, where = 'now'): string | null {
  const { shape, success, versions } = held.facts;
  for (const [name, version] of Object.entries(versions ?? {})) {
    const found = now.facts.versions?.[name] ?? 'none';
    if (found !== version) return `its results are those of ${name} ${version}, and ${found} is installed`;
  }
  const isPlayed = shape.episode !== undefined;
  for (const hash of ['fingerprint', 'played'] as const) {
    const before = held.facts[hash] ?? null;
    if (before === null || now.facts[hash] === before) continue;
    return (now.facts[hash] ?? null) === null
      ? `its ${isPlayed ? 'episodes can no longer be played' : 'sequences can no longer be drawn'}`
      : `its ${isPlayed ? 'episodes' : 'sequences'} are no longer those that the run began with`;
  }
  const difference = firstDifference(
    { shape, success },
    { shape: now.facts.shape, success: now.facts.success },
  );
  return difference === null ? null : `its ${differenceText(difference, where)}`;
}
