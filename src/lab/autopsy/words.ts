/** Words of the autopsy. */
import { percent, percentRange } from '../../words/numbers.ts';

/** Share with its interval: `98.2 % (97.1 to 98.9 %)`. */
export const shareText = (share: number, low: number, high: number): string =>
  `${percent(share)} (${percentRange(low, high)})`;

/** Most champions that a sentence names. */
const MOST_NAMED = 2;

/** Some texts of many: `a; b; and 3 more`. */
export const some = (texts: readonly string[]): string =>
  texts.length <= MOST_NAMED
    ? texts.join('; ')
    : `${texts.slice(0, MOST_NAMED).join('; ')}; and ${texts.length - MOST_NAMED} more`;

/** Count among all: `2 of 5 champions`. */
export const among = (count: number, all: number): string =>
  `${count} of ${all} ${all === 1 ? 'champion' : 'champions'}`;
