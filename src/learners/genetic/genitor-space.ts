/** Default search space of GENITOR's settings, with the encodings' own among them. */
import { encodingNames, encodings } from '../../../genomes/index.ts';
import { choices, linear, log, type Space, when } from '../../options/space.ts';
import { crossovers } from './crossover.ts';
import { memeticSpace } from './memetic.ts';
import { scalings } from './scaling.ts';
import { selections } from './selection.ts';

const names = (list: readonly { readonly name: string }[]): string[] => list.map(({ name }) => name);

const REAL = ['real'];
const PROPORTIONATE = ['proportionate'];

const ofEncodings: Space = Object.fromEntries(
  encodings.flatMap(({ name, space = {} }) =>
    Object.entries(space).map(([key, dimension]) => [key, when('encoding', [name], dimension)]),
  ),
);

/**
 * Space around the defaults. Steps reach down to where they have been seen to collapse, rates of flips from one bit in
 * some thousand to one in 20.
 */
export const genitorSpace: Space = {
  population: log(20, 500, { whole: true }),
  selection: choices(...names(selections)),
  sampling: when('selection', PROPORTIONATE, choices('roulette', 'universal')),
  scaling: when('selection', PROPORTIONATE, choices(...names(scalings))),
  window: when('scaling', ['windowed'], linear(1, 10, { whole: true })),
  bias: when('selection', ['rank'], linear(1.1, 2)),
  tournamentSize: when('selection', ['tournament'], linear(2, 10, { whole: true })),
  crossover: choices(...names(crossovers)),
  crossoverRate: linear(0, 1),
  reducedSurrogate: choices(false, true),
  alignment: choices('none', 'weights'),
  encoding: choices(...encodingNames),
  mutationRate: when('encoding', REAL, log(0.01, 1)),
  flipRate: when('encoding', ['bits'], log(0.0003, 0.05)),
  adaptiveMutation: choices(false, true),
  initialStep: when('encoding', REAL, log(0.01, 1)),
  stepFloor: when('encoding', REAL, log(0.001, 0.3)),
  stepLearningRate: when('encoding', REAL, choices('auto', 0, 0.02, 0.05, 0.1, 0.2)),
  sequences: log(64, 512, { whole: true }),
  renewal: log(200, 20_000, { whole: true }),
  inFlight: log(1, 256, { whole: true }),
  duplicates: choices('reject', 'keep'),
  ...memeticSpace,
  ...ofEncodings,
};

/** Settings that tuning searches by default. */
export const genitorTunes: readonly string[] = [
  'encoding',
  'selection',
  'crossoverRate',
  'mutationRate',
  'flipRate',
  'stepFloor',
  'sequences',
  'hidden',
  'initialisation',
];
