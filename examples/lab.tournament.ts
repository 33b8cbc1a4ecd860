/**
 * Runs for the lab: temporal order over 10, 20, 50 and 100 steps, plain gradient descent, descent with clipping and Ω,
 * GENITOR and CMA-ES, all as they are offered. The views of the lab look at its champions and checkpoints.
 *
 *     npx genoprop tournament examples/lab.tournament.ts --run memory.run.sqlite
 *
 * At most 30 minutes on 2 cores.
 */
import { defineTournament } from 'genoprop';

const lengths = [
  { length: 10, macs: 1e10 },
  { length: 20, macs: 3e10 },
  { length: 50, macs: 1.5e11 },
  { length: 100, macs: 4e11 },
];

export default defineTournament({
  name: 'memory',
  tasks: lengths.map(({ length, macs }) => ({
    task: 'temporal-order',
    options: { length },
    budget: { macs },
  })),
  contestants: ['msgd', 'msgd-cr', 'genitor', 'cma-es'],
  seeds: 5,
  seed: 16,
});
