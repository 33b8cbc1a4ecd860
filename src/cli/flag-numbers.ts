/** Numbers that flags take. */
import { UserError } from '../errors.ts';

/** Most workers; each is a thread of the operating system. */
export const MOST_WORKERS = 256;

/** Reads a whole number from 1 to `most`. */
export const count = (flag: string, most: number): ((text: string) => number) => wholeFrom(flag, 1, most);

/** Reads a whole number from `least` to `most`. */
export function wholeFrom(flag: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new UserError(`${flag} ${text}: must be a whole number from ${least} to ${most}, not '${text}'`);
  };
}

/** Reads a port; 0 for any free one. */
export function portNumber(flag: string): (text: string) => number {
  return (text) => {
    const port = Number(text);
    if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
    throw new UserError(`${flag} ${text}: must be a whole number from 0 to 65535`);
  };
}

/** Reads a share of a whole: `0`, `0.001` or `0.1%`. */
export function shareBelowOne(flag: string): (text: string) => number {
  return (text) => {
    const match = /^(\d+\.?\d*|\.\d+)(?:e(-?\d+))?\s*(%?)$/i.exec(text.trim());
    const number = match === null ? Number.NaN : Number(text.replace('%', '')) / (match[3] === '' ? 1 : 100);
    if (number >= 0 && number < 1) return number;
    throw new UserError(`${flag} ${text}: must be a share from 0 to below 1, such as 0, 0.001 or 0.1%`);
  };
}
