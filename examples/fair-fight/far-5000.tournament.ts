/**
 * Temporal order at 5,000 steps, for GENITOR on bits from the identity.
 *
 *     npx genoprop tournament examples/fair-fight/far-5000.tournament.ts
 */
import { defineTournament } from 'genoprop';
import { known } from './far.ts';
import { SEED, temporalOrder } from './settings.ts';

export default defineTournament({
  name: 'temporal order at 5000 steps',
  tasks: [temporalOrder(5000)],
  contestants: known,
  seeds: 10,
  seed: SEED,
  budget: '2e13mac',
  floor: false,
});
