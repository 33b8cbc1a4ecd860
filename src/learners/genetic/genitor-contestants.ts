/**
 * Contestants of GENITOR. Two breed a small Elman net whose first genomes have the identity as W_rec, with settings from
 * a search on temporal order; the third breeds an LSTM, with the first one's settings; the fourth the readout of an echo
 * state network, the same reservoir as `sgd-readout` has on the same seed.
 */
import type { ContestantPreset } from '../learner.ts';
import { genitorTunes } from './genitor-space.ts';

/** Settings of bit strings and of the choice between them and real genes. */
const OF_BITS = ['encoding', 'flipRate'];

/** Options of a reservoir that tuning searches beside a learner's settings. */
const reservoirTunes = ['radius', 'leak', 'inputScaling'];

/** The deviation is that of starts other than the identity. */
const shared = { hidden: 8, unit: 'tanh', initialisation: 'identity', deviation: 0.5, sequences: 256 };

export const genitorContestants = [
  {
    name: 'genitor',
    summary: 'GENITOR on bit strings: fitness-proportionate selection, one-point crossover',
    settings: { ...shared, encoding: 'bits' },
    tunes: genitorTunes,
  },
  {
    name: 'genitor-real',
    summary: 'GENITOR on real genes: tournament selection, Gaussian mutation',
    settings: { ...shared, selection: 'tournament', stepFloor: 0.02 },
    tunes: genitorTunes.filter((setting) => !OF_BITS.includes(setting)),
  },
  {
    name: 'genitor-lstm',
    summary: 'GENITOR on bit strings that are an LSTM with peepholes',
    net: 'lstm',
    settings: { hidden: 4, initialisation: 'gaussian', deviation: 0.5, sequences: 256, encoding: 'bits' },
    tunes: [...genitorTunes, 'forgetBias'],
  },
  {
    name: 'genitor-readout',
    summary: 'GENITOR on real genes that are the readout of an echo state network',
    net: 'reservoir',
    settings: {
      hidden: 200,
      deviation: 0.02,
      sequences: 64,
      selection: 'tournament',
      initialStep: 0.02,
      stepFloor: 0.002,
    },
    tunes: [
      ...genitorTunes.filter((setting) => ![...OF_BITS, 'initialisation'].includes(setting)),
      ...reservoirTunes,
    ],
  },
] as const satisfies readonly ContestantPreset[];
