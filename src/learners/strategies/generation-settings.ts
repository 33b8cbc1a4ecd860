/** Settings, spaces, measures and numbers that all strategies have in common. */
import * as z from 'zod';
import { log, type Space } from '../../options/space.ts';
import type { Asking } from '../learner.ts';

export interface GenerationSettings {
  readonly sequences: number;
  readonly renewal: number;
}

export const generationFields = {
  sequences: z.int().min(1).max(1_000_000).default(128).describe('sequences on which a genome is evaluated'),
  renewal: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(2000)
    .describe('evaluations after which, at the end of a generation, new sequences are drawn (0: never)'),
};

export const generationSpace: Space = {
  sequences: log(64, 512, { whole: true }),
  renewal: log(200, 20_000, { whole: true }),
};

/** Genomes of a generation; `auto` depends on the net. */
export const autoPopulation = z
  .union([z.int().min(2).max(100_000), z.literal('auto')])
  .default('auto')
  .describe('genomes of a generation, λ; auto: 4 + ⌊3 ln n⌋ for n weights');

/** Pairs of a strategy with symmetric sampling. */
export const pairsField = (count: number) =>
  z.int().min(1).max(100_000).default(count).describe('pairs of genomes of a generation, θ + ε and θ - ε');

/** Size of a generation by the setting `population`, for n weights. */
export const populationOf = (population: number | 'auto', auto: number): number =>
  population === 'auto' ? auto : population;

/** Generation of `auto` for some hundred weights, where the net is not known. */
export const USUAL_POPULATION = 19;

/** Work of a generation on a device. */
export const askingFor = (sequences: number, genomes: number): Asking => ({
  kind: 'evaluations',
  sequences,
  genomes,
});

/** The net of the contestants: the first genomes of `genitor`, on as many sequences an evaluation. */
export const contestantNet = {
  hidden: 8,
  unit: 'tanh',
  initialisation: 'identity',
  deviation: 0.5,
  sequences: 256,
} as const;

/**
 * First step of the contestants, in units of a weight. From some tries on temporal order with T = 20 (2 seeds each of
 * tournament seed 3): with .5 the first generations leave W_rec = I at once, and nothing is found within 3,400 evaluations.
 */
export const contestantStep = 0.05;

/** Settings of the net and the evaluation that tuning searches beside a strategy's own. */
export const netTunes = ['sequences', 'hidden', 'initialisation'] as const;
