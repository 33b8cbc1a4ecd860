/**
 * What makes GENITOR work? Its selection, its crossover and its encoding are each changed by themselves, all else
 * being as it is offered: fitness-proportionate selection, one-point crossover of half the pairs, genomes of
 * bits in Gray code. On two tasks: temporal order, where many small steps lead to a solution, and parity, where no
 * slope does.
 *
 *     npx genoprop tournament examples/ablation.tournament.ts --dry-run
 *     npx genoprop tournament examples/ablation.tournament.ts --run ablation.run.sqlite
 *
 * About 15 minutes on 2 cores; `--seeds 5` takes half of that. A variant that is added to the list below later
 * is played alone when the same run file is named again.
 */
import { contestants, defineTournament } from 'genoprop';

const { genitor } = contestants;

export default defineTournament({
  name: 'ablation of GENITOR',
  tasks: [
    { task: 'temporal-order', options: { length: 20 } },
    { task: 'parity', options: { length: 12 } },
  ],
  contestants: [
    genitor,
    // Selection: by rank with a bias of 1.5; the best of three drawn.
    genitor.with({ selection: ['rank', 'tournament'] }),
    // Crossover: other ways of cutting; none at all, so that children differ by mutation alone.
    genitor.with({ crossover: ['two-point', 'uniform'] }),
    genitor.with({ crossoverRate: 0 }).named('genitor without crossover'),
    // Encoding: plain binary for the eight bits of a weight, from -5 to 5; real numbers.
    genitor.with({ gray: false }),
    genitor.with({ encoding: 'real' }),
  ],
  seeds: 10,
  // All variants breed the same net, so as many evaluations cost them as many multiply-accumulates.
  budget: '100000evaluation',
});
