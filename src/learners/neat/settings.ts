/**
 * Settings of NEAT as a learner: its evolution, and the sequences on which a generation is evaluated. The hidden nodes of
 * the first nets are an option of the net.
 */
import * as z from 'zod';
import { choices, linear, log, type Space, when } from '../../options/space.ts';
import { evolutionSettings } from './evolution-settings.ts';

export const settings = evolutionSettings.omit({ firstHidden: true }).extend({
  sequences: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(128)
    .describe('sequences on which a generation is evaluated'),
  renewal: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(30)
    .describe('generations after which new sequences are drawn, and stagnation counts anew (0: never)'),
});

export type NeatSettings = z.output<typeof settings>;

/** Space around the defaults, within the ranges of published runs. */
export const space: Space = {
  population: log(30, 1000, { whole: true }),
  mutateOnly: linear(0, 1),
  mateOnly: linear(0, 0.5),
  interspecies: log(0.0001, 0.1),
  averaged: linear(0, 1),
  structure: choices('exclusive', 'together'),
  addNode: log(0.003, 0.3),
  addLink: log(0.01, 1),
  recurrentLinks: linear(0, 1),
  mutateWeights: linear(0.2, 1),
  weightMutation: choices('uniform', 'severe'),
  replaced: when('weightMutation', ['uniform'], linear(0, 0.5)),
  power: log(0.1, 5),
  excess: log(0.3, 3),
  disjoint: log(0.3, 3),
  weightDifference: log(0.1, 3),
  compatibility: log(0.5, 10),
  survival: linear(0.1, 0.8),
  stagnation: log(5, 100, { whole: true }),
  populationStagnation: log(10, 200, { whole: true }),
  sequences: log(32, 512, { whole: true }),
  renewal: log(5, 200, { whole: true }),
};

const POINT = 'a point on which paper and program differ; a contestant for each tells more';
const START = 'the start of the paper is minimal';

export const unsearched: Readonly<Record<string, string>> = {
  firstLinks: START,
  firstWeights: 'weights of the start are soon mutated',
  ...{ mate: POINT, equalFitness: POINT, disabledRule: POINT, bothDisabled: POINT, normalise: POINT },
  ...{ smallGenome: POINT, eliteBy: POINT, stagnant: POINT, focus: POINT },
  inheritDisabled: 'published runs agree on it',
  addBiasLink: 'new links begin at the bias too',
  linkTries: 'it matters for full graphs alone',
  newLinkWeight: 'weights of new links are soon mutated',
  replacement: 'it goes with power',
  cap: 'a limit, which weights seldom reach',
  toggle: 'published runs without it do as well',
  reenable: 'published runs without it do as well',
  disable: 'published runs without it do as well',
  elite: 'it decides about few offspring',
  fitness: 'it is part of the task',
  fitnessOffset: 'it is part of the task',
};

/** Settings that tuning searches by default. */
export const tunes: readonly string[] = [
  'population',
  'addNode',
  'addLink',
  'power',
  'compatibility',
  'weightDifference',
  'sequences',
  'hidden',
];
