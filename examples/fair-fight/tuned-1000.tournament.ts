/**
 * Temporal order at 1,000 steps, for GENITOR on bits as tuned at 20 steps.
 *
 *     npx genoprop tournament examples/fair-fight/tuned-1000.tournament.ts
 */
import { defineTournament } from 'genoprop';
import { tunedAt20 } from './far.ts';
import { SEED, temporalOrder } from './settings.ts';

export default defineTournament({
  name: 'temporal order at 1000 steps, as tuned at 20',
  tasks: [temporalOrder(1000)],
  contestants: tunedAt20,
  seeds: 10,
  seed: SEED,
  budget: '2e13mac',
  floor: false,
});
