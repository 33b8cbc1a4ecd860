/**
 * Species of NEAT: Stanley & Miikkulainen (2002), section 3.3. A genome belongs to the first species, by age, whose
 * representative, a random member of the generation before, is nearer than the threshold.
 */
import { type DistanceOptions, distance, type GraphGenome } from '../../../genomes/graph.ts';

export interface Species {
  /** Number from 0, in the order in which species arose. */
  readonly id: number;
  /** Generation in which it arose. */
  readonly born: number;
  /** Generation of its last improvement. */
  improved: number;
  /** Its least loss so far; infinite before it has one. */
  best: number;
}

/** Species with what new genomes are compared with. */
export interface Represented {
  readonly species: Species;
  readonly representative: GraphGenome;
}

export interface Speciation {
  /** Species, by age, that have members. */
  readonly species: readonly Species[];
  /** Ids, `[genome]`. */
  readonly speciesOf: readonly number[];
  /** Id that comes next. */
  readonly nextId: number;
}

/**
 * Divides genomes into species, each into the first that fits; a genome that fits none founds one. Species without
 * members vanish.
 */
export function speciate(
  genomes: readonly GraphGenome[],
  known: readonly Represented[],
  options: DistanceOptions & { readonly compatibility: number },
  { generation, nextId }: { readonly generation: number; readonly nextId: number },
): Speciation {
  const all = [...known];
  let next = nextId;
  const speciesOf = genomes.map((genome) => {
    const fitting = all.find(
      ({ representative }) => distance(genome, representative, options) < options.compatibility,
    );
    if (fitting !== undefined) return fitting.species.id;
    const id = next++;
    const best = Number.POSITIVE_INFINITY;
    all.push({ species: { id, born: generation, improved: generation, best }, representative: genome });
    return id;
  });
  const present = new Set(speciesOf);
  const species = all.map((one) => one.species).filter(({ id }) => present.has(id));
  return { species, speciesOf, nextId: next };
}

/** Members of each species by ascending loss, as numbers of genomes; equals in the order of their birth. */
export function membersOf(
  species: readonly Species[],
  speciesOf: readonly number[],
  losses: ArrayLike<number>,
): number[][] {
  const at = new Map(species.map(({ id }, index) => [id, index]));
  const members: number[][] = species.map(() => []);
  for (const [genome, id] of speciesOf.entries()) members[at.get(id)!]!.push(genome);
  for (const own of members) own.sort((one, other) => compareLosses(losses[one]!, losses[other]!));
  return members;
}

/** Order of losses: NaN and infinite ones are failed evaluations, and rank worst. */
export function compareLosses(one: number, other: number): number {
  const [left, right] = [rankedLoss(one), rankedLoss(other)];
  return left === right ? 0 : left < right ? -1 : 1;
}

/** Loss for ranking: infinite for a failed evaluation. */
export const rankedLoss = (loss: number): number => (Number.isFinite(loss) ? loss : Number.POSITIVE_INFINITY);
