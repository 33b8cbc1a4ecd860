/**
 * Ablation at 100 steps, the part with gradients and 8 units: descent clipped, and clipped with Ω, from four starts. Updates
 * of so small a net are many.
 *
 *     npx genoprop tournament examples/fair-fight/ablation-100-gradients-8.tournament.ts
 */
import { defineTournament } from 'genoprop';
import { factorial, GRADIENTS } from './factorial.ts';
import { SEED, temporalOrder } from './settings.ts';

export default defineTournament({
  name: 'ablation at 100 steps, gradients-8',
  tasks: [temporalOrder(100)],
  contestants: factorial(GRADIENTS, [8]),
  seeds: 5,
  seed: SEED,
  budget: '1e12mac',
  floor: false,
});
