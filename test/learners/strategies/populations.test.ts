/** Strategies with populations: Deep GA, CoSyNE, ESP. */
import { describe, expect, it } from 'vitest';
import { Cosyne, cosyne, markingProbabilities } from '../../../src/learners/strategies/cosyne.ts';
import { DeepGa, deepGa } from '../../../src/learners/strategies/deep-ga.ts';
import { Esp, esp } from '../../../src/learners/strategies/esp.ts';
import { unitsOf } from '../../../src/learners/strategies/units.ts';
import { mutateCauchy, onePoint, shuffle } from '../../../src/learners/strategies/variation.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { gruNet } from '../../../src/nets/gru.ts';
import { lstmNet } from '../../../src/nets/lstm.ts';
import { randomStream } from '../../../src/random/random.ts';
import { generation, sphere, startOf, type TestFunction } from '../../support/learners/minimise.ts';

const n = 10;
const row = (values: Float64Array, index: number, length = n): Float64Array =>
  values.slice(index * length, (index + 1) * length);

describe('variation', () => {
  it('crosses at one place, and copies where there is none', () => {
    const [one, other] = [Float64Array.of(1, 1, 1, 1), Float64Array.of(2, 2, 2, 2)];
    const parents = [
      { values: one, at: 0 },
      { values: other, at: 0 },
    ] as const;
    const cuts = new Set<number>();
    for (let seed = 0; seed < 30; seed++) {
      const children = [new Float64Array(4), new Float64Array(4)] as const;
      onePoint(parents, children, 4, randomStream(seed));
      const cut = children[0].indexOf(2);
      expect([...children[0]]).toEqual([1, 2, 3, 4].map((_, gene) => (gene < cut ? 1 : 2)));
      expect([...children[1]]).toEqual([...children[0]].map((value) => 3 - value));
      cuts.add(cut);
    }
    expect([...cuts].sort()).toEqual([1, 2, 3]);
    const alone = [new Float64Array(1), new Float64Array(1)] as const;
    onePoint(parents, alone, 1, randomStream(1));
    expect([alone[0][0], alone[1][0]]).toEqual([1, 2]);
  });

  it('mutates as many genes as it is told, by noise half of which is within its scale', () => {
    const genes = new Float64Array(20_000);
    mutateCauchy(genes, 0.25, 0.1, randomStream('cauchy'));
    const changed = genes.filter((gene) => gene !== 0);
    expect(changed.length / 20_000).toBeCloseTo(0.25, 1);
    expect(changed.filter((gene) => Math.abs(gene) < 0.1).length / changed.length).toBeCloseTo(0.5, 1);
  });

  it('shuffles to a permutation', () => {
    const order = shuffle(
      Int32Array.from({ length: 50 }, (_, index) => index),
      randomStream('shuffle'),
    );
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index));
    expect([...order].filter((value, index) => value === index).length).toBeLessThan(10);
  });
});

describe('Deep GA', () => {
  type Settings = ConstructorParameters<typeof DeepGa>[0]['settings'];
  const begun = (given: object) =>
    new DeepGa(startOf(n, deepGa.settings.parse(given) as unknown as Settings));
  const small = { population: 8, parents: 3, candidates: 3, noise: 0.05 };

  /** One generation; `f` is both batches. */
  function step(strategy: DeepGa, f: TestFunction) {
    const { size } = strategy;
    const points = new Float64Array(size * n);
    strategy.ask(points);
    const losses = Float64Array.from({ length: size }, (_, k) => f(row(points, k)));
    const chosen = new Float64Array(strategy.mostCandidates * n);
    const count = strategy.candidates(losses, chosen);
    const again = Float64Array.from({ length: count }, (_, k) => f(row(chosen, k)));
    strategy.choose(losses, again);
    return { points, losses, chosen, count };
  }
  const elite = (strategy: DeepGa) => row(strategy.state().arrays.parents as Float64Array, 0);

  it('draws its first generation, then children of the best, beside an elite that lives on', () => {
    const strategy = begun(small);
    const first = step(strategy, sphere);
    expect(first.points.slice(0, n)).toEqual(startOf(n, {}).point(0));
    const best = [...first.losses.keys()].sort((a, b) => first.losses[a]! - first.losses[b]!);
    const parents = strategy.state().arrays.parents as Float64Array;
    expect(parents).toHaveLength(3 * n);
    for (const [rank, index] of best.slice(0, 3).entries())
      expect(row(parents, rank)).toEqual(row(first.points, index));
    expect(strategy.size).toBe(7);
    const { points } = step(strategy, sphere);
    for (let child = 0; child < 7; child++) {
      const distances = [0, 1, 2].map((parent) =>
        Math.sqrt(sphere(row(points, child).map((value, gene) => value - parents[parent * n + gene]!))),
      );
      // √10 · .05 on average.
      expect(Math.min(...distances)).toBeLessThan(0.35);
    }
  });

  it('evaluates the best again together with the elite, and never loses the better one', () => {
    const strategy = begun(small);
    let before = Number.POSITIVE_INFINITY;
    for (let count = 0; count < 60; count++) {
      const had = strategy.size === 7 ? elite(strategy) : null;
      const { chosen, count: candidates } = step(strategy, sphere);
      expect(candidates).toBe(3);
      if (had !== null) expect(row(chosen, 2)).toEqual(had);
      const now = sphere(elite(strategy));
      expect(now).toBeLessThanOrEqual(before);
      before = now;
    }
    expect(before).toBeLessThan(1);
  });

  it('begins anew while every evaluation fails', () => {
    const strategy = begun(small);
    const { points } = step(strategy, () => Number.POSITIVE_INFINITY);
    expect(strategy.size).toBe(8);
    expect(step(strategy, sphere).points).not.toEqual(points);
    expect(strategy.size).toBe(7);
    const had = elite(strategy);
    step(strategy, () => Number.POSITIVE_INFINITY);
    expect(elite(strategy)).toEqual(had);
  });
});

describe('CoSyNE', () => {
  type Settings = ConstructorParameters<typeof Cosyne>[0]['settings'];
  const begun = (given: object) =>
    new Cosyne(startOf(n, cosyne.settings.parse(given) as unknown as Settings));
  const networks = (strategy: Cosyne) => strategy.state().arrays.networks as Float64Array;
  const column = (values: Float64Array, weight: number) =>
    [...values].filter((_, index) => index % n === weight).sort((a, b) => a - b);

  it('marks by fitness: the best never, the worst and failed ones always', () => {
    const marked = markingProbabilities(Float64Array.of(1, 2, 3, Number.POSITIVE_INFINITY), 2, 'fitness');
    expect([...marked]).toEqual([0, expect.closeTo(1 - Math.SQRT1_2, 12), 1, 1]);
    expect([...markingProbabilities(Float64Array.of(1, 2), 2, 'all')]).toEqual([1, 1]);
    expect([...markingProbabilities(Float64Array.of(1, 1), 2, 'fitness')]).toEqual([1, 1]);
  });

  it('keeps the best network whole and the subpopulations as they are but for the worst quarter', () => {
    const strategy = begun({ population: 12, mutationRate: 0 });
    const before = networks(strategy);
    const losses = generation(strategy, n, sphere);
    const after = networks(strategy);
    const order = [...losses.keys()].sort((a, b) => losses[a]! - losses[b]!);
    expect(row(after, order[0]!)).toEqual(row(before, order[0]!));
    for (let weight = 0; weight < n; weight++) {
      // Children have genes of the best three alone, and took the places of the worst three.
      const stay = order.slice(0, 9).map((network) => before[network * n + weight]!);
      const now = column(after, weight);
      for (const value of stay) expect(now).toContain(value);
      const parents = stay.slice(0, 3);
      expect(now.filter((value) => !stay.includes(value) && !parents.includes(value))).toEqual([]);
    }
    const share = strategy.measures().sharePermuted!() as number;
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.7);
  });

  it('permutes every weight where it is told to', () => {
    const strategy = begun({ population: 40, permutation: 'all' });
    generation(strategy, n, sphere);
    expect(strategy.measures().sharePermuted!()).toBeGreaterThan(0.9);
  });

  it.each(['fitness', 'all'])('nears the optimum of the sphere with permutation=%s', (permutation) => {
    const strategy = begun({ population: 40, permutation });
    const best = Array.from({ length: 120 }, () => Math.min(...generation(strategy, n, sphere)));
    expect(Math.min(...best)).toBeLessThan(0.1);
  });
});

describe('the units of a net', () => {
  const all = (count: number) => Int32Array.from({ length: count }, (_, index) => index);

  it('of an Elman net are rows into a unit, its bias and its column to the outputs', () => {
    const net = elmanNet({ unit: 'tanh', inputs: 2, hidden: 3, outputs: 2 });
    const units = unitsOf(net, all(net.parameters));
    // W_in [3×2] from 0, W_rec [3×3] from 6, b [3] from 15, W_out [2×3] from 18, b_out [2] from 24.
    expect(units.map((unit) => [...unit])).toEqual([
      [0, 1, 6, 7, 8, 15, 18, 21],
      [2, 3, 9, 10, 11, 16, 19, 22],
      [4, 5, 12, 13, 14, 17, 20, 23],
      [24, 25],
    ]);
  });

  it.each([
    ['an LSTM', lstmNet({ peepholes: true, inputs: 2, hidden: 3, outputs: 2 }), 4 * 2 + 4 * 3 + 4 + 3 + 2],
    ['a GRU', gruNet({ inputs: 2, hidden: 3, outputs: 2 }), 3 * 2 + 3 * 3 + 4 + 2],
  ])('of %s have all their gates, and all parameters have one owner', (_name, net, size) => {
    const units = unitsOf(net, all(net.parameters));
    expect(units.map(({ length }) => length)).toEqual([size, size, size, 2]);
    expect(units.flatMap((unit) => [...unit]).sort((a, b) => a - b)).toEqual([...all(net.parameters)]);
  });

  it('leave out what is not searched, by positions among what is', () => {
    const net = elmanNet({ unit: 'tanh', inputs: 2, hidden: 3, outputs: 2 });
    expect(unitsOf(net, Int32Array.of(18, 19, 20, 21, 22, 23)).map((unit) => [...unit])).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
  });
});

describe('ESP', () => {
  type Settings = ConstructorParameters<typeof Esp>[0]['settings'];
  const units = [Int32Array.of(0, 1, 2, 3), Int32Array.of(4, 5, 6), Int32Array.of(7, 8, 9)];
  const begun = (given: object) =>
    new Esp(startOf(n, esp.settings.parse(given) as unknown as Settings), units);

  it('puts every neuron into as many networks as there are trials', () => {
    const strategy = begun({ neurons: 8, trials: 3 });
    const points = new Float64Array(24 * n);
    strategy.ask(points);
    for (const [first] of units) {
      const seen = new Map<number, number>();
      for (let network = 0; network < 24; network++) {
        const value = points[network * n + first!]!;
        seen.set(value, (seen.get(value) ?? 0) + 1);
      }
      expect([...seen.values()]).toEqual(new Array(8).fill(3));
    }
  });

  it('judges a neuron by the mean of its networks, a failed one as the worst', () => {
    const strategy = begun({ neurons: 4, trials: 2 });
    const points = new Float64Array(8 * n);
    strategy.ask(points);
    const losses = Float64Array.of(1, 2, 3, 4, 5, 6, Number.POSITIVE_INFINITY, 8);
    const means = strategy.neuronLosses(losses, 1);
    const values = [0, 1, 2, 3].map((neuron) => startOf(n, {}).point(neuron)[4]!);
    for (const [neuron, value] of values.entries()) {
      const own = [...losses.keys()].filter((network) => points[network * n + 4] === value);
      const of = own.map((network) => (Number.isFinite(losses[network]!) ? losses[network]! : 8));
      expect(means[neuron]).toBeCloseTo((of[0]! + of[1]!) / 2, 12);
    }
  });

  it('replaces the worse half of a subpopulation by children of the best quarter', () => {
    const strategy = begun({ neurons: 8, trials: 1, mutationRate: 0 });
    const points = new Float64Array(8 * n);
    strategy.ask(points);
    const losses = Float64Array.from({ length: 8 }, (_, network) => network);
    strategy.tell(losses);
    const after = strategy.state().arrays.neurons as Float64Array;
    const firsts = Array.from({ length: 8 }, (_, neuron) => after[neuron * 4]!);
    const ranked = Array.from({ length: 8 }, (_, network) => points[network * n]!);
    for (const kept of ranked.slice(0, 4)) expect(firsts).toContain(kept);
    const parents = ranked.slice(0, 2);
    expect(firsts.filter((value) => parents.includes(value))).toHaveLength(6);
  });

  it('bursts around the best network once nothing has been better for long', () => {
    const strategy = begun({ neurons: 8, trials: 2, burstAfter: 3, burstScale: 0.01 });
    generation(strategy, n, sphere);
    const best = strategy.state().arrays.best as Float64Array;
    for (let count = 0; count < 2; count++) generation(strategy, n, () => 1000);
    expect(strategy.measures().bursts!()).toBe(0);
    expect(strategy.measures().stagnation!()).toBe(2);
    generation(strategy, n, () => 1000);
    expect([strategy.measures().bursts!(), strategy.measures().stagnation!()]).toEqual([1, 0]);
    const neurons = strategy.state().arrays.neurons as Float64Array;
    expect(row(neurons, 0, 4)).toEqual(best.slice(0, 4));
    const near = [...neurons.subarray(0, 32)].filter(
      (value, index) => Math.abs(value - best[index % 4]!) < 0.1,
    );
    expect(near.length).toBeGreaterThan(24);
  });

  it('nears the optimum of the sphere', () => {
    const strategy = begun({ neurons: 20, trials: 3 });
    const best = Array.from({ length: 60 }, () => Math.min(...generation(strategy, n, sphere)));
    expect(Math.min(...best)).toBeLessThan(0.3);
  });
});
