/** Contestants of NEAT: the paper, the authors' program, MarI/O's constants, and weights alone. */
import type { ContestantPreset } from '../learner.ts';
import { evolutionPresets } from './evolution-settings.ts';
import { tunes } from './settings.ts';

const net = 'graph';

export const contestants = [
  {
    name: 'neat',
    summary: 'NEAT as in its paper of 2002: structure and weights bred in species',
    net,
    settings: { ...evolutionPresets['classic-2002'] },
    tunes,
  },
  {
    name: 'neat-cpp-2002',
    summary: "NEAT as in the authors' program, where it differs from the paper",
    net,
    settings: { ...evolutionPresets['cpp-2002'] },
    tunes,
  },
  {
    name: 'neat-mario',
    summary: 'NEAT with the constants of MarI/O, which learnt levels of a platform game',
    net,
    settings: { ...evolutionPresets.mario, unit: 'signed', links: 500 },
    tunes,
  },
  {
    name: 'ft-neat',
    summary: 'NEAT of weights alone: a full recurrent net of 8 hidden nodes that never grows',
    net,
    settings: { ...evolutionPresets.weights },
    tunes: tunes.filter((setting) => !['addNode', 'addLink'].includes(setting)),
  },
] as const satisfies readonly ContestantPreset[];
