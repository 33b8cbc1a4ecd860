/**
 * Ridge regression of a fixed net's readout: the way in which echo state networks are trained. Jaeger (2001), "The echo
 * state approach to analysing and training recurrent neural networks", GMD report 148; Lukoševičius (2012), "A practical
 * guide to applying echo state networks", section 4.
 *
 *   W_out = argmin Σ_rows ‖y - b - W x‖² + λ ‖W‖²
 */
import { defineLearner } from '../learner.ts';
import { ridgeMeasures } from './measures.ts';
import { RidgeSearch } from './ridge-search.ts';
import { featuresOf } from './rows.ts';
import { readLambdas, settings, space, unsearched } from './settings.ts';
import { lossMacs, regressionWork } from './work.ts';

/** Most features and targets of a row: two matrices of their products take 1.6 GB. */
const MOST_WIDTH = 10_000;

export const ridge = defineLearner({
  name: 'ridge',
  kind: 'other',
  counts: 'updates',
  atWork: 'regressing',
  measures: ridgeMeasures,
  summary: 'ridge regression of the readout of a reservoir, in 64 bits',
  source: 'Jaeger (2001), GMD report 148; Lukoševičius (2012)',
  settings,
  space,
  unsearched,
  contestants: [
    {
      name: 'esn',
      summary: 'echo state network: a reservoir whose readout is solved by ridge regression',
      net: 'reservoir',
      settings: {},
      tunes: ['radius', 'leak', 'inputScaling', 'hidden'],
    },
  ],
  calls: () => ['features'],
  fits(net) {
    const { architecture, blocks } = net;
    if (!blocks.some(({ name }) => name === 'W_out_low'))
      return `solves for the readout of a net whose other weights stay as they are drawn, and the net ${architecture} learns them; set net=reservoir`;
    const width = 1 + featuresOf(net) + net.outputs;
    return width <= MOST_WIDTH
      ? null
      : `sums products of all pairs of ${width} features and outputs, and ${MOST_WIDTH} is the most; take fewer units, inputs or outputs`;
  },
  asks: (chosen) => ({
    kind: 'regressions',
    sequences: chosen.batch,
    nets: 1,
    solving(net, rows) {
      const holdsOut = readLambdas(chosen.lambdas).length > 1 && Math.floor(chosen.heldOut * rows) > 0;
      const { macs, bytes } = regressionWork(net, rows, chosen, holdsOut);
      return { macs: macs + lossMacs(net, rows), bytes };
    },
  }),
  start: (problem, chosen, snapshot) => new RidgeSearch(problem, chosen, snapshot),
});
