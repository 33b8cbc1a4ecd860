/** Contestant of HyperNEAT. */
import type { ContestantPreset } from '../learner.ts';
import { evolutionPresets } from '../neat/evolution-settings.ts';
import { tunes } from './settings.ts';

const { recurrentLinks: _, ...evolution } = evolutionPresets.hyperneat;

export const contestants = [
  {
    name: 'hyperneat',
    summary: 'HyperNEAT: breeds nets that compute the weights of a larger one from the places of its units',
    net: 'graph',
    // Two updates a step take a signal from the inputs over hidden nodes to the outputs.
    settings: { ...evolution, firstHidden: 20, hidden: 0, links: 0, unit: 'tanh', passes: 2 },
    tunes,
  },
] as const satisfies readonly ContestantPreset[];
