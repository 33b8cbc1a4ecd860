import { describe, expect, it } from 'vitest';
import { bitString } from '../../../genomes/bit-string.ts';
import { realVector } from '../../../genomes/real-vector.ts';
import { ChildMaker } from '../../../src/learners/genetic/child.ts';
import { genitor } from '../../../src/learners/genetic/genitor.ts';
import type { GenitorSettings } from '../../../src/learners/genetic/genitor-settings.ts';
import { layoutOf } from '../../../src/learners/genetic/learnt-layout.ts';
import { movableUnits, ParentAligner } from '../../../src/learners/genetic/parent-aligner.ts';
import { misfit } from '../../../src/learners/misfit.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { underConvention } from '../../../src/nets/exchangeable-units.ts';
import { learntBlocks, zeroBlocks } from '../../../src/nets/frozen.ts';
import { reservoir } from '../../../src/nets/reservoir.ts';
import { randomStream } from '../../../src/random/random.ts';

const net = elmanNet({ unit: 'tanh', inputs: 3, hidden: 4, outputs: 2 });
const disguise = { order: Int32Array.of(2, 0, 3, 1), signs: Int8Array.of(1, -1, -1, 1) };
const straight = { order: disguise.order, signs: new Int8Array(4).fill(1) };

const settingsOf = (given: Record<string, unknown>): GenitorSettings =>
  genitor.settings.parse({ crossoverRate: 1, mutationRate: 0, flipRate: 0, ...given }) as GenitorSettings;

const layouts = [
  ['real genes', realVector.layOut(net.parameters, {}), disguise],
  ['Gray code', bitString.layOut(net.parameters, bitString.options.parse({})), disguise],
  ['plain bits', bitString.layOut(net.parameters, bitString.options.parse({ gray: false })), disguise],
  [
    'a range that is not symmetric',
    bitString.layOut(net.parameters, bitString.options.parse({ high: 4 })),
    straight,
  ],
] as const;

describe.each(layouts)('aligned parents of %s', (_, layout, convention) => {
  const vector = Float32Array.from({ length: net.parameters }, () => randomStream('aligned').normal()).map(
    (__, at) => randomStream('aligned', at).normal(),
  );
  const genes = layout.allocate(2);
  layout.encode(vector, genes, 0);
  const decoded = new Float32Array(net.parameters);
  layout.decode(genes, 0, decoded, 0);
  // The disguise of what the genes stand for, so that encoding it again rounds nothing.
  layout.encode(underConvention(movableUnits(net, layout)!, convention, decoded), genes, layout.genes);

  it('have the genes of the first where the second is the same net in disguise', () => {
    expect([...genes.subarray(0, layout.genes)]).not.toEqual([...genes.subarray(layout.genes)]);
    const aligned = layout.allocate(1);
    const aligner = new ParentAligner(layout, net);
    aligner.align(genes, 0, layout.genes, aligned);
    expect([...aligned]).toEqual([...genes.subarray(0, layout.genes)]);
    expect(aligner.macs).toBeGreaterThan(0);
  });

  it('have the child that both are, with every crossover, and another one without alignment', () => {
    for (const crossover of ['one-point', 'two-point', 'uniform']) {
      for (const alignment of ['weights', 'none']) {
        const maker = new ChildMaker(layout, settingsOf({ crossover, alignment }), genes, net);
        const child = layout.allocate(1);
        const parents = { first: 0, second: layout.genes, inherited: 0.1 };
        maker.make(parents, child, 0, randomStream('crossing', crossover));
        const isClone = child.every((gene, at) => gene === genes[at]);
        expect([crossover, alignment, isClone]).toEqual([crossover, alignment, alignment === 'weights']);
        expect(maker.takeMacs() > 0).toBe(alignment === 'weights');
        expect(maker.takeMacs()).toBe(0);
      }
    }
  });
});

describe('the sign of a weight in genes', () => {
  it('changes to the last bit, under every number of bits and in both codes', () => {
    for (const bitsPerWeight of [4, 5, 8, 12, 16]) {
      for (const gray of [true, false]) {
        for (const high of [1, 2.5, 5, 7.3]) {
          const options = bitString.options.parse({ bitsPerWeight, gray, low: -high, high });
          const layout = bitString.layOut(1, options);
          const genes = layout.allocate(1);
          const [before, after] = [new Float32Array(1), new Float32Array(1)];
          for (const weight of [-high, -0.3, 0, 0.01, 0.9, high]) {
            layout.encode(Float32Array.of(weight), genes, 0);
            layout.decode(genes, 0, before, 0);
            layout.negate!(genes, 0);
            layout.decode(genes, 0, after, 0);
            expect(after[0]).toBe(-before[0]!);
            layout.negate!(genes, 0);
            layout.decode(genes, 0, after, 0);
            expect(after[0]).toBe(before[0]);
          }
        }
      }
    }
  });

  it('is not changed where the range is not symmetric: only the order of units is', () => {
    const layout = bitString.layOut(net.parameters, bitString.options.parse({ low: -4, high: 5 }));
    expect(layout.negate).toBeUndefined();
    expect(movableUnits(net, layout)!.signs).toBe(false);
  });
});

describe('alignment of genomes without biases', () => {
  it('moves the genes of the weights that there are', () => {
    const names = ['b', 'b_out'];
    const learnt = learntBlocks(net, names);
    const layout = layoutOf({ net, frozen: zeroBlocks(net, names), learnt }, (parameters) =>
      bitString.layOut(parameters, bitString.options.parse({})),
    );
    const genes = layout.allocate(2);
    const vector = Float32Array.from({ length: net.parameters }, (_, at) =>
      randomStream('bare', at).normal(),
    );
    layout.encode(vector, genes, 0);
    const decoded = new Float32Array(net.parameters);
    layout.decode(genes, 0, decoded, 0);
    layout.encode(underConvention(movableUnits(net, layout)!, disguise, decoded), genes, layout.genes);
    const aligned = layout.allocate(1);
    new ParentAligner(layout, net).align(genes, 0, layout.genes, aligned);
    expect([...aligned]).toEqual([...genes.subarray(0, layout.genes)]);
  });
});

describe('the setting alignment', () => {
  it('is refused in one line for nets without units that may change places', () => {
    const built = reservoir.build({ inputs: 3, outputs: 2 }, reservoir.options.parse({ hidden: 10 }));
    expect(misfit(genitor, built, settingsOf({ alignment: 'weights' }))).toMatch(
      /cannot align parents \(alignment=weights\) of a net reservoir/,
    );
    expect(misfit(genitor, built, settingsOf({}))).toBeNull();
    expect(misfit(genitor, net, settingsOf({ alignment: 'weights' }))).toBeNull();
  });
});
