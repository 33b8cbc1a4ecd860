/** Repetitions of a tournament, each with a seed of its own: the first so many, or those of some ranges. */
import { UserError } from '../../errors.ts';
import { MOST_SEEDS } from './define-tournament.ts';
import type { TournamentSpec } from './tournament.ts';

/** Seeds: so many from 1 on, or just these, by rising number. */
export type Seeds = number | readonly number[];

export const SEEDS_IN_WORDS = `a whole number from 1 to ${MOST_SEEDS}, or ranges of these such as 11-20 or 1,4-6`;

/**
 * Parses seeds: `10` is 10 repetitions, 1 to 10; `11-20` and `1,4-6` are just those.
 * @throws UserError on a text that is neither
 */
export function parseSeeds(text: string, where: string): Seeds {
  const fault = () => new UserError(`${where} ${text}: must be ${SEEDS_IN_WORDS}, not '${text}'`);
  const parts = text.split(',').map((part) => /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(part));
  const found: number[] = [];
  for (const part of parts) {
    if (part === null) throw fault();
    const [first, last] = [Number(part[1]), Number(part[2] ?? part[1])];
    if (first < 1 || last < first || last > MOST_SEEDS) throw fault();
    for (let number = first; number <= last; number++) found.push(number);
  }
  if (parts.length === 1 && parts[0]![2] === undefined) return found[0]!;
  return inOrder(found);
}

/** Parses the seed of a tournament, the text of `--seed`. @throws UserError on a text that is none */
export function parseSeed(text: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new UserError(
    `--seed ${text}: must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, not '${text}'`,
  );
}

/** Numbers, each once, by rising number. */
export const inOrder = (numbers: readonly number[]): number[] => [...new Set(numbers)].sort((a, b) => a - b);

/** Seeds in the form of a spec: ranges that are just the first so many become their number. */
export function specSeeds(seeds: Seeds): Pick<TournamentSpec, 'seeds' | 'repetitions'> {
  if (typeof seeds === 'number') return { seeds };
  const areFirst = seeds.every((number, index) => number === index + 1);
  return { seeds: seeds.length, ...(areFirst ? {} : { repetitions: seeds }) };
}

/** Repetitions by rising number. */
export const repetitionsOf = ({
  seeds,
  repetitions,
}: Pick<TournamentSpec, 'seeds' | 'repetitions'>): readonly number[] =>
  repetitions ?? Array.from({ length: seeds }, (_, index) => index + 1);

/** Text for `--seeds`: `10`, or `1-3,11-20`. */
export const seedsText = (spec: Pick<TournamentSpec, 'seeds' | 'repetitions'>): string =>
  spec.repetitions === undefined ? String(spec.seeds) : rangesText(spec.repetitions, ',');

/** Text of ranges: `1-3, 7` of 1, 2, 3, 7. */
export function rangesText(numbers: readonly number[], separator = ', '): string {
  const ranges: [number, number][] = [];
  for (const number of inOrder(numbers)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(separator);
}
