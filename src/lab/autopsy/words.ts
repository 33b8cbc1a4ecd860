/** Words of the autopsy. */
import { percent, percentRange } from '../../words/numbers.ts';

/** Share with its interval: `98.2 % (97.1 to 98.9 %)`. */
export const shareText = (share: number, low: number, high: number): string =>
  `${percent(share)} (${percentRange(low, high)})`;
