/**
 * Tuning at 50 steps of GENITOR on bits and on real genes, and ten fresh seeds for what it finds.
 *
 *     npx genoprop tune examples/fair-fight/tune-50-evolution.tournament.ts
 */
import { defineTournament } from 'genoprop';
import { tuning } from './tuning.ts';

export default defineTournament(tuning(50, 'evolution'));
