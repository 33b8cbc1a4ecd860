/**
 * The figure of Pascanu, Mikolov & Bengio (2013), "On the difficulty of training recurrent neural networks":
 * how often is temporal order learnt as sequences grow? Three initialisations × MSGD (plain), MSGD-C (clipped),
 * MSGD-CR (clipped, and regularised by Ω) × lengths × 5 runs; and GENITOR, which breeds its nets, beside them.
 *
 *     npx genoprop tournament examples/temporal-order.tournament.ts --dry-run
 *     npx genoprop tournament examples/temporal-order.tournament.ts --run figure.run.sqlite
 *
 * All of it takes a night on 2 cores: stop it with Ctrl-C and go on with `npx genoprop resume figure.run.sqlite`.
 * A first look at the shorter lengths takes some minutes: leave lengths out below, or give `--seeds 1` and a
 * smaller `--budget`; what is played then has a run file of its own, for its budget is another.
 */
import { contestants, defineTournament } from 'genoprop';

const { genitor, msgd2013, msgdC2013, msgdCr2013 } = contestants;

const LENGTHS = [20, 50, 100, 150, 200, 250];

/**
 * Updates that a gradient trial may make. The paper's limit is 5,000,000, which is 50 times as long; Ω at 50
 * steps needs some 15,000, and plain gradients stay at chance for some 10,000 at least.
 */
const UPDATES = 100_000;

/**
 * Multiply-accumulates of an update a time step: 20 sequences through 50 units, forward (50² + 50) and back
 * (as much again for the weights, 50² for the error signal). The budget is counted in these, so that who
 * breeds gets as much computing as who descends; at 50 steps it buys GENITOR some 800,000 evaluations.
 */
const UPDATE_MACS_PER_STEP = 20 * (2 * (50 * 50 + 50) + 50 * 50);

/** The paper's settings: 50 units, learning rate .01, 20 sequences, threshold 1, α = 4. */
const methods = { msgd: msgd2013, 'msgd-c': msgdC2013, 'msgd-cr': msgdCr2013.with({ alpha: 4 }) };

/** N(0, .01) with logistic units; N(0, .1) with tanh; sparse, with a spectral radius of .95, with tanh. */
const initialisations = {
  sigmoid: { unit: 'logistic', initialisation: 'sigmoid' },
  basic: { unit: 'tanh', initialisation: 'basic-tanh' },
  smart: { unit: 'tanh', initialisation: 'smart-tanh' },
};

export default defineTournament({
  name: 'temporal order, after Pascanu et al. 2013',
  tasks: LENGTHS.map((length) => ({
    task: 'temporal-order',
    options: { length },
    // Longer sequences cost more, so that every length gets as many updates.
    budget: { macs: UPDATES * UPDATE_MACS_PER_STEP * length },
  })),
  contestants: [
    ...Object.entries(initialisations).flatMap(([start, settings]) =>
      Object.entries(methods).map(([name, method]) => method.with(settings).named(`${name} ${start}`)),
    ),
    genitor,
  ],
  seeds: 5,
});
