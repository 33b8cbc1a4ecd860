/**
 * Ablation at 100 steps, the part with gradients and 50 units: descent clipped, and clipped with Ω, from four starts.
 *
 *     npx genoprop tournament examples/fair-fight/ablation-100-gradients-50.tournament.ts
 */
import { defineTournament } from 'genoprop';
import { factorial, GRADIENTS } from './factorial.ts';
import { SEED, temporalOrder } from './settings.ts';

export default defineTournament({
  name: 'ablation at 100 steps, gradients-50',
  tasks: [temporalOrder(100)],
  contestants: factorial(GRADIENTS, [50]),
  seeds: 5,
  seed: SEED,
  budget: '1e12mac',
  floor: false,
});
