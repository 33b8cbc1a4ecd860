/**
 * Tuning at 20 steps of Adam, and ten fresh seeds for what it finds.
 *
 *     npx genoprop tune examples/fair-fight/tune-20-adam.tournament.ts
 */
import { defineTournament } from 'genoprop';
import { tuning } from './tuning.ts';

export default defineTournament(tuning(20, 'adam'));
