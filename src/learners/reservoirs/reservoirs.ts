/**
 * Evolution of reservoirs: GENITOR breeds spectral radius, leak, input scaling and connectivity, and ridge regression
 * solves for the readout of each. Whitley (1989), ICGA, with Jaeger (2001), GMD report 148.
 */
import { groupSizes } from '../genetic/flight.ts';
import { populationMeasures } from '../genetic/measures.ts';
import { defineLearner } from '../learner.ts';
import { ridge } from '../ridge/ridge.ts';
import { regressionWork } from '../ridge/work.ts';
import { heldRows, IN_FLIGHT, leastRows, ReservoirSearch } from './breed-reservoirs.ts';
import { settings, space, unsearched } from './settings.ts';

export const reservoirs = defineLearner({
  name: 'reservoirs',
  kind: 'genetic',
  counts: 'evaluations',
  atWork: 'breeding',
  measures: populationMeasures,
  summary:
    'GENITOR breeds radius, leak, input scaling and connectivity of a reservoir; ridge regression its readout',
  source: 'Whitley (1989), ICGA; Jaeger (2001), GMD report 148',
  settings,
  space,
  unsearched,
  contestants: [
    {
      name: 'genitor-esn',
      summary: 'echo state networks whose radius, leak, input scaling and connectivity are bred by GENITOR',
      net: 'reservoir',
      settings: {},
      tunes: ['population', 'sequences', 'hidden'],
    },
  ],
  calls: () => ['features'],
  fits: (net) => ridge.fits!(net, {}),
  asks: (chosen) => ({
    kind: 'regressions',
    sequences: chosen.sequences,
    nets: groupSizes(IN_FLIGHT)[0]!,
    leastRows,
    solving: (net, rows) =>
      regressionWork(net, rows, { ...chosen, readout: 'squares' }, heldRows(chosen.heldOut, rows) > 0),
  }),
  begins: ({ population }) => population,
  start: (problem, chosen, snapshot) => ReservoirSearch.start(problem, chosen, snapshot),
});
