/** Reader of repetitions in a script: their number, ranges as text, or a list of both. */
import { UserError } from '../../errors.ts';
import { inOrder, parseSeeds, SEEDS_IN_WORDS, type Seeds } from '../spec/repetitions.ts';
import { shown } from './form.ts';

/** Seeds as `defineTournament` and the library's options take them. */
export type WrittenSeeds = number | string | readonly (number | string)[];

/**
 * Reads seeds.
 * @throws UserError on any other value
 */
export function seedsOf(value: unknown): Seeds {
  const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = parts.map((part) => (typeof part === 'number' ? String(part) : part));
  if (texts.length === 0 || !texts.every((part) => typeof part === 'string')) {
    throw new UserError(`seeds: must be ${SEEDS_IN_WORDS}, not ${shown(value)}`);
  }
  const seeds = parseSeeds(texts.join(','), 'seeds');
  // One number in a list is that repetition.
  return Array.isArray(value) && typeof seeds === 'number' ? inOrder([seeds]) : seeds;
}

/** True for a valid value. */
export function areSeeds(value: unknown): boolean {
  try {
    seedsOf(value);
    return true;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return false;
  }
}
