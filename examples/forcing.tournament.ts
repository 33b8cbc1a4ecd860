/**
 * Teacher forcing: nets that go on with a pattern by themselves, trained with the pattern in place of their own outputs
 * (forced), with their own outputs (free), or with a falling share of forced sequences (mixed); evolution forced and free
 * beside them. Validation and test are free runs for all. Doya (1993) expects gradients to go astray without forcing;
 * evolution has no gradient to lose.
 *
 *     npx genoprop tournament examples/forcing.tournament.ts
 *     npx genoprop report forcing.run.sqlite --open
 *
 * 23 minutes on 2 cores that had much other work. The report draws each champion's free run over the pattern, and for how
 * many steps it keeps to it.
 */
import { defineTournament } from 'genoprop';

const mixed = { forcingFloor: 0.25, forcingSpan: 300 };

export default defineTournament({
  name: 'forcing',
  tasks: ['sine', 'figure-eight'],
  contestants: [
    { name: 'forced', contestant: 'adam', settings: { forcing: 'outputs' } },
    { name: 'visible', contestant: 'adam', settings: { forcing: 'visible' } },
    { name: 'mixed', contestant: 'adam', settings: mixed },
    { name: 'free', contestant: 'adam', settings: { forcing: 'none' } },
    { name: 'genitor-forced', contestant: 'genitor', settings: { forcing: 'outputs' } },
    { name: 'genitor-free', contestant: 'genitor', settings: { forcing: 'none' } },
  ],
  seeds: 5,
  // Of each trial, in multiply-accumulates, so that an evaluation and an update are paid for alike.
  budget: '3e10mac',
});
