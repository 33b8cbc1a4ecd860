/**
 * Tuning at 200 steps of gradient descent: plain, clipped, and clipped with Ω, and ten fresh seeds for what it finds.
 *
 *     npx genoprop tune examples/fair-fight/tune-200-gradients.tournament.ts
 */
import { defineTournament } from 'genoprop';
import { tuning } from './tuning.ts';

export default defineTournament(tuning(200, 'gradients'));
