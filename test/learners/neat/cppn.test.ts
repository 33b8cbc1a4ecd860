/** CPPNs and the weights that they give to substrates. */
import { describe, expect, it } from 'vitest';
import {
  addNode,
  crossover,
  type GraphGenome,
  hiddenOf,
  Innovations,
  NODE_FUNCTIONS,
  type NodeFunction,
} from '../../../genomes/graph.ts';
import { Cppn, cppnShape, localSeed, thresholded } from '../../../src/learners/neat/cppn.ts';
import { NeatEvolution } from '../../../src/learners/neat/evolution.ts';
import { neatSettings } from '../../../src/learners/neat/evolution-settings.ts';
import { GraphRunner } from '../../../src/learners/neat/runner.ts';
import { sheet } from '../../../src/nets/substrate.ts';
import { randomStream } from '../../../src/random/random.ts';

/** CPPN of one hidden node of that function, with those weights from x1, y1, x2, y2 and 1 to it. */
const through = (own: NodeFunction, weights: readonly number[], out = 1): GraphGenome => ({
  ...cppnShape(),
  hidden: [6],
  functions: [own],
  links: [
    ...weights.map((weight, from) => ({ innovation: from, from, to: 6, weight, enabled: true })),
    { innovation: 5, from: 6, to: 5, weight: out, enabled: true },
  ],
});

/** Random CPPNs of a few generations without selection. */
function bred(seed: number, generations = 12): readonly GraphGenome[] {
  const settings = neatSettings('hyperneat', { population: 20, addNode: 0.5, addLink: 0.5 });
  const evolution = new NeatEvolution(cppnShape(), settings, seed, { functions: NODE_FUNCTIONS });
  for (let generation = 0; generation < generations; generation++) {
    evolution.tell(evolution.genomes.map(() => 1));
    evolution.next();
  }
  return evolution.genomes;
}

describe('the functions of nodes', () => {
  it('are those of the definition', () => {
    // Outputs are sigmoid; at a weight of .01 they are nearly linear, of slope 2.45.
    const at = (own: NodeFunction, x: number) => {
      const [y] = new GraphRunner(through(own, [1, 0, 0, 0, 0], 0.001), 'signed').relax([x, 0, 0, 0]);
      return y! / 0.00245;
    };
    for (const x of [-2, -0.3, 0, 0.7, 3]) {
      expect(at('sigmoid', x)).toBeCloseTo(2 / (1 + Math.exp(-4.9 * x)) - 1, 4);
      expect(at('gaussian', x)).toBeCloseTo(2 * Math.exp(-((2.5 * x) ** 2)) - 1, 4);
      expect(at('sine', x)).toBeCloseTo(Math.sin(x), 4);
      expect(at('absolute', x)).toBeCloseTo(Math.abs(x), 3);
      expect(at('linear', x)).toBeCloseTo(x, 3);
    }
  });

  it('are drawn uniformly for new nodes, and stay out of genomes that have none', () => {
    const genome = through('sine', [1, 1, 1, 1, 1]);
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 2000; seed++) {
      const innovations = new Innovations(genome, undefined, { innovation: 6, node: 7 });
      const child = addNode(genome, innovations, randomStream(seed), undefined, NODE_FUNCTIONS);
      expect(child.functions).toHaveLength(2);
      expect(child.functions![0]).toBe('sine');
      counts.set(child.functions![1]!, (counts.get(child.functions![1]!) ?? 0) + 1);
    }
    expect(counts.size).toBe(NODE_FUNCTIONS.length);
    for (const count of counts.values()) expect(Math.abs(count - 400)).toBeLessThan(100);
    const { functions: _, ...plain } = genome;
    const innovations = new Innovations(genome, undefined, { innovation: 6, node: 7 });
    expect(addNode(plain, innovations, randomStream(1))).not.toHaveProperty('functions');
  });

  it('belong to their nodes after crossover of equals', () => {
    const [genomes, one] = [bred(1), bred(1)[0]!];
    let checked = 0;
    for (const [index, other] of genomes.entries()) {
      const settings = neatSettings('hyperneat');
      const child = crossover(one, other, 'equal', settings, randomStream(index));
      expect(child.hidden).toEqual(hiddenOf(child, child.links));
      expect(child.functions ?? []).toHaveLength(child.hidden.length);
      for (const [at, node] of child.hidden.entries()) {
        const [here, there] = [one.hidden.indexOf(node), other.hidden.indexOf(node)];
        expect(child.functions![at]).toBe(here >= 0 ? one.functions![here] : other.functions![there]);
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(50);
  });

  it('go on from a state as if the evolution had never stopped', () => {
    const settings = neatSettings('hyperneat', { population: 12, addNode: 0.5 });
    const lossOf = (genome: GraphGenome) => new Cppn(genome).query([0.5, -0.5], [0.2, 1])[0]! + 1;
    const step = (evolution: NeatEvolution) => {
      evolution.tell(evolution.genomes.map(lossOf));
      evolution.next();
    };
    const options = { functions: NODE_FUNCTIONS };
    const whole = new NeatEvolution(cppnShape(), settings, 3, options);
    for (let generation = 0; generation < 4; generation++) step(whole);
    const state = structuredClone(whole.state());
    const resumed = new NeatEvolution(cppnShape(), settings, 3, { ...options, state });
    for (let generation = 0; generation < 4; generation++) [whole, resumed].forEach(step);
    expect(resumed.state()).toEqual(whole.state());
    expect(new Set(whole.genomes.flatMap(({ functions }) => functions ?? [])).size).toBeGreaterThan(2);
  });
});

describe('weights of a substrate', () => {
  it('begin at the threshold and reach the range', () => {
    expect(thresholded(0.2)).toBe(0);
    expect(thresholded(-0.2)).toBe(0);
    expect(thresholded(0.2 + 1e-9)).toBeCloseTo(0, 7);
    expect(thresholded(0.6)).toBeCloseTo(1.5, 12);
    expect(thresholded(-0.6)).toBeCloseTo(-1.5, 12);
    expect(thresholded(1)).toBeCloseTo(3, 12);
    expect(thresholded(Number.NaN)).toBe(0);
  });

  it('do not change under translation where the CPPN is of |x1 - x2|', () => {
    const places = sheet(8, 1);
    const weights = new Cppn(through('absolute', [1, 0, -1, 0, 0])).weights(places, places);
    expect(weights[1]).not.toBe(weights[2]);
    for (let to = 1; to < 8; to++)
      for (let from = 1; from < 8; from++)
        expect(weights[to * 8 + from]).toBeCloseTo(weights[(to - 1) * 8 + from - 1]!, 12);
  });

  it('are mirrored where the CPPN is of x1 + x2, and antisymmetric where it is', () => {
    const places = sheet(7, 1);
    const sum = new Cppn(through('gaussian', [1, 0, 1, 0, 0])).weights(places, places);
    const difference = new Cppn(through('sine', [1, 0, -1, 0, 0])).weights(places, places);
    for (let to = 0; to < 7; to++) {
      for (let from = 0; from < 7; from++) {
        expect(sum[to * 7 + from]).toBeCloseTo(sum[(6 - to) * 7 + 6 - from]!, 12);
        expect(sum[to * 7 + from]).toBe(sum[from * 7 + to]);
        expect(difference[to * 7 + from]! + difference[from * 7 + to]!).toBe(0);
      }
    }
    expect(new Set(sum).size).toBeGreaterThan(3);
    expect(new Set(difference).size).toBeGreaterThan(3);
  });

  it('agree between resolutions where places are shared', () => {
    const [coarse, fine] = [sheet(3), sheet(9)];
    for (const genome of bred(2).slice(0, 5)) {
      const small = new Cppn(genome).weights(coarse, coarse);
      const large = new Cppn(genome).weights(fine, fine);
      const inFine = (unit: number) => (3 * Math.floor(unit / 3) + 1) * 9 + 3 * (unit % 3) + 1;
      for (let to = 0; to < 9; to++)
        for (let from = 0; from < 9; from++)
          expect(large[inFine(to) * 81 + inFine(from)]).toBeCloseTo(small[to * 9 + from]!, 9);
    }
  });

  it('cost one query a pair', () => {
    const cppn = new Cppn(through('sine', [1, 1, 1, 1, 1]));
    expect(cppn.weights(sheet(5, 4), sheet(5, 4))).toHaveLength(400);
    expect(cppn.queries).toBe(400);
    expect(cppn.macs).toBe(6);
  });

  it('have short links alone under the local seed of LEO', () => {
    const options = { differences: true, leo: true, pairs: 2 };
    const seed = localSeed(randomStream('seed'), 2);
    const cppn = new Cppn(seed, options);
    const places = sheet(9);
    for (const pair of [0, 1]) {
      const weights = cppn.weights(places, places, pair);
      let links = 0;
      for (const [to, [x2, y2]] of places.entries()) {
        for (const [from, [x1, y1]] of places.entries()) {
          if (weights[to * 81 + from] === 0) continue;
          links++;
          expect(Math.hypot(x1 - x2, y1 - y2)).toBeLessThan(0.34);
        }
      }
      expect(links).toBeGreaterThan(81);
    }
    const first = () => localSeed(randomStream('seed'), 2);
    const settings = neatSettings('hyperneat', { population: 10, addNode: 1 });
    const evolution = new NeatEvolution(cppnShape(options), settings, 1, {
      functions: NODE_FUNCTIONS,
      first,
    });
    evolution.tell(evolution.genomes.map(() => 1));
    evolution.next();
    const grown = evolution.genomes.filter(({ hidden }) => hidden.length > 2);
    expect(grown.length).toBeGreaterThan(3);
    for (const { hidden, functions, links } of grown) {
      expect(functions).toHaveLength(hidden.length);
      expect(new Set(links.map(({ innovation }) => innovation)).size).toBe(links.length);
      expect(Math.max(...hidden)).toBeGreaterThan(seed.hidden.at(-1)!);
    }
  });

  it('read three coordinates, and begin with short links there too', () => {
    const options = { coordinates: 3, differences: true, leo: true };
    expect(cppnShape(options)).toEqual({ inputs: 9, outputs: 2 });
    const cppn = new Cppn(localSeed(randomStream('seed'), 1, 3), options);
    const cube = [-1, 0, 1].flatMap((z) => sheet(9, 1).map(([x]) => [x, 0.5, z]));
    const weights = cppn.weights(cube, cube);
    let links = 0;
    for (const [to, [x2, , z2]] of cube.entries()) {
      for (const [from, [x1, , z1]] of cube.entries()) {
        if (weights[to * 27 + from] === 0) continue;
        links++;
        expect([Math.abs(x1! - x2!) < 0.34, z1]).toEqual([true, z2]);
      }
    }
    expect(links).toBeGreaterThan(27);
    expect(() => cppn.weights(sheet(2), cube)).toThrow(
      'CPPN: sources[0] is [-0.5, -0.5], it must be three coordinates from -1 to 1',
    );
    expect(() => new Cppn(localSeed(randomStream('seed'), 1, 3), { ...options, coordinates: 4 })).toThrow(
      'coordinates is 4, it must be 2 or 3',
    );
  });

  it('refuse what does not go together, in one line', () => {
    const genome = through('sine', [1, 1, 1, 1, 1]);
    const cppn = new Cppn(genome);
    expect(() => cppn.weights([[0, 2]], sheet(2))).toThrow(
      'CPPN: sources[0] is [0, 2], it must be two coordinates from -1 to 1',
    );
    expect(() => cppn.weights(sheet(2), sheet(2), 1)).toThrow('pair is 1');
    expect(() => new Cppn(genome, { leo: true })).toThrow('it must have 4 and 2 with these options');
    expect(() => new Cppn(genome, { threshold: 1 })).toThrow('threshold is 1');
    const back = { innovation: 9, from: 6, to: 6, weight: 1, enabled: true };
    expect(() => new Cppn({ ...genome, links: [...genome.links, back] })).toThrow('recurrentLinks=0');
  });
});
