/** Numbers that flags take. */
import { UserError } from '../errors.ts';

/** Each is a thread of the operating system. */
export const MOST_WORKERS = 256;

/** Reads a whole number from 1 to `most`. */
export function count(flag: string, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= 1 && number <= most) return number;
    throw new UserError(`${flag} ${text}: must be a whole number from 1 to ${most}, not '${text}'`);
  };
}

/** Reads a tournament's seed. */
export function wholeSeed(text: string): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new UserError(
    `--seed ${text}: must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, not '${text}'`,
  );
}
