/**
 * Temporal order at 100 steps, for GENITOR on bits as tuned at 20 steps.
 *
 *     npx genoprop tournament examples/fair-fight/tuned-100.tournament.ts
 */
import { defineTournament } from 'genoprop';
import { tunedAt20 } from './far.ts';
import { SEED, temporalOrder } from './settings.ts';

export default defineTournament({
  name: 'temporal order at 100 steps, as tuned at 20',
  tasks: [temporalOrder(100)],
  contestants: tunedAt20,
  seeds: 10,
  seed: SEED,
  budget: '2e13mac',
  floor: false,
});
