/**
 * Temporal order at 1,000 steps, for GENITOR on bits from the identity.
 *
 *     npx genoprop tournament examples/fair-fight/far-1000.tournament.ts
 */
import { defineTournament } from 'genoprop';
import { known } from './far.ts';
import { SEED, temporalOrder } from './settings.ts';

export default defineTournament({
  name: 'temporal order at 1000 steps',
  tasks: [temporalOrder(1000)],
  contestants: known,
  seeds: 10,
  seed: SEED,
  budget: '2e13mac',
  floor: false,
});
