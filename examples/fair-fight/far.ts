/** Contestants of the lengths beyond 200. */
import { bits, starts } from './settings.ts';

export const far = [
  // Settings known before the fair fight, not tuned in it.
  {
    name: 'bits identity',
    contestant: 'genitor',
    settings: { ...bits, ...starts.identity, hidden: 8 },
  },
];
