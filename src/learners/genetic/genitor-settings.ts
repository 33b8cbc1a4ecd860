/** Settings of GENITOR, with the encodings' own among them. */
import * as z from 'zod';
import { encodingNames, encodings, findEncoding } from '../../../genomes/index.ts';
import { UserError } from '../../errors.ts';
import { crossovers } from './crossover.ts';
import { memeticFields } from './memetic.ts';
import { scalings } from './scaling.ts';
import { selections } from './selection.ts';

const names = (list: readonly { readonly name: string }[]): string[] => list.map(({ name }) => name);
const choices = (list: readonly { readonly name: string; readonly summary: string }[]): string =>
  list.map(({ name, summary }) => `${name} (${summary})`).join('; ');

const own = z.object({
  population: z.int().min(2).max(100_000).default(100).describe('genomes in the population'),
  selection: z
    .enum(names(selections))
    .default('proportionate')
    .describe(`how parents are selected: ${choices(selections)}`),
  sampling: z
    .enum(['roulette', 'universal'])
    .default('roulette')
    .describe(
      'how selection=proportionate draws: roulette (one spin a parent); universal (stochastic universal sampling, one spin a group of offspring)',
    ),
  scaling: z
    .enum(names(scalings))
    .default('windowed')
    .describe(`fitness from loss under selection=proportionate: ${choices(scalings)}`),
  window: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe(
      'generations whose worst loss scaling=windowed measures from, the present one among them; a generation is as many offspring as the population has members',
    ),
  bias: z
    .number()
    .min(1)
    .max(2)
    .default(1.5)
    .describe("Whitley's bias under selection=rank: the best's probability over the median's"),
  tournamentSize: z.int().min(1).max(1000).default(3).describe('members drawn under selection=tournament'),
  crossover: z
    .enum(names(crossovers))
    .default('one-point')
    .describe(`how two parents' genes meet: ${choices(crossovers)}`),
  crossoverRate: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('probability of crossover; otherwise the child begins as a copy of its first parent'),
  reducedSurrogate: z
    .boolean()
    .default(false)
    .describe('cut only between places where the parents differ, so that no child is a copy of one'),
  alignment: z
    .enum(['none', 'weights'])
    .default('none')
    .describe(
      "whether the second parent's hidden units are aligned to the first's before crossover: none; weights (in the order and with the signs under which the weights are nearest, see docs/lab.md; bits are moved in whole weights)",
    ),
  encoding: z
    .enum(encodingNames)
    .default('real')
    .describe(`what a genome is: ${choices(encodings)}`),
  mutationRate: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('probability that a gene is mutated (encoding=real)'),
  flipRate: z
    .union([z.number().min(0).max(1), z.literal('auto')])
    .default('auto')
    .describe('probability that a bit is flipped (encoding=bits); auto: 1 / number of bits'),
  adaptiveMutation: z
    .boolean()
    .default(false)
    .describe("Whitley's rate of mutation, which rises as the parents resemble each other"),
  initialStep: z
    .number()
    .positive()
    .max(1e6)
    .default(0.1)
    .describe('standard deviation by which a gene of the first genomes mutates (encoding=real)'),
  stepFloor: z
    .number()
    .min(0)
    .max(1e6)
    .default(0.1)
    .describe('the self-adapted step never falls below this; at 0 it may collapse'),
  stepLearningRate: z
    .union([z.number().min(0).max(10), z.literal('auto')])
    .default('auto')
    .describe('how fast steps change, τ in σ exp(τ N(0,1)); auto: 1 / √(2 × genes); 0 keeps them'),
  sequences: z.int().min(1).max(1_000_000).default(128).describe('sequences on which a genome is evaluated'),
  renewal: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(2000)
    .describe(
      'offspring after which new sequences are drawn and the population is evaluated again (0: never)',
    ),
  inFlight: z
    .int()
    .min(1)
    .max(100_000)
    .default(64)
    .describe(
      'offspring bred before the first of them is ranked, in up to 4 groups; part of the algorithm: results depend on it, never on the number of workers; 1 is the strict GENITOR',
    ),
  duplicates: z
    .enum(['reject', 'keep'])
    .default('reject')
    .describe('what becomes of offspring equal to a member of the population'),
  ...memeticFields,
});

const ofEncodings: z.core.$ZodLooseShape = Object.assign(
  {},
  ...encodings.map(({ options }) => options.shape as z.core.$ZodLooseShape),
);

export const genitorSettings = own.extend(ofEncodings).superRefine((settings, context) => {
  try {
    const encoding = findEncoding(String(settings.encoding));
    encoding.layOut(1, encoding.options.parse(settings));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.addIssue({ code: 'custom', message: error.message, path: [] });
  }
});

export type GenitorSettings = z.output<typeof own> & Readonly<Record<string, unknown>>;
