/**
 * Settings of NEAT's evolution: operators, species, selection. Defaults are those of Stanley & Miikkulainen (2002),
 * "Evolving neural networks through augmenting topologies", Evolutionary Computation 10(2), section 4.1; where the
 * authors' program does otherwise, an option names both.
 */
import * as z from 'zod';
import type { FirstStructure } from '../../../genomes/graph.ts';
import { unknownName } from '../../options/nearest.ts';
import { validateOptions } from '../../options/validate.ts';

const share = () => z.number().min(0).max(1);
const factor = () => z.number().min(0).max(1000);
const weight = () => z.number().min(0).max(1000);
const expected = () => z.number().min(0).max(20);

export const evolutionSettings = z.object({
  population: z.int().min(2).max(100_000).default(150).describe('genomes in a generation'),
  firstLinks: z
    .enum(['full', 'none'])
    .default('full')
    .describe('links of the first genomes: full (every input and the bias to every output) or none'),
  firstHidden: z
    .int()
    .min(0)
    .max(10_000)
    .default(0)
    .describe(
      'hidden nodes of the first genomes, with firstLinks=full all linked; to each other too, if links may go back',
    ),
  firstWeights: weight().default(1).describe('greatest absolute weight of the first links'),
  mutateOnly: share().default(0.25).describe('share of offspring that are mutated without crossover'),
  mateOnly: share().default(0.2).describe('share of matings whose child is not mutated'),
  interspecies: share().default(0.001).describe('share of matings with a mate from another species'),
  mate: z
    .enum(['uniform', 'ranked'])
    .default('uniform')
    .describe(
      "mate from another species: uniform (any of any species' parents) or ranked (the champion of a good one)",
    ),
  averaged: share().default(0).describe('share of matings whose matching weights are the means of both'),
  equalFitness: z
    .enum(['both', 'shorter'])
    .default('both')
    .describe('whose unmatched genes a child of equals has: both (each with probability ½) or the shorter'),
  disabledRule: z
    .enum(['once', 'copied'])
    .default('once')
    .describe(
      'gene that is disabled in a parent: once (disabled at the rate below) or copied (with the flag of a random parent, then disabled at that rate)',
    ),
  inheritDisabled: share().default(0.75).describe('rate at which a gene is disabled that one parent has so'),
  bothDisabled: share().default(0.75).describe('the same where both have it so, with disabledRule=once'),
  structure: z
    .enum(['exclusive', 'together'])
    .default('exclusive')
    .describe('mutations of a child: exclusive (a node, else a link, else the others) or together'),
  addNode: share().default(0.03).describe('rate of new nodes'),
  addLink: expected().default(0.05).describe('rate of new links'),
  addBiasLink: expected()
    .default(0)
    .describe('rate of further new links from the bias, with structure=together'),
  linkTries: z.int().min(1).max(10_000).default(20).describe('draws of two nodes for a new link'),
  newLinkWeight: weight().default(1).describe('greatest absolute weight of a new link'),
  recurrentLinks: share()
    .default(0.2)
    .describe('share of new links that close a cycle; with 0 every net is feed-forward'),
  mutateWeights: share().default(0.8).describe('share of genomes whose weights are mutated'),
  weightMutation: z
    .enum(['uniform', 'severe'])
    .default('uniform')
    .describe(
      "weights: uniform (each perturbed, or drawn anew at the rate below) or severe (half of the genomes by the program's 70, 20 and 10 %)",
    ),
  replaced: share().default(0.1).describe('share of mutated weights that are drawn anew'),
  power: weight().default(2.5).describe('greatest perturbation of a weight'),
  replacement: weight().default(2.5).describe('greatest absolute weight that is drawn anew'),
  cap: z.number().positive().max(1000).default(8).describe('greatest absolute weight'),
  toggle: share().default(0).describe('rate at which the flag of a random gene is turned over'),
  reenable: share().default(0).describe('rate at which the first disabled gene is enabled'),
  disable: share().default(0).describe('rate at which a random gene is disabled'),
  excess: factor().default(1).describe('c1 of the compatibility distance, for excess genes'),
  disjoint: factor().default(1).describe('c2, for disjoint genes'),
  weightDifference: factor().default(0.4).describe("c3, for the mean difference of matching genes' weights"),
  normalise: z
    .enum(['genes', 'none'])
    .default('genes')
    .describe('divisor of excess and disjoint genes: genes (of the larger genome) or none'),
  smallGenome: z.int().min(0).max(1_000_000).default(20).describe('genes below which the divisor is 1'),
  compatibility: z
    .number()
    .positive()
    .max(100_000)
    .default(3)
    .describe('distance below which two are of a species'),
  survival: share().default(0.2).describe('share s of a species of n of which s·n + 1 are parents'),
  elite: z.int().min(0).max(1_000_000).default(5).describe('size above which a species keeps its champion'),
  eliteBy: z
    .enum(['size', 'offspring'])
    .default('size')
    .describe('the number that is compared with elite: size (members) or offspring (of the next generation)'),
  stagnation: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(15)
    .describe('generations without improvement after which a species stagnates'),
  stagnant: z
    .enum(['none', 'hundredth'])
    .default('none')
    .describe(
      'offspring of a stagnant species: none (that of the best genome is exempt) or those of a hundredth of its fitness',
    ),
  populationStagnation: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(20)
    .describe('generations without a record after which the two best species alone have offspring'),
  focus: z
    .enum(['shared', 'champions'])
    .default('shared')
    .describe(
      'their offspring: shared (by fitness) or champions (half of the population from each champion)',
    ),
  fitness: z
    .enum(['range', 'offset'])
    .default('range')
    .describe('fitness: range (greatest loss of the generation - loss) or offset (fitnessOffset - loss)'),
  fitnessOffset: z.number().default(0).describe('loss whose fitness is 0, with fitness=offset'),
});

export type EvolutionSettings = z.output<typeof evolutionSettings>;

/** Structure of the first genomes by these settings. */
export const firstStructure = ({
  firstLinks,
  firstHidden,
  recurrentLinks,
}: Pick<EvolutionSettings, 'firstLinks' | 'firstHidden' | 'recurrentLinks'>): FirstStructure => ({
  links: firstLinks,
  hidden: firstHidden,
  recurrent: recurrentLinks > 0,
});

/**
 * The settings of that preset, with others in their place. A preset is named by itself, or as the contestant that plays it.
 * @throws UserError on an unknown preset or setting, and on a value that is not allowed
 */
export function neatSettings(
  preset: keyof typeof presets = 'classic-2002',
  others: Partial<EvolutionSettings> = {},
): EvolutionSettings {
  if (!Object.hasOwn(presets, preset)) throw unknownName('preset', preset, Object.keys(presets));
  return validateOptions(evolutionSettings, { ...presets[preset], ...others }, 'NEAT');
}

/** Sets of settings by name, where they differ from the defaults: `classic-2002` is the paper. */
export const evolutionPresets = {
  'classic-2002': {},
  /** The authors' program with its parameters for XOR. */
  'cpp-2002': {
    averaged: 0.4,
    equalFitness: 'shorter',
    disabledRule: 'copied',
    mutateWeights: 0.9,
    weightMutation: 'severe',
    normalise: 'none',
    eliteBy: 'offspring',
    stagnant: 'hundredth',
    focus: 'champions',
    mate: 'ranked',
  },
  /** Constants of SethBling's MarI/O on this evolution: its numbers and species are those of the paper. */
  mario: {
    population: 300,
    firstLinks: 'none',
    structure: 'together',
    addNode: 0.5,
    addLink: 2,
    addBiasLink: 0.4,
    newLinkWeight: 2,
    mutateWeights: 0.25,
    power: 0.1,
    replacement: 2,
    disable: 0.4,
    reenable: 0.2,
    mateOnly: 0,
    interspecies: 0,
    excess: 2,
    disjoint: 2,
    compatibility: 1,
    smallGenome: 0,
    survival: 0.5,
    elite: 0,
  },
  /** Weights alone, in a full recurrent net that never grows. */
  weights: { addNode: 0, addLink: 0, firstHidden: 8 },
  /** CPPNs: the constants of J. Gauci's HyperNEAT program on this evolution, with 100 genomes as in its visual task. */
  hyperneat: {
    population: 100,
    recurrentLinks: 0,
    excess: 2,
    disjoint: 2,
    weightDifference: 1,
    normalise: 'none',
    compatibility: 6,
  },
} as const satisfies Readonly<Record<string, Partial<EvolutionSettings>>>;

/** The same, by the names of contestants too. */
const presets = {
  ...evolutionPresets,
  neat: evolutionPresets['classic-2002'],
  'neat-cpp-2002': evolutionPresets['cpp-2002'],
  'neat-mario': evolutionPresets.mario,
  'ft-neat': evolutionPresets.weights,
};
