/**
 * Temporal order at 400 steps, for the contestants that are named far ones.
 *
 *     npx genoprop tournament examples/fair-fight/far-400.tournament.ts
 */
import { defineTournament } from 'genoprop';
import { far } from './far.ts';
import { SEED, temporalOrder } from './settings.ts';

export default defineTournament({
  name: 'temporal order at 400 steps',
  tasks: [temporalOrder(400)],
  contestants: far,
  seeds: 10,
  seed: SEED,
  budget: '2e13mac',
  floor: false,
});
