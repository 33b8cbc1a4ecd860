/** Operators of NEAT's graph genomes, held to Stanley & Miikkulainen (2002). */
import { describe, expect, it } from 'vitest';
import {
  addLink,
  addNode,
  align,
  closesCycle,
  crossover,
  disableLink,
  distance,
  enabledLinks,
  firstGenome,
  type GraphGenome,
  hiddenOf,
  Innovations,
  MINIMAL,
  mutate,
  mutateWeights,
  reenableLink,
  toggleLink,
} from '../../../genomes/graph.ts';
import { neatSettings } from '../../../src/learners/neat/evolution-settings.ts';
import { randomStream } from '../../../src/random/random.ts';
import { growing, grown, written } from '../../support/learners/graph-genomes.ts';

const paper = neatSettings('classic-2002');
const program = neatSettings('cpp-2002', { averaged: 0 });
const shape = { inputs: 2, outputs: 1 };
const minimal = firstGenome(shape, MINIMAL, 1, randomStream('minimal'));

/** Faults of a genome's form: an order, a pair twice, a node that is named and not there, a link into an input. */
function faultsOf(genome: GraphGenome): string[] {
  const { links, hidden, inputs, outputs } = genome;
  const numbers = links.map(({ innovation }) => innovation);
  const pairs = new Set(links.map(({ from, to }) => `${from},${to}`));
  const nodes = new Set([...Array(inputs + 1 + outputs).keys(), ...hidden]);
  return [
    ...(numbers.every((number, at) => at === 0 || number > numbers[at - 1]!) ? [] : ['order']),
    ...(pairs.size === links.length ? [] : ['pair']),
    ...(links.every(({ from, to }) => nodes.has(from) && nodes.has(to)) ? [] : ['node']),
    ...(links.every(({ to }) => to > inputs) ? [] : ['into an input']),
    ...(String(hidden) === String(hiddenOf(genome, links)) ? [] : ['hidden']),
  ];
}

/** True where enabled or disabled links make a cycle, by a depth-first walk of its own. */
function hasCycle({ links }: GraphGenome): boolean {
  const out = new Map<number, number[]>();
  for (const { from, to } of links) out.set(from, [...(out.get(from) ?? []), to]);
  const state = new Map<number, 'open' | 'done'>();
  const visit = (node: number): boolean => {
    if (state.get(node) === 'open') return true;
    if (state.get(node) === 'done') return false;
    state.set(node, 'open');
    const found = (out.get(node) ?? []).some(visit);
    state.set(node, 'done');
    return found;
  };
  return [...out.keys()].some(visit);
}

describe('innovation numbers', () => {
  it('are the same for the same new link in one generation, and others in another', () => {
    const table = new Innovations(shape);
    const first = table.link(4, 3);
    expect(table.link(4, 3)).toBe(first);
    expect(table.link(3, 4)).not.toBe(first);
    table.beginGeneration();
    expect(table.link(4, 3)).not.toBe(first);
  });

  it('of a split are the same in one generation, with the same new node, and others in another', () => {
    const table = new Innovations(shape);
    const none = () => false;
    const first = table.split(0, none);
    expect(table.split(0, none)).toEqual(first);
    expect(table.split(1, none).node).not.toBe(first.node);
    table.beginGeneration();
    const later = table.split(0, none);
    expect([later.node, later.before, later.after]).not.toContain(first.node);
    expect(later.before).not.toBe(first.before);
  });

  it('of two splits of one link by one genome are two nodes', () => {
    const table = new Innovations(shape);
    const random = randomStream('split');
    const only = { ...minimal, links: minimal.links.slice(0, 1) };
    const once = addNode(only, table, random);
    const again = addNode({ ...once, links: [{ ...once.links[0]!, enabled: true }] }, table, random);
    expect(again.hidden).toHaveLength(2);
    expect(new Set(again.hidden).size).toBe(2);
    expect(addNode(only, table, random).hidden).toEqual(once.hidden);
  });

  it('go on where a table stood', () => {
    const table = new Innovations(shape);
    table.split(0, () => false);
    const resumed = new Innovations(shape, MINIMAL, table.counters);
    table.beginGeneration();
    expect(resumed.link(1, 4)).toBe(table.link(1, 4));
    expect(resumed.split(1, () => false)).toEqual(table.split(1, () => false));
  });

  it('ascend in every genome, and no pair of nodes is linked twice, after every operator', () => {
    const table = new Innovations(shape);
    const genomes = Array.from({ length: 40 }, () => minimal);
    const random = randomStream('order');
    for (let generation = 0; generation < 25; generation++) {
      table.beginGeneration();
      for (let at = 0; at < genomes.length; at++) {
        const [one, other] = [genomes[at]!, genomes[random.integer(genomes.length)]!];
        const fitter = (['first', 'second', 'equal'] as const)[random.integer(3)]!;
        const child = crossover(one, other, fitter, paper, random);
        expect(faultsOf(child)).toEqual([]);
        genomes[at] = mutate(child, table, growing, random);
        expect(faultsOf(genomes[at]!)).toEqual([]);
      }
    }
    expect(Math.max(...genomes.map(({ hidden }) => hidden.length))).toBeGreaterThan(3);
  });
});

describe('crossover', () => {
  const one = written([1, 2, 3, 4, 5, 8]);
  const other = written([1, 2, 3, 4, 5, 6, 7, 9, 10], ({ weight }) => ({ weight: -weight }));
  const numbersOf = ({ links }: GraphGenome) => links.map(({ innovation }) => innovation);

  it('gives matching genes, and the disjoint and excess ones of the fitter', () => {
    const random = randomStream('fitter');
    expect(numbersOf(crossover(one, other, 'first', paper, random))).toEqual(numbersOf(one));
    expect(numbersOf(crossover(one, other, 'second', paper, random))).toEqual(numbersOf(other));
    const same = crossover(other, other, 'equal', paper, random);
    expect(same).toEqual(other);
  });

  it('takes each matching weight from either parent with probability ½', () => {
    const random = randomStream('weights');
    let fromFirst = 0;
    for (let draw = 0; draw < 2000; draw++) {
      const child = crossover(one, other, 'first', paper, random);
      fromFirst += child.links.slice(0, 5).filter(({ weight }) => weight > 0).length;
      expect(child.links[5]).toBe(one.links[5]);
    }
    expect(fromFirst).toBeGreaterThan(4750);
    expect(fromFirst).toBeLessThan(5250);
  });

  it('averages matching weights where that is asked for', () => {
    const child = crossover(one, other, 'first', { ...paper, averaged: 1 }, randomStream('mean'));
    expect(child.links.slice(0, 5).map(({ weight }) => weight)).toEqual([0, 0, 0, 0, 0]);
    expect(child.links[5]!.weight).toBe(8);
  });

  /** Share of 10,000 draws of a matching gene that come out disabled. */
  function disabledOf(first: boolean, second: boolean, options: typeof paper): number {
    const random = randomStream('disabled');
    const [mother, father] = [
      written([1], () => ({ enabled: first })),
      written([1], () => ({ enabled: second })),
    ];
    let disabled = 0;
    for (let draw = 0; draw < 10_000; draw++)
      if (!crossover(mother, father, 'first', options, random).links[0]!.enabled) disabled++;
    return disabled;
  }

  it('disables a gene of which one parent has none enabled in 75 % of children, and none where both have', () => {
    for (const [first, second] of [
      [true, false],
      [false, true],
    ] as const) {
      expect(disabledOf(first, second, paper)).toBeGreaterThan(7280);
      expect(disabledOf(first, second, paper)).toBeLessThan(7720);
    }
    expect(disabledOf(true, true, paper)).toBe(0);
    const both = disabledOf(false, false, { ...paper, bothDisabled: 0.5 });
    expect(both).toBeGreaterThan(4750);
    expect(both).toBeLessThan(5250);
  });

  it('as the program has it, disables 87.5 % where one parent has it disabled, and all where both have', () => {
    expect(disabledOf(true, false, program)).toBeGreaterThan(8580);
    expect(disabledOf(true, false, program)).toBeLessThan(8920);
    expect(disabledOf(false, false, program)).toBe(10_000);
    expect(disabledOf(true, true, program)).toBe(0);
  });

  it('of equals gives each unmatched gene of either with probability ½, or those of the shorter', () => {
    const random = randomStream('equals');
    const counts = new Map<number, number>();
    for (let draw = 0; draw < 1000; draw++)
      for (const number of numbersOf(crossover(one, other, 'equal', paper, random)))
        counts.set(number, (counts.get(number) ?? 0) + 1);
    for (const number of [1, 2, 3, 4, 5]) expect(counts.get(number)).toBe(1000);
    for (const number of [6, 7, 8, 9, 10]) {
      expect(counts.get(number)).toBeGreaterThan(400);
      expect(counts.get(number)).toBeLessThan(600);
    }
    expect(numbersOf(crossover(other, one, 'equal', program, random))).toEqual(numbersOf(one));
  });

  it('makes no cycle of two feed-forward parents', () => {
    const there = written([1, 2], ({ innovation }) =>
      innovation === 1 ? { from: 4, to: 5 } : { from: 5, to: 3 },
    );
    const back = written([3, 4], ({ innovation }) =>
      innovation === 3 ? { from: 5, to: 4 } : { from: 4, to: 3 },
    );
    const random = randomStream('cycle');
    for (let draw = 0; draw < 200; draw++)
      expect(hasCycle(crossover(there, back, 'equal', { ...paper, recurrentLinks: 0 }, random))).toBe(false);
  });
});

describe('mutation', () => {
  it('puts a node into a link: the old one disabled, 1 to the node, the old weight from it', () => {
    const random = randomStream('node');
    for (let seed = 0; seed < 50; seed++) {
      const before = grown(seed);
      const after = addNode(
        before,
        new Innovations(shape, MINIMAL, { innovation: 1000, node: 1000 }),
        random,
      );
      const [into, from] = after.links.slice(-2) as [never, never] as [
        (typeof after.links)[number],
        (typeof after.links)[number],
      ];
      const old = before.links.find((gene) => gene.from === into.from && gene.to === from.to)!;
      expect(after.links).toHaveLength(before.links.length + 2);
      expect(after.hidden).toEqual([...before.hidden, 1000]);
      expect([into.weight, into.to, from.from, from.weight]).toEqual([1, 1000, 1000, old.weight]);
      expect(after.links.find(({ innovation }) => innovation === old.innovation)!.enabled).toBe(false);
      expect(enabledLinks(after)).toBe(enabledLinks(before) + 1);
      expect(old.from).not.toBe(shape.inputs);
    }
  });

  it('links no pair twice, enters no input, and closes no cycle where it must not', () => {
    const feedForward = { ...growing, recurrentLinks: 0 };
    let links = 0;
    for (let seed = 0; seed < 300; seed++) {
      const genome = grown(seed, { options: feedForward });
      expect(faultsOf(genome)).toEqual([]);
      expect(hasCycle(genome)).toBe(false);
      links += genome.links.length;
    }
    expect(links).toBeGreaterThan(300 * 6);
    const recurrent = grown(1, { options: { ...growing, recurrentLinks: 1, addLink: 3 } });
    expect(hasCycle(recurrent)).toBe(true);
    expect(closesCycle(minimal.links, 3, 3)).toBe(true);
    expect(closesCycle(minimal.links, 3, 0)).toBe(true);
    expect(closesCycle(minimal.links, 0, 3)).toBe(false);
  });

  it('perturbs nine of ten weights by at most its power and draws the others anew', () => {
    const random = randomStream('perturbed');
    const genome = written(
      Array.from({ length: 200 }, (_, number) => number + 1),
      () => ({ weight: 6 }),
    );
    const options = { ...paper, power: 0.5, replacement: 2 };
    let perturbed = 0;
    for (let draw = 0; draw < 100; draw++) {
      for (const { weight } of mutateWeights(genome, options, random).links) {
        if (Math.abs(weight - 6) <= 0.5) perturbed++;
        else expect(Math.abs(weight)).toBeLessThanOrEqual(2);
      }
    }
    expect(perturbed).toBeGreaterThan(17_700);
    expect(perturbed).toBeLessThan(18_300);
    const capped = mutateWeights(genome, { ...options, power: 100, cap: 7 }, random).links;
    expect(Math.max(...capped.map(({ weight }) => Math.abs(weight)))).toBe(7);
  });

  it('touches the weights of as many genomes as asked for', () => {
    const random = randomStream('touched');
    const options = { ...paper, addNode: 0, addLink: 0 };
    let touched = 0;
    for (let draw = 0; draw < 10_000; draw++)
      if (mutate(minimal, new Innovations(shape), options, random) !== minimal) touched++;
    expect(touched).toBeGreaterThan(7800);
    expect(touched).toBeLessThan(8200);
  });

  it('of the program leaves a tenth of the weights of half of the genomes, and perturbs all of the others', () => {
    const random = randomStream('severe');
    const genome = written([1, 2, 3, 4, 5, 6, 7, 8]);
    let [left, whole] = [0, 0];
    for (let draw = 0; draw < 4000; draw++) {
      const { links } = mutateWeights(genome, { ...program, power: 0.5, cap: 100 }, random);
      const same = links.filter((gene, at) => gene === genome.links[at]).length;
      left += same;
      if (links.every(({ weight }, at) => Math.abs(weight - genome.links[at]!.weight) <= 0.5 && same === 0))
        whole++;
    }
    // Half of the genomes leave 10 % of 8 weights: 1,600; a severe one is whole in less than 8 % of cases.
    expect(left).toBeGreaterThan(1400);
    expect(left).toBeLessThan(1800);
    expect(whole).toBeGreaterThan(1950);
    expect(whole).toBeLessThan(2400);
  });

  it('gives a genome back as it is where no new link is possible', () => {
    const options = { ...paper, recurrentLinks: 0 };
    expect(addLink(minimal, new Innovations(shape), options, randomStream(1))).toBe(minimal);
    expect(addNode({ ...minimal, links: [] }, new Innovations(shape), randomStream(1)).links).toEqual([]);
    const limits = { hidden: 0, links: 3 };
    expect(addNode(minimal, new Innovations(shape), randomStream(1), limits)).toBe(minimal);
    expect(
      addLink(minimal, new Innovations(shape), { ...paper, recurrentLinks: 1 }, randomStream(1), limits),
    ).toBe(minimal);
  });

  it('turns flags over, but cuts off no node', () => {
    const random = randomStream('flags');
    for (let draw = 0; draw < 20; draw++) expect(toggleLink(minimal, random)).toBe(minimal);
    const off = { ...minimal, links: minimal.links.map((gene) => ({ ...gene, enabled: false })) };
    expect(enabledLinks(toggleLink(off, random))).toBe(1);
    expect(reenableLink(off).links.map(({ enabled }) => enabled)).toEqual([true, false, false]);
    expect(enabledLinks(disableLink(minimal, random))).toBe(2);
    expect(disableLink(off, random)).toBe(off);
  });
});

describe('the compatibility distance', () => {
  const one = written([1, 2, 3, 4, 5, 8]);
  const other = written([1, 2, 3, 4, 5, 6, 7, 9, 10], ({ weight }) => ({ weight: weight + 0.5 }));

  it('counts matching, disjoint and excess genes', () => {
    expect(align(one, other)).toEqual({ matching: 5, disjoint: 3, excess: 2, difference: 2.5 });
    expect(distance(one, other, paper)).toBeCloseTo(5 + 0.4 * 0.5, 12);
  });

  it('is 0 of a genome to itself, symmetric, and without matches has no weights', () => {
    for (let seed = 0; seed < 50; seed++) {
      const [a, b] = [grown(seed), grown(seed + 100)];
      expect(distance(a, a, paper)).toBe(0);
      expect(distance(a, b, paper)).toBe(distance(b, a, paper));
    }
    expect(distance(written([1]), written([2]), paper)).toBe(2);
    expect(distance(written([1]), written([2]), program)).toBe(2);
  });

  it('is divided by the genes of the larger genome from 20 on', () => {
    const of = (count: number) => written(Array.from({ length: count }, (_, number) => number + 1));
    const nine = of(9);
    expect(distance(of(25), nine, paper)).toBeCloseTo(16 / 25, 12);
    expect(distance(of(19), nine, paper)).toBe(10);
    expect(distance(of(20), nine, paper)).toBeCloseTo(11 / 20, 12);
    expect(distance(of(25), nine, program)).toBe(16);
  });
});
