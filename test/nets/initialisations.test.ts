import { describe, expect, it } from 'vitest';
import { spectralRadius } from '../../src/eigen/spectral-radius.ts';
import { elman } from '../../src/nets/elman.ts';
import { blockOf } from '../../src/nets/index.ts';
import { initialisations } from '../../src/nets/initialisations.ts';
import { randomStream } from '../../src/random/random.ts';

/** The blocks of a fresh net with 6 inputs and 4 outputs. */
function fresh(choice: Record<string, unknown>, seed = 1): Record<string, Float32Array> {
  const options = elman.options.parse(choice);
  const net = elman.build({ inputs: 6, outputs: 4 }, options);
  const parameters = elman.initialise(net, options, randomStream(seed, 'initialise'));
  return Object.fromEntries(net.blocks.map(({ name }) => [name, blockOf(net, parameters, name)]));
}

function deviationOf(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean and deviation are the normal's, within five standard errors. */
function expectNormal(values: Float32Array, deviation: number): void {
  const error = deviation / Math.sqrt(values.length);
  expect(Math.abs(meanOf(values))).toBeLessThan(5 * error);
  expect(Math.abs(deviationOf(values) - deviation)).toBeLessThan((5 * error) / Math.SQRT2);
}

describe.each(initialisations.map(({ name }) => name))('the initialisation %s', (initialisation) => {
  it('gives finite parameters from 1 unit to 70', () => {
    for (const hidden of [1, 2, 14, 15, 16, 70]) {
      for (const values of Object.values(fresh({ initialisation, hidden }))) {
        expect(values.every(Number.isFinite)).toBe(true);
      }
    }
  });

  it('starts from biases of 0, unless it draws them as well', () => {
    const { b, b_out: outputBias } = fresh({ initialisation });
    const zero = initialisation !== 'gaussian';
    expect(b!.every((value) => value === 0)).toBe(zero);
    expect(outputBias!.every((value) => value === 0)).toBe(zero);
  });
});

describe('the weights of sparse', () => {
  it('that enter a unit are 15, of deviation 1/√15, and those of inputs have their own', () => {
    const {
      W_in: input,
      W_rec: rec,
      W_out: output,
    } = fresh({ initialisation: 'sparse', hidden: 200, deviation: 0.3 });
    for (const matrix of [rec!, output!]) {
      for (let row = 0; row < matrix.length / 200; row++) {
        expect(matrix.subarray(200 * row, 200 * (row + 1)).filter((weight) => weight !== 0)).toHaveLength(15);
      }
    }
    expectNormal(
      rec!.filter((weight) => weight !== 0),
      1 / Math.sqrt(15),
    );
    expectNormal(input!, 0.3);
    const narrow = fresh({ initialisation: 'sparse', hidden: 9, scale: 2 }).W_rec!;
    expect(narrow.every((weight) => weight !== 0)).toBe(true);
  });
});

describe('the weights', () => {
  it.each([
    ['sigmoid', 0.01, 0.01],
    ['basic-tanh', 0.1, 0.1],
    ['gaussian', 0.5, 0.5],
    ['smart-tanh', null, 0.01],
    ['identity', null, 0.001],
    ['orthogonal', null, 0.1],
  ])('of %s have the deviation that the reference gives', (initialisation, recurrent, other) => {
    const { W_in: input, W_rec: rec, W_out: output } = fresh({ initialisation, hidden: 200 });
    if (recurrent !== null) expectNormal(rec!, recurrent);
    expectNormal(input!, other);
    expectNormal(output!, other);
  });

  it('of gaussian follow the option, biases included', () => {
    const { W_rec: rec, b } = fresh({ initialisation: 'gaussian', hidden: 300, deviation: 0.07 });
    expectNormal(rec!, 0.07);
    expectNormal(b!, 0.07);
  });
});

describe('smart tanh', () => {
  it('has exactly 15 nonzeros a source unit, in places that vary, and all of them below 15 units', () => {
    for (const [hidden, count] of [
      [50, 15],
      [16, 15],
      [15, 15],
      [9, 9],
    ] as const) {
      const rec = fresh({ initialisation: 'smart-tanh', hidden }).W_rec!;
      const targets = new Set<string>();
      for (let source = 0; source < hidden; source++) {
        const rows = Array.from({ length: hidden }, (_, row) => row).filter(
          (row) => rec[row * hidden + source],
        );
        expect(rows).toHaveLength(count);
        targets.add(rows.join());
      }
      if (hidden === 50) expect(targets.size).toBe(50);
    }
  });

  it('has spectral radius .95, or as told, to 1e-6', () => {
    for (const [hidden, seed] of [
      [1, 1],
      [2, 1],
      [8, 1],
      [20, 2],
      [50, 3],
      [50, 4],
      [100, 5],
    ] as const) {
      const rec = fresh({ initialisation: 'smart-tanh', hidden }, seed).W_rec!;
      expect(Math.abs(spectralRadius(rec, hidden) - 0.95)).toBeLessThan(1e-6);
    }
    const wider = fresh({ initialisation: 'smart-tanh', hidden: 30, spectralRadius: 1.2 }).W_rec!;
    expect(Math.abs(spectralRadius(wider, 30) - 1.2)).toBeLessThan(1e-6);
  });
});

describe('identity and orthogonal', () => {
  it('make W_rec the scaled identity', () => {
    const rec = fresh({ initialisation: 'identity', hidden: 5, scale: 0.5 }).W_rec!;
    expect([...rec]).toEqual(Array.from({ length: 25 }, (_, index) => (index % 6 === 0 ? 0.5 : 0)));
  });

  it('make W_rec a scaled orthogonal matrix', () => {
    const hidden = 24;
    const rec = fresh({ initialisation: 'orthogonal', hidden, scale: 1.5 }).W_rec!;
    for (let i = 0; i < hidden; i++) {
      for (let j = 0; j < hidden; j++) {
        let product = 0;
        for (let k = 0; k < hidden; k++) product += rec[i * hidden + k]! * rec[j * hidden + k]!;
        expect(product).toBeCloseTo(i === j ? 2.25 : 0, 5);
      }
    }
  });
});
