/**
 * Recurrent policy gradient: REINFORCE through time. Wierstra, Förster, Peters & Schmidhuber (2010), "Recurrent policy
 * gradients", Logic Journal of the IGPL 18: the policy is a recurrent net whose outputs at step t depend on all
 * observations so far, so that ∂ ln π(a_t | history) / ∂θ is back-propagated through time, weighted by the return from t
 * on less a baseline.
 */
import { callsOfDescent } from '../../engine/lacking.ts';
import { defineLearner } from '../learner.ts';
import { policyMeasures } from './measures.ts';
import { PolicySearch } from './search.ts';
import { policySettings, policySpace, ruleNamed } from './settings.ts';

export const policyGradient = defineLearner({
  name: 'rpg',
  kind: 'gradient',
  counts: 'updates',
  atWork: 'training',
  summary: 'recurrent policy gradient: REINFORCE through time on episodes',
  source: 'Wierstra, Förster, Peters & Schmidhuber (2010), Logic Journal of the IGPL',
  settings: policySettings,
  space: policySpace,
  measures: policyMeasures,
  samples: true,
  contestants: [
    {
      name: 'rpg',
      summary: 'recurrent policy gradient on an LSTM, for episode tasks',
      net: 'lstm',
      settings: { hidden: 8, initialisation: 'gaussian', deviation: 0.3, entropyBonus: 0.05 },
      tunes: ['learningRate', 'batch', 'discount', 'baseline', 'entropyBonus', 'noise', 'hidden'],
    },
  ],
  calls: (settings) => callsOfDescent({ rule: ruleNamed(settings), omega: null }),
  // θ, Adam's moments and a net's rollouts beside the batch.
  holds: (_settings, parameters) => 124 * parameters,
  start: (problem, settings, snapshot) => new PolicySearch(problem, settings, snapshot),
});
