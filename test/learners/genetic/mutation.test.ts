import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  adaptiveRate,
  adaptStep,
  defaultStepLearningRate,
  mutateFlip,
  mutateGaussian,
} from '../../../src/learners/genetic/mutation.ts';
import { randomStream } from '../../../src/random/random.ts';
import { chiSquareExcess } from '../../support/learners/chi-square.ts';

describe('mutation', () => {
  it.each([0.01, 0.1, 0.5, 0.9])(
    'reaches each gene with probability %d, its neighbours notwithstanding',
    (rate) => {
      const random = randomStream('flip', rate);
      const genes = 12;
      const draws = 20_000;
      const counts = new Int32Array(genes);
      let both = 0;
      for (let draw = 0; draw < draws; draw++) {
        const bits = new Uint8Array(genes + 2);
        mutateFlip(bits, 1, genes, rate, random);
        for (let gene = 0; gene < genes; gene++) counts[gene]! += bits[gene + 1]!;
        both += bits[4]! & bits[5]!;
        expect(bits[0]! + bits[genes + 1]!).toBe(0);
      }
      const expected = new Array<number>(genes).fill(draws * rate);
      expect(chiSquareExcess(counts, expected)).toBeLessThan(4);
      expect(Math.abs(both / draws - rate * rate)).toBeLessThan(0.015);
    },
  );

  it('changes nothing at rate 0 and every gene at rate 1', () => {
    const random = randomStream('ends');
    const bits = new Uint8Array(50);
    mutateFlip(bits, 0, 50, 0, random);
    expect(bits.every((bit) => bit === 0)).toBe(true);
    mutateFlip(bits, 0, 50, 1, random);
    expect(bits.every((bit) => bit === 1)).toBe(true);
    const numbers = new Float32Array(50);
    mutateGaussian(numbers, 10, 30, 1, 1e-300, random);
    mutateGaussian(numbers, 10, 30, 0, 1, random);
    expect(numbers.every((gene) => gene === 0)).toBe(true);
    mutateGaussian(numbers, 10, 30, 1, 1, random);
    expect(numbers.filter((gene) => gene !== 0)).toHaveLength(30);
  });

  it('adds a normal of the step to the gene', () => {
    const random = randomStream('gaussian');
    const genes = new Float32Array(20_000).fill(3);
    mutateGaussian(genes, 0, genes.length, 1, 0.5, random);
    const mean = genes.reduce((sum, gene) => sum + gene, 0) / genes.length;
    const variance = genes.reduce((sum, gene) => sum + (gene - mean) ** 2, 0) / genes.length;
    expect(Math.abs(mean - 3)).toBeLessThan(0.02);
    expect(Math.abs(Math.sqrt(variance) - 0.5)).toBeLessThan(0.015);
  });
});

describe('the self-adapted step', () => {
  it('never falls below the floor', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 10, noNaN: true }), fc.integer(), (floor, seed) => {
        const random = randomStream(seed);
        let step = 0.1;
        for (let generation = 0; generation < 50; generation++) {
          step = adaptStep(step, 1, floor, random);
          expect(step).toBeGreaterThanOrEqual(floor);
        }
      }),
    );
  });

  it('changes by a log-normal factor: the logarithm has mean 0 and deviation τ', () => {
    const random = randomStream('log-normal');
    const factors = Array.from({ length: 20_000 }, () => Math.log(adaptStep(1, 0.3, 0, random)));
    const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length;
    const deviation = Math.sqrt(factors.reduce((sum, factor) => sum + factor * factor, 0) / factors.length);
    expect(Math.abs(mean)).toBeLessThan(0.008);
    expect(Math.abs(deviation - 0.3)).toBeLessThan(0.006);
  });

  it('stays as it is at learning rate 0', () => {
    expect(adaptStep(0.25, 0, 0.02, randomStream('still'))).toBe(0.25);
    expect(defaultStepLearningRate(200)).toBe(0.05);
  });
});

describe("Whitley's adaptive rate", () => {
  it('is rate × genes / (100 × differences), the plain rate for up to one difference, and at most 1', () => {
    expect(adaptiveRate(0.1, 200, 50)).toBeCloseTo((0.1 * 200) / (100 * 50), 15);
    expect([0, 1].map((differences) => adaptiveRate(0.1, 200, differences))).toEqual([0.1, 0.1]);
    expect(adaptiveRate(0.5, 16_000, 2)).toBe(1);
  });

  it('rises as the parents resemble each other', () => {
    const rates = [200, 100, 20, 4, 2].map((differences) => adaptiveRate(0.1, 200, differences));
    expect(rates).toEqual([...rates].sort((one, other) => one - other));
    expect(rates[0]).toBeLessThan(rates[4]!);
  });
});
