/** Reproduction: GENITOR breeds a net for temporal order at T = 20. */
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import { type Reproduction, solvedCount } from './reproduction.ts';

const normalDraws = { initialisation: 'gaussian' };

/** Real genes from N(0, .5), 128 sequences: what the claim was recorded with. */
const realGenes = { ...normalDraws, encoding: 'real', sequences: 128 };

export const genitor20: Reproduction = {
  name: 'genitor-20',
  title: 'GENITOR on temporal order, T = 20',
  claim:
    'GENITOR (8 tanh units, real genes from N(0, .5), fitness-proportionate selection) solves temporal order at T = 20 on at least 8 of 10 seeds; random search with the same number of evaluations is the floor.',
  spec: {
    tasks: [resolveTask('temporal-order', { length: 20 })],
    contestants: [resolveContestant('genitor', realGenes), resolveContestant('random', normalDraws)],
    seeds: 10,
    // The defaults of population, step floor and sequences were chosen on tournament seed 1.
    seed: 2,
    budget: { evaluations: 300_000 },
    device: 'wasm',
  },
  holds: (results) => solvedCount(results, 'genitor') >= 8,
};
