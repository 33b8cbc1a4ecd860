/** Species, sharing, quotas and survival of NEAT. */
import { describe, expect, it } from 'vitest';
import { distance, type GraphGenome } from '../../../genomes/graph.ts';
import { UserError } from '../../../src/errors.ts';
import { NeatEvolution } from '../../../src/learners/neat/evolution.ts';
import { neatSettings } from '../../../src/learners/neat/evolution-settings.ts';
import { allot, type Evaluated } from '../../../src/learners/neat/reproduction.ts';
import { fitnessOf, parentsOf, quotas, sharedFitness } from '../../../src/learners/neat/selection.ts';
import { membersOf, type Species, speciate } from '../../../src/learners/neat/species.ts';
import { grown } from '../../support/learners/graph-genomes.ts';

const paper = neatSettings('classic-2002');
const shape = { inputs: 2, outputs: 1 };
const species = (id: number, improved = 0): Species => ({ id, born: 0, improved, best: 1 });

/** Generation of members with these losses, by species. */
function evaluatedOf(losses: readonly (readonly number[])[], more: Partial<Evaluated> = {}): Evaluated {
  const all = losses.flat();
  const speciesOf = losses.flatMap((own, index) => own.map(() => index));
  const some = more.species ?? losses.map((_, index) => species(index));
  return {
    genomes: all.map(() => grown(1)),
    losses: all,
    fitness: fitnessOf(all, paper, 'test'),
    members: membersOf(some, speciesOf, all),
    generation: 0,
    isStale: false,
    ...more,
    species: some,
  };
}

describe('species', () => {
  it('take a genome into the first that fits, in the order of their age, else it founds one', () => {
    const genomes = Array.from({ length: 60 }, (_, seed) => grown(seed, { steps: 5 }));
    const known = [7, 3].map((seed, id) => ({ species: species(id), representative: genomes[seed]! }));
    const {
      species: present,
      speciesOf,
      nextId,
    } = speciate(genomes, known, paper, { generation: 4, nextId: 2 });
    const representatives = new Map<number, GraphGenome>(
      known.map((one) => [one.species.id, one.representative]),
    );
    for (const [index, genome] of genomes.entries()) {
      const fitting = [...representatives].find(
        ([, to]) => distance(genome, to, paper) < paper.compatibility,
      );
      if (fitting === undefined) representatives.set(speciesOf[index]!, genome);
      else expect(speciesOf[index]).toBe(fitting[0]);
    }
    expect(speciesOf).toHaveLength(60);
    expect(nextId).toBe(2 + present.filter(({ born }) => born === 4).length);
  });

  it('vanish without members', () => {
    const far = grown(5, { steps: 30 });
    const [genome] = [grown(1, { steps: 0 })];
    const known = [{ species: species(0), representative: far }];
    const made = speciate([genome!], known, { ...paper, normalise: 'none' }, { generation: 1, nextId: 1 });
    expect(made.species.map(({ id }) => id)).toEqual([1]);
  });
});

describe('selection', () => {
  it('shares fitness by species, and quotas sum to the population by the largest remainder', () => {
    expect(sharedFitness([0, 1, 2], [3, 6, 0])).toBe(3);
    expect(quotas([1, 1, 1], 10)).toEqual([4, 3, 3]);
    expect(quotas([5, 3, 2], 10)).toEqual([5, 3, 2]);
    expect(quotas([0, 0], 5)).toEqual([3, 2]);
    expect(quotas([0.5, 0.26, 0.24], 7)).toEqual([3, 2, 2]);
    const exact = evaluatedOf([[1, 2, 3], [4, 5], [6]]);
    const total = allot(exact, { ...paper, population: 17 }).reduce((sum, { quota }) => sum + quota, 0);
    expect(total).toBe(17);
  });

  it('gives a species that is doubled by copies no more', () => {
    const once = [0, 1].map((index) => sharedFitness([index], [2, 4]));
    expect(sharedFitness([0, 1, 2, 3], [2, 4, 2, 4])).toBe(sharedFitness([0, 1], [2, 4]));
    expect(once).toEqual([2, 4]);
  });

  it('makes fitness of losses, from 0, and refuses a loss that would have a negative one', () => {
    expect([...fitnessOf([1, 3, Number.NaN, 2], paper, 'task')]).toEqual([2, 0, 0, 1]);
    const offset = { fitness: 'offset', fitnessOffset: 16 } as const;
    expect([...fitnessOf([1, 16, Number.POSITIVE_INFINITY], offset, 'task')]).toEqual([15, 0, 0]);
    expect(() => fitnessOf([1, 17], offset, 'xor')).toThrow(/^xor: a loss of 17 has a negative fitness, /);
  });

  it('lets floor(.2 n + 1) be parents', () => {
    expect(parentsOf(10, 0.2)).toBe(3);
    expect(parentsOf(1, 0.2)).toBe(1);
    expect(parentsOf(4, 0.2)).toBe(1);
    expect(parentsOf(2, 1)).toBe(2);
  });

  it('gives a stagnant species nothing, but that of the best genome, or a hundredth as the program does', () => {
    const some = [species(0, 0), species(1, 10), species(2, 0)];
    const losses = [
      [1, 2],
      [2, 3],
      [1.5, 9],
    ];
    const old = { species: some, generation: 20 };
    const quotasOf = (settings: typeof paper) =>
      allot(evaluatedOf(losses, old), settings).map(({ quota }) => quota);
    expect(quotasOf(paper)[2]).toBe(0);
    expect(quotasOf(paper)[0]).toBeGreaterThan(20);
    const program = quotasOf({ ...paper, stagnant: 'hundredth' });
    expect(program[0]! + program[2]!).toBeLessThan(6);
    expect(program.reduce((sum, quota) => sum + quota)).toBe(150);
  });

  it('lets the two best species alone breed where the record is old, from their champions as the program does', () => {
    const losses = [[3, 4], [1, 9], [2, 2.5], [8]];
    const stale = evaluatedOf(losses, { isStale: true });
    expect(allot(stale, paper).map(({ quota }) => quota > 0)).toEqual([false, true, true, false]);
    const program = allot(stale, { ...paper, focus: 'champions' });
    expect(program.map(({ quota }) => quota)).toEqual([0, 75, 75, 0]);
    expect(program[1]!.parents).toEqual([2]);
  });

  it('keeps the champion of a species of more than 5, by size or by offspring, and none that failed', () => {
    const six = [1, 2, 3, 4, 5, 6];
    const keeps = (losses: readonly (readonly number[])[], settings = paper) =>
      allot(evaluatedOf(losses), settings).map(({ keepsChampion }) => keepsChampion);
    expect(keeps([six, [1.5]])).toEqual([true, false]);
    expect(keeps([six.slice(1), [1.5]])).toEqual([false, false]);
    expect(keeps([[1], [9]], { ...paper, eliteBy: 'offspring' })).toEqual([true, false]);
    expect(keeps([[Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN], [2]])).toEqual([
      false,
      false,
    ]);
  });
});

describe('an evolution', () => {
  const lossOf = (genome: GraphGenome): number => {
    let sum = 0;
    for (const { weight, enabled } of genome.links) if (enabled) sum += (weight - 1) ** 2;
    return sum / (1 + genome.hidden.length);
  };

  it('keeps its size, has every genome in one species, and loses no record of a kept champion', () => {
    const evolution = new NeatEvolution(shape, paper, 3);
    let best = Number.POSITIVE_INFINITY;
    for (let generation = 0; generation < 60; generation++) {
      const { genomes, species: present, speciesOf } = evolution;
      expect(genomes).toHaveLength(150);
      expect(new Set(speciesOf)).toEqual(new Set(present.map(({ id }) => id)));
      const losses = genomes.map(lossOf);
      const least = Math.min(...losses);
      expect(least).toBeLessThanOrEqual(best);
      evolution.tell(losses);
      expect(evolution.best!.loss).toBe(Math.min(best, least));
      const champion = losses.indexOf(least);
      const size = speciesOf.filter((id) => id === speciesOf[champion]).length;
      best = size > 5 ? least : Number.POSITIVE_INFINITY;
      evolution.next();
      if (size > 5) expect(evolution.genomes).toContain(genomes[champion]);
    }
  });

  it('draws representatives from the generation before', () => {
    const evolution = new NeatEvolution(shape, { ...paper, compatibility: 0.8 }, 5);
    for (let generation = 0; generation < 10; generation++) {
      const before = evolution.state();
      evolution.tell(evolution.genomes.map(lossOf));
      evolution.next();
      for (const [index, genome] of evolution.genomes.entries()) {
        const id = evolution.speciesOf[index]!;
        const former = before.genomes.filter((_, at) => before.speciesOf[at] === id);
        if (former.length === 0) continue;
        const nearest = Math.min(...former.map((one) => distance(genome, one, paper)));
        expect(nearest).toBeLessThan(0.8);
      }
    }
  });

  it('mates across species at the rate that is asked for, and within where there is one', () => {
    const crossing = { ...paper, interspecies: 1, mutateOnly: 0, mateOnly: 1, equalFitness: 'both' as const };
    const alone = new NeatEvolution(shape, { ...crossing, compatibility: 1000 }, 1);
    alone.tell(alone.genomes.map(lossOf));
    alone.next();
    expect(alone.species).toHaveLength(1);
    const evolution = new NeatEvolution(shape, { ...crossing, compatibility: 0.4 }, 1);
    evolution.tell(evolution.genomes.map(lossOf));
    const before = evolution.state();
    const of = new Map<number, number>();
    for (const [at, { links }] of before.genomes.entries())
      for (const { weight } of links) of.set(weight, before.speciesOf[at]!);
    evolution.next();
    const mixed = evolution.genomes.filter(
      ({ links }) => new Set(links.flatMap(({ weight }) => of.get(weight) ?? [])).size > 1,
    );
    // Of three weights of two parents a quarter come all from one.
    expect(mixed.length).toBeGreaterThan(60);
    const within = new NeatEvolution(shape, { ...crossing, interspecies: 0, compatibility: 0.4 }, 1);
    within.tell(within.genomes.map(lossOf));
    within.next();
    // Children of a genome and itself are mutated, and have weights that no parent has.
    const inherited = within.genomes.map(({ links }) =>
      links.map(({ weight }) => of.get(weight)).filter((id) => id !== undefined),
    );
    for (const ids of inherited) expect(new Set(ids).size).toBeLessThanOrEqual(1);
  });

  it('forgets records where losses are of other data', () => {
    const evolution = new NeatEvolution(shape, paper, 1);
    evolution.tell(evolution.genomes.map(() => 1));
    evolution.next();
    evolution.tell(
      evolution.genomes.map(() => 5),
      true,
    );
    expect(evolution.best!.loss).toBe(5);
    expect(evolution.species.every(({ best }) => best === 5)).toBe(true);
  });

  it('ranks failed evaluations worst and keeps none as its best', () => {
    const evolution = new NeatEvolution(shape, paper, 1);
    evolution.tell(evolution.genomes.map(() => Number.NaN));
    expect(evolution.best).toBeNull();
    evolution.next();
    evolution.tell(evolution.genomes.map((_, at) => (at === 7 ? 3 : Number.NaN)));
    expect(evolution.best!.genome).toBe(evolution.genomes[7]);
    evolution.next();
    expect(evolution.genomes).toHaveLength(150);
    expect(() => evolution.tell([1])).toThrow('1 losses for 150 genomes');
    expect(() => evolution.next()).toThrow('the losses of the generation come first');
  });
});

describe('evolution of a program', () => {
  it('has its settings by the names of contestants too', () => {
    expect(neatSettings('neat-cpp-2002')).toEqual(neatSettings('cpp-2002'));
    expect(neatSettings('neat-mario')).toEqual(neatSettings('mario'));
    expect(neatSettings('ft-neat')).toMatchObject({ addNode: 0, addLink: 0, firstHidden: 8 });
    expect(neatSettings('neat')).toEqual(paper);
  });

  it.each([
    [
      'an unknown preset',
      () => neatSettings('classic' as 'classic-2002'),
      /^unknown preset 'classic'[^\n]+'classic-2002'/,
    ],
    [
      'an unknown setting',
      () => neatSettings('classic-2002', { populaton: 9 } as object),
      /populaton[^\n]+population/,
    ],
    ['one genome', () => neatSettings('classic-2002', { population: 1 }), /population[^\n]+from 2 to 100000/],
    [
      'no inputs',
      () => new NeatEvolution({ inputs: 0, outputs: 1 }, paper, 1),
      /^NEAT: inputs is 0, [^\n]+$/,
    ],
    [
      'half an output',
      () => new NeatEvolution({ inputs: 1, outputs: 0.5 }, paper, 1),
      /^NEAT: outputs is 0.5, /,
    ],
    ['a seed that is no number', () => new NeatEvolution(shape, paper, Number.NaN), /^NEAT: seed is NaN, /],
  ])('refuses %s in one line', (_what, begin, words) => {
    expect(begin).toThrow(UserError);
    expect(begin).toThrow(words);
  });
});
