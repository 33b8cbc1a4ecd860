/**
 * Seven evolution strategies (CMA-ES, SNES, the one of OpenAI, PGPE, Deep GA, CoSyNE, ESP) beside GENITOR and beside
 * gradient descent with clipping and Ω, on temporal order with 20 and 50 steps. All but the last train the same net of 8
 * tanh units, from the same initialisation, on as many sequences an evaluation.
 *
 *     npx genoprop tournament examples/strategies.tournament.ts --dry-run
 *     npx genoprop tournament examples/strategies.tournament.ts --run strategies.run.sqlite
 *
 * All of it takes a night on 2 cores at most, mostly some hundred minutes: stop it with Ctrl-C and go on with `npx genoprop resume strategies.run.sqlite`.
 */
import { defineTournament } from 'genoprop';

export default defineTournament({
  name: 'evolution strategies on temporal order',
  tasks: [
    { task: 'temporal-order', options: { length: 20 }, budget: '5e10mac' },
    { task: 'temporal-order', options: { length: 50 }, budget: '2e11mac' },
  ],
  contestants: ['cma-es', 'snes', 'openai-es', 'pgpe', 'deep-ga', 'cosyne', 'esp', 'genitor', 'msgd-cr'],
  seeds: 5,
  // Of each trial: evaluations and updates are paid for alike.
  budget: '2e11mac',
});
