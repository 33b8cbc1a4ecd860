/**
 * Seven evolution strategies (CMA-ES, SNES, the one of OpenAI, PGPE, Deep GA, CoSyNE, ESP) and NEAT beside
 * GENITOR and beside gradient descent with clipping and Ω, on temporal order with 20 and 50 steps. The strategies and
 * GENITOR train the same net of 8 tanh units, from the same initialisation, on as many sequences an evaluation.
 *
 *     npx genoprop tournament examples/strategies.tournament.ts --dry-run
 *     npx genoprop tournament examples/strategies.tournament.ts --run strategies.run.sqlite
 *
 * All of it takes 30 minutes on 2 cores at most: stop it with Ctrl-C and go on with
 * `npx genoprop resume strategies.run.sqlite`.
 */
import { defineTournament } from 'genoprop';

export default defineTournament({
  name: 'evolution strategies on temporal order',
  tasks: [
    { task: 'temporal-order', options: { length: 20 }, budget: '5e10mac' },
    { task: 'temporal-order', options: { length: 50 }, budget: '2e11mac' },
  ],
  contestants: [
    ...['cma-es', 'snes', 'openai-es', 'pgpe', 'deep-ga', 'cosyne', 'esp'],
    // The settings of docs/tournaments.md for sequences.
    {
      contestant: 'neat',
      settings: {
        unit: 'tanh',
        power: 0.3,
        sequences: 256,
        recurrentLinks: 0.5,
        addLink: 0.3,
        population: 300,
      },
    },
    ...['genitor', 'msgd-cr'],
  ],
  seeds: 5,
  // Of each trial: evaluations and updates are paid for alike.
  budget: '2e11mac',
});
