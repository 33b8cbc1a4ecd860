/** Contestants of lengths beyond those at which they were chosen. */
import { bits, starts } from './settings.ts';

/** GENITOR on bits from the identity, as known before the fair fight: not tuned in it. */
export const known = [
  {
    name: 'bits identity',
    contestant: 'genitor',
    settings: { ...bits, ...starts.identity, hidden: 8 },
  },
];

/** GENITOR on bits as tuned at 20 steps, the winner there: `tune-20-evolution.tournament.ts` found the settings. */
export const tunedAt20 = [
  {
    name: 'bits tuned at 20',
    contestant: 'genitor',
    settings: {
      ...bits,
      ...starts.orthogonal,
      hidden: 5,
      population: 64,
      crossoverRate: 0.572,
      sequences: 69,
    },
  },
];
