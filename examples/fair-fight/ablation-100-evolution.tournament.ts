/**
 * Ablation at 100 steps, the part without gradients: GENITOR on real genes and on bits, and random search, from four starts, with
 * 8 and with 50 units.
 *
 *     npx genoprop tournament examples/fair-fight/ablation-100-evolution.tournament.ts
 */
import { defineTournament } from 'genoprop';
import { EVOLUTION, factorial } from './factorial.ts';
import { SEED, temporalOrder } from './settings.ts';

export default defineTournament({
  name: 'ablation at 100 steps, evolution',
  tasks: [temporalOrder(100)],
  contestants: factorial(EVOLUTION, [8, 50]),
  seeds: 5,
  seed: SEED,
  budget: '1e12mac',
  floor: false,
});
