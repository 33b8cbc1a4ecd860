/**
 * Reproduction of NEAT: the offspring of one generation, in the order of their birth. Stanley & Miikkulainen (2002),
 * sections 3.2, 3.3 and 4.1.
 */
import {
  crossover,
  distance,
  type Fitter,
  type GraphGenome,
  type GraphLimits,
  type Innovations,
  mutate,
} from '../../../genomes/graph.ts';
import type { Random } from '../../random/random.ts';
import type { EvolutionSettings } from './evolution-settings.ts';
import { parentsOf, quotas, sharedFitness } from './selection.ts';
import { compareLosses, rankedLoss, type Species } from './species.ts';

/** Generation that has been evaluated. */
export interface Evaluated {
  readonly genomes: readonly GraphGenome[];
  readonly losses: ArrayLike<number>;
  /** Fitness, `[genome]`, from 0. */
  readonly fitness: ArrayLike<number>;
  /** Species by age. */
  readonly species: readonly Species[];
  /** Members `[species]` by ascending loss. */
  readonly members: readonly (readonly number[])[];
  /** Number of the generation. */
  readonly generation: number;
  /** True where its record is so old that the two best species alone have offspring. */
  readonly isStale: boolean;
}

/** Offspring that a species is to have, and of whom. */
export interface Allotment {
  readonly quota: number;
  /** Parents, by ascending loss. */
  readonly parents: readonly number[];
  /** True where the first of the offspring is the champion itself. */
  readonly keepsChampion: boolean;
}

/** Numbers of offspring of all species; they sum to the population. */
export function allot(evaluated: Evaluated, settings: EvolutionSettings): Allotment[] {
  const { species, members, losses, fitness } = evaluated;
  const { population } = settings;
  const byLoss = species
    .map((_, index) => index)
    .sort((one, other) => compareLosses(losses[members[one]![0]!]!, losses[members[other]![0]!]!));
  const best = byLoss[0]!;
  const focus = evaluated.isStale ? byLoss.slice(0, 2) : null;
  const shares = species.map((one, index) => {
    if (focus !== null && !focus.includes(index)) return 0;
    const shared = sharedFitness(members[index]!, fitness);
    if (focus !== null || !isStagnant(one, evaluated.generation, settings)) return shared;
    if (settings.stagnant === 'hundredth') return shared / 100;
    return index === best ? shared : 0;
  });
  const isByChampions = focus !== null && settings.focus === 'champions';
  const candidates = shares.map((share, index) => (isByChampions ? (focus.includes(index) ? 1 : 0) : share));
  // Where every candidate's share is 0, those that may not have offspring stay without.
  const allowed = species.map((one, index) =>
    focus !== null
      ? focus.includes(index)
      : settings.stagnant === 'hundredth' ||
        index === best ||
        !isStagnant(one, evaluated.generation, settings),
  );
  const some = candidates.some((share) => share > 0);
  const given = quotas(
    candidates.map((share, index) => (some ? share : allowed[index] ? 1 : 0)),
    population,
  );
  // The best genome's species has at least one, so that its champion can stay.
  if (given[best] === 0) {
    given[given.indexOf(Math.max(...given))]!--;
    given[best] = 1;
  }
  return species.map((_, index) => {
    const own = members[index]!;
    const quota = given[index]!;
    const parents = isByChampions ? own.slice(0, 1) : own.slice(0, parentsOf(own.length, settings.survival));
    const size = settings.eliteBy === 'size' ? own.length : quota;
    const hasLoss = Number.isFinite(losses[own[0]!]!);
    return { quota, parents, keepsChampion: quota > 0 && hasLoss && size > settings.elite };
  });
}

/** True where a species has not improved for so long. */
export const isStagnant = (
  { improved }: Species,
  generation: number,
  { stagnation }: Pick<EvolutionSettings, 'stagnation'>,
): boolean => generation - improved >= stagnation;

/**
 * Breeds the next generation.
 * @param random stream of the child of that number, from 0
 */
export function breed(
  evaluated: Evaluated,
  settings: EvolutionSettings,
  innovations: Innovations,
  random: (child: number) => Random,
  limits: GraphLimits,
): GraphGenome[] {
  const allotments = allot(evaluated, settings);
  const offspring: GraphGenome[] = [];
  for (const [index, { quota, parents, keepsChampion }] of allotments.entries()) {
    for (let number = 0; number < quota; number++) {
      offspring.push(
        number === 0 && keepsChampion
          ? evaluated.genomes[evaluated.members[index]![0]!]!
          : breedChild(evaluated, { index, parents, allotments }, settings, {
              innovations,
              random: random(offspring.length),
              limits,
            }),
      );
    }
  }
  return offspring;
}

interface Means {
  readonly innovations: Innovations;
  readonly random: Random;
  readonly limits: GraphLimits;
}

interface Place {
  /** Index of the species. */
  readonly index: number;
  readonly parents: readonly number[];
  readonly allotments: readonly Allotment[];
}

function breedChild(
  evaluated: Evaluated,
  place: Place,
  settings: EvolutionSettings,
  { innovations, random, limits }: Means,
): GraphGenome {
  const { genomes, losses } = evaluated;
  const { parents } = place;
  const one = parents[random.integer(parents.length)]!;
  if (random.uniform() < settings.mutateOnly)
    return mutate(genomes[one]!, innovations, settings, random, limits);
  const other = mateOf(evaluated, place, settings, random);
  const [mother, father] = [genomes[one]!, genomes[other]!];
  const [here, there] = [rankedLoss(losses[one]!), rankedLoss(losses[other]!)];
  const fitter: Fitter = here < there ? 'first' : here > there ? 'second' : 'equal';
  const child = one === other ? mother : crossover(mother, father, fitter, settings, random, limits);
  const isSame = one === other || distance(mother, father, settings) === 0;
  if (!isSame && random.uniform() < settings.mateOnly) return child;
  return mutate(child, innovations, settings, random, limits);
}

/** Mate: another parent of the species, or, rarely, one of another species; with one species always its own. */
function mateOf(
  { species, members, losses }: Evaluated,
  { index, parents, allotments }: Place,
  { interspecies, mate }: EvolutionSettings,
  random: Random,
): number {
  const own = (): number => parents[random.integer(parents.length)]!;
  if (interspecies === 0 || random.uniform() >= interspecies || species.length < 2) return own();
  if (mate === 'uniform') {
    const drawn = random.integer(species.length - 1);
    const theirs = allotments[drawn < index ? drawn : drawn + 1]!.parents;
    return theirs[random.integer(theirs.length)]!;
  }
  // The program's draw: |N(0, 1)| / 4 of the way down the list of species by their best genomes.
  const byLoss = species
    .map((_, at) => at)
    .filter((at) => at !== index)
    .sort((one, other) => compareLosses(losses[members[one]![0]!]!, losses[members[other]![0]!]!));
  const down = Math.min(1, Math.abs(random.normal()) / 4);
  return members[byLoss[Math.floor(down * (byLoss.length - 1) + 0.5)]!]![0]!;
}
