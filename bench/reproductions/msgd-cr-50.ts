/**
 * Reproduction: clipping and Ω train a net for temporal order at T = 50, where plain SGD does not (Pascanu et al.
 * 2013).
 */
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import { type Reproduction, solvedCount } from './reproduction.ts';

export const msgdCr50: Reproduction = {
  name: 'msgd-cr-50',
  title: 'MSGD-CR on temporal order, T = 50',
  claim:
    "MSGD-CR with the paper's settings (50 tanh units, weights N(0, .1), learning rate .01, minibatch 20, threshold 1, α = 4) solves temporal order at T = 50 on 5 of 5 seeds; MSGD without clipping and random search, with as many updates and evaluations, are beside it.",
  spec: {
    tasks: [resolveTask('temporal-order', { length: 50 })],
    contestants: [
      resolveContestant('msgd-cr-2013', { alpha: 4 }, { as: 'msgd-cr' }),
      resolveContestant('msgd-2013', {}, { as: 'msgd' }),
      resolveContestant('random', {}),
    ],
    seeds: 5,
    seed: 1,
    budget: { updates: 100_000, evaluations: 100_000 },
    device: 'wasm',
  },
  holds: (results) => solvedCount(results, 'msgd-cr') === 5,
};
