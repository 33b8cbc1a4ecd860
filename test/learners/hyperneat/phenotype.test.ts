/** Nets of CPPNs: their weights by hand, the links of the substrate, and the places that they are computed from. */
import { describe, expect, it } from 'vitest';
import { firstGenome, type GraphGenome } from '../../../genomes/graph.ts';
import { layersOf } from '../../../src/learners/hyperneat/layers.ts';
import {
  hiddenUnits,
  type PhenotypeOptions,
  phenotypeOf,
  strangeBlock,
} from '../../../src/learners/hyperneat/phenotype.ts';
import { Cppn, type CppnOptions, cppnShape, localSeed } from '../../../src/learners/neat/cppn.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { graph } from '../../../src/nets/graph.ts';
import type { GraphNet } from '../../../src/nets/graph-net.ts';
import { readStructure } from '../../../src/nets/graph-structure.ts';
import { gruNet } from '../../../src/nets/gru.ts';
import { lstmNet } from '../../../src/nets/lstm.ts';
import type { Net } from '../../../src/nets/net.ts';
import { reservoir } from '../../../src/nets/reservoir.ts';
import { randomStream } from '../../../src/random/random.ts';

const options: PhenotypeOptions = { recurrent: true, biases: true, weightOutputs: 'one' };
const sizes = { inputs: 3, hidden: 4, outputs: 2 };
const layers = layersOf(sizes, 2);
const net = elmanNet({ unit: 'tanh', ...sizes });
const graphOptions = graph.options.parse({ firstHidden: sizes.hidden, hidden: 0, links: 0 });
const graphOf = (): GraphNet => graph.build(sizes, graphOptions);

/** CPPN without hidden nodes; `weights[output]` are those from x1, y1, x2, y2 and the bias. */
function perceptron(weights: readonly (readonly number[])[], chosen: CppnOptions = {}): Cppn {
  const shape = cppnShape({ ...chosen, pairs: weights.length });
  const links = weights.flatMap((own, output) =>
    own.map((weight, from) => ({
      ...{ innovation: from + own.length * output, from, to: shape.inputs + 1 + output },
      ...{ weight, enabled: true },
    })),
  );
  return new Cppn({ ...shape, hidden: [], links }, { ...chosen, pairs: weights.length });
}

/** Output o that tanh(2.45 a) gives for the sum a. */
const sumFor = (output: number): number => Math.atanh(output) / 2.45;

function parametersOf(of: Net, cppn: Cppn, chosen = options): Float32Array {
  const parameters = new Float32Array(of.parameters).fill(Number.NaN);
  phenotypeOf(of, layers, chosen, null).write(cppn, parameters, 0);
  return parameters;
}

const blockOf = (of: Net, parameters: Float32Array, name: string): Float32Array => {
  const { offset, size } = of.blocks.find((block) => block.name === name)!;
  return parameters.subarray(offset, offset + size);
};

describe('the weights of an Elman net', () => {
  it.each([
    [0.2, 0],
    [0.6, 1.5],
    [-0.6, -1.5],
    [0.9999, 2.9996],
  ])('are, for an output of %f everywhere, %f', (output, weight) => {
    const bias = [0, 0, 0, 0, sumFor(output)];
    const parameters = parametersOf(net, perceptron([bias, bias]));
    for (const one of parameters) expect(one).toBeCloseTo(weight, 3);
  });

  it('are those of the places: x of the source into W_in, of the target into W_out', () => {
    // Inputs lie at x = -1, 0, 1; hidden units at (-.5, -.5), (.5, -.5), (-.5, .5), (.5, .5); outputs at x = -1, 1.
    const ofSource = parametersOf(net, perceptron([[sumFor(0.6), 0, 0, 0, 0], []]));
    expect([...blockOf(net, ofSource, 'W_in').subarray(0, 3)].map((one) => Number(one.toFixed(4)))).toEqual([
      -1.5, 0, 1.5,
    ]);
    const ofTarget = parametersOf(net, perceptron([[0, 0, sumFor(0.6), 0, 0], []]));
    const out = [...blockOf(net, ofTarget, 'W_out')].map((one) => Number(one.toFixed(4)));
    expect(out).toEqual([-1.5, -1.5, -1.5, -1.5, 1.5, 1.5, 1.5, 1.5]);
    expect([...blockOf(net, ofTarget, 'b')]).toEqual([0, 0, 0, 0]);
  });

  it('are antisymmetric where the CPPN is', () => {
    const parameters = parametersOf(net, perceptron([[0.9, 0.4, -0.9, -0.4, 0], []]));
    const recurrent = blockOf(net, parameters, 'W_rec');
    for (let to = 0; to < 4; to++)
      for (let from = 0; from < 4; from++)
        expect(recurrent[4 * to + from]! + recurrent[4 * from + to]!).toBe(0);
    expect(recurrent.some((weight) => weight > 0)).toBe(true);
  });

  it('has biases from an output of their own, queried at the unit and the origin', () => {
    const parameters = parametersOf(net, perceptron([[], [sumFor(0.6), 0, 0, 0, 0]]));
    expect([...blockOf(net, parameters, 'b_out')].map((one) => Number(one.toFixed(4)))).toEqual([-1.5, 1.5]);
    expect(blockOf(net, parameters, 'W_in').every((weight) => weight === 0)).toBe(true);
  });

  it('are left at 0 without recurrent links and without biases', () => {
    const bias = [0, 0, 0, 0, sumFor(0.6)];
    const parameters = parametersOf(net, perceptron([bias]), {
      ...options,
      ...{ recurrent: false, biases: false },
    });
    const isZero = (name: string) => blockOf(net, parameters, name).every((one) => one === 0);
    expect(['W_in', 'W_rec', 'b', 'W_out', 'b_out'].map(isZero)).toEqual([false, true, true, false, true]);
  });
});

describe('the outputs of a CPPN', () => {
  const layered = { ...options, weightOutputs: 'layers' } as const;

  it('are one for each block of an Elman net, with a query a weight', () => {
    expect(phenotypeOf(net, layers, layered, null)).toMatchObject({ pairs: 5, queries: net.parameters });
    expect(phenotypeOf(net, layers, options, null).pairs).toBe(2);
    const parameters = parametersOf(
      net,
      perceptron([0.6, -0.6, 0.9, 0.4, 0.1].map((output) => [0, 0, 0, 0, sumFor(output)])),
      layered,
    );
    const first = ['W_in', 'W_rec', 'b', 'W_out', 'b_out'].map((name) =>
      Number(blockOf(net, parameters, name)[0]!.toFixed(4)),
    );
    expect(first).toEqual([1.5, -1.5, 2.625, 0.75, 0]);
  });

  it('are one for each gate of an LSTM and a GRU', () => {
    const lstm = lstmNet({ peepholes: true, ...sizes });
    expect(phenotypeOf(lstm, layers, layered, null)).toMatchObject({ pairs: 17, queries: lstm.parameters });
    const gru = gruNet(sizes);
    expect(phenotypeOf(gru, layers, layered, null)).toMatchObject({ pairs: 12, queries: gru.parameters });
  });

  it('are not defined for a reservoir, which is refused in words', () => {
    const chosen = reservoir.options.parse({ hidden: 4, connectivity: 0.5 });
    expect(strangeBlock(reservoir.build({ inputs: 3, outputs: 2 }, chosen))).toMatch(
      /^computes no weights of a net reservoir: its \S+ has no places; choose net=graph, elman, lstm or gru$/,
    );
    expect(strangeBlock(net)).toBeNull();
  });
});

describe('a graph', () => {
  const pairsOf = (of: GraphNet, parameters: Float32Array): string[] =>
    Array.from({ length: of.links }, (_, link) => `${parameters[link]},${parameters[of.links + link]}`);

  it.each([true, false])('has the links of the first genomes of ft-neat; recurrent: %s', (recurrent) => {
    const everywhere = [0, 0, 0, 0, 4];
    const phenotype = phenotypeOf(graphOf(), layers, { ...options, recurrent }, null);
    const { net: own, parameters } = phenotype.solution(perceptron([everywhere, everywhere]));
    const structure = { links: 'full', hidden: sizes.hidden, recurrent } as const;
    const control = firstGenome(sizes, structure, 3, randomStream('control'));
    expect(pairsOf(own as GraphNet, parameters).sort()).toEqual(
      control.links.map(({ from, to }) => `${from},${to}`).sort(),
    );
    expect(readStructure(own as GraphNet, parameters)!.weight.every((weight) => weight > 2.99)).toBe(true);
    expect(phenotype.queries).toBe(control.links.length);
  });

  it('has the weights of the Elman net, and links from inputs to outputs beside them', () => {
    const cppn = perceptron([
      [0.3, -0.5, 0.7, 0.2, 0.1],
      [0.9, 0, 0, 0, 0.2],
    ]);
    const elman = parametersOf(net, cppn);
    const { net: own, parameters } = phenotypeOf(graphOf(), layers, options, null).solution(cppn);
    const { first, source, weight } = readStructure(own as GraphNet, parameters)!;
    // Nodes: inputs 0 to 2, bias 3, outputs 4 and 5, hidden 6 to 9.
    const between = (from: number, to: number): number => {
      for (let at = first[to]!; at < first[to + 1]!; at++) if (source[at] === from) return weight[at]!;
      return 0;
    };
    const table = (targets: number[], sources: number[]): number[] =>
      targets.flatMap((to) => sources.map((from) => between(from, to)));
    const [inputs, outputs, hidden] = [
      [0, 1, 2],
      [4, 5],
      [6, 7, 8, 9],
    ];
    expect(table(hidden!, inputs!)).toEqual([...blockOf(net, elman, 'W_in')]);
    expect(table(hidden!, hidden!)).toEqual([...blockOf(net, elman, 'W_rec')]);
    expect(table(outputs!, hidden!)).toEqual([...blockOf(net, elman, 'W_out')]);
    expect(table(hidden!, [3])).toEqual([...blockOf(net, elman, 'b')]);
    expect(table(outputs!, [3])).toEqual([...blockOf(net, elman, 'b_out')]);
    expect(table(outputs!, inputs!).some((one) => one !== 0)).toBe(true);
  });

  it('is written into the room of a population with the same links, and counts them', () => {
    const cppn = perceptron([[0.3, -0.5, 0.7, 0.2, 0.1], []]);
    const roomy = graph.build(sizes, { ...graphOptions, hidden: 3, links: 9 });
    const phenotype = phenotypeOf(roomy, layers, options, null);
    const parameters = new Float32Array(2 * roomy.parameters).fill(7);
    const count = phenotype.write(cppn, parameters, roomy.parameters);
    const alone = phenotype.solution(cppn);
    expect((alone.net as GraphNet).links).toBe(count);
    const [shared, own] = [
      readStructure(roomy, parameters, roomy.parameters)!,
      readStructure(alone.net as GraphNet, alone.parameters)!,
    ];
    expect([shared.source, shared.weight]).toEqual([own.source, own.weight]);
    expect(parameters.subarray(0, roomy.parameters).every((one) => one === 7)).toBe(true);
  });

  it('without hidden nodes has links from inputs to outputs alone', () => {
    const bare = graph.build(sizes, { ...graphOptions, firstHidden: 0 });
    const flat = layersOf({ ...sizes, hidden: hiddenUnits(bare, { firstHidden: 0 }) }, 5);
    const phenotype = phenotypeOf(bare, flat, { ...options, weightOutputs: 'layers' }, null);
    expect(phenotype).toMatchObject({ pairs: 2, queries: 3 * 2 + 2 });
  });

  it('of local link expression has short links alone', () => {
    const wide = { inputs: 9, hidden: 0, outputs: 9 };
    const own = graph.build(wide, { ...graphOptions, firstHidden: 0 });
    const same = { inputs: layersOf(wide, 5).inputs, outputs: layersOf(wide, 5).inputs };
    const phenotype = phenotypeOf(own, layersOf(wide, 5, same), { ...options, biases: false }, null);
    const seed: GraphGenome = localSeed(randomStream('leo'), phenotype.pairs);
    const chosen = { differences: true, leo: true, pairs: phenotype.pairs };
    const { net: made, parameters } = phenotype.solution(new Cppn(seed, chosen));
    const links = pairsOf(made as GraphNet, parameters);
    // 9 places .25 apart: 2 e^(-(2.5 · .25)²) - 1 = .35 > 0, and twice that far it is below.
    expect(links.length).toBeGreaterThan(9);
    for (const link of links) {
      const [from, to] = link.split(',').map(Number) as [number, number];
      expect(Math.abs(to - 10 - from)).toBeLessThanOrEqual(1);
    }
  });
});

describe('the layers of a substrate', () => {
  it('have a sheet of hidden units, whose last row may be shorter', () => {
    expect(layersOf({ inputs: 1, hidden: 3, outputs: 1 }, 2).hidden).toEqual([
      [-0.5, -0.5],
      [0.5, -0.5],
      [-0.5, 0.5],
    ]);
    expect(layersOf({ inputs: 1, hidden: 1, outputs: 1 }, 5).hidden).toEqual([[0, 0]]);
  });

  it('have the hidden units that a task proposes, where there are as many', () => {
    const places = { inputs: [[0, 0, -1]], outputs: [[0, 0, 1]], hidden: [[0.3, 0.3, 0]] };
    const of = (hidden: number) => layersOf({ inputs: 1, hidden, outputs: 1 }, 5, places);
    expect(of(1)).toEqual({ ...places, coordinates: 3 });
    expect(of(2).hidden).toEqual([
      [-0.5, 0, 0],
      [0.5, 0, 0],
    ]);
  });
});
