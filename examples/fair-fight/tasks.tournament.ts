/**
 * The other tasks, at one length each: the best settings of each side that were known before tuning, and random search
 * from the same start.
 *
 *     npx genoprop tournament examples/fair-fight/tasks.tournament.ts
 */
import { defineTournament } from 'genoprop';
import { bits, clipped, guessing, real, regularised, SEED, starts } from './settings.ts';

export default defineTournament({
  name: 'other tasks',
  tasks: [
    { task: 'parity', options: { length: 20 } },
    { task: 'xor', options: { length: 20 } },
    { task: 'memorisation', options: { delay: 10 } },
    { task: 'multiplication', options: { length: 30 } },
    { task: 'addition', options: { length: 30 } },
    { task: 'temporal-order-3bit', options: { length: 30 } },
  ],
  contestants: [
    { name: 'bits', contestant: 'genitor', settings: { ...bits, ...starts.identity, hidden: 8 } },
    {
      name: 'real',
      contestant: 'genitor',
      settings: { ...real, ...starts.identity, hidden: 8, selection: 'tournament', tournamentSize: 3 },
    },
    { name: 'clipped', contestant: 'msgd-c', settings: { ...clipped, ...starts.orthogonal, hidden: 50 } },
    { name: 'omega', contestant: 'msgd-cr', settings: { ...regularised, ...starts.orthogonal, hidden: 50 } },
    { name: 'random', contestant: 'random', settings: { ...guessing, ...starts.identity, hidden: 8 } },
  ],
  seeds: 5,
  seed: SEED,
  budget: '1e11mac',
});
