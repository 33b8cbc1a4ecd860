import { describe, expect, it } from 'vitest';
import { openDevice } from '../../src/engine/index.ts';
import { alignUnits } from '../../src/nets/align-units.ts';
import {
  allocateMoves,
  type Convention,
  movesOf,
  plainConvention,
  underConvention,
} from '../../src/nets/exchangeable-units.ts';
import { architectures } from '../../src/nets/index.ts';
import type { Net } from '../../src/nets/net.ts';
import { validateOptions } from '../../src/options/validate.ts';
import { type Random, randomStream } from '../../src/random/random.ts';
import { drawBatch } from '../../src/tasks/batches.ts';
import { findTask } from '../../tasks/index.ts';

const INPUTS = 6;
const OUTPUTS = 4;

const netOf = (architecture: string, options: Record<string, unknown>) => {
  const found = architectures.find(({ name }) => name === architecture)!;
  const chosen = validateOptions(found.options, options, architecture);
  const net: Net = found.build({ inputs: INPUTS, outputs: OUTPUTS }, chosen);
  return { net, symmetry: found.exchangeable?.(net) ?? null };
};

const drawConvention = (units: number, signs: boolean, random: Random): Convention => {
  const order = Int32Array.from({ length: units }, (_, unit) => unit);
  for (let at = units - 1; at > 0; at--) {
    const other = random.integer(at + 1);
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return { order, signs: Int8Array.from(order, () => (signs && random.uniform() < 0.5 ? -1 : 1)) };
};

const drawVector = (length: number, random: Random): Float32Array =>
  Float32Array.from({ length }, () => random.normal());

const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.sqrt(Array.from(a).reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0));

const nets = [
  ['elman', { hidden: 6 }, true],
  ['elman', { hidden: 6, unit: 'logistic' }, false],
  ['elman', { hidden: 6, unit: 'relu' }, false],
  ['lstm', { hidden: 5 }, true],
  ['lstm', { hidden: 5, peepholes: false }, true],
  ['gru', { hidden: 5 }, true],
] as const;

describe('exchangeable units', () => {
  for (const [architecture, options, signs] of nets) {
    it(`of ${architecture} ${JSON.stringify(options)}: the outputs stay the same in any order${signs ? ' and sign' : ''}`, async () => {
      const { net, symmetry } = netOf(architecture, options);
      expect(symmetry!.signs).toBe(signs);
      const random = randomStream('exchangeable', architecture, JSON.stringify(options));
      const vector = drawVector(net.parameters, random).map((value) => value / 2);
      const task = findTask('temporal-order');
      const batch = drawBatch(
        task,
        validateOptions(task.options, { length: 20 }, 'task'),
        ['exchange'],
        0,
        16,
      );
      const device = await openDevice('reference');
      const { outputs } = await device.evaluate(net, vector, batch);
      const convention = drawConvention(symmetry!.units, signs, random);
      const moved = underConvention(symmetry!, convention, vector);
      expect(distance(moved, vector)).toBeGreaterThan(1);
      const again = await device.evaluate(net, moved, batch);
      expect(distance(again.outputs, outputs)).toBeLessThan(1e-5);
    });
  }

  it('of a reservoir and a graph there are none', () => {
    for (const name of ['reservoir', 'neat']) {
      const found = architectures.find((one) => one.name === name);
      expect(found?.exchangeable).toBeUndefined();
    }
  });

  it('move every parameter to one place', () => {
    const { net, symmetry } = netOf('lstm', { hidden: 5 });
    const { from } = movesOf(
      symmetry!,
      drawConvention(5, true, randomStream('places')),
      allocateMoves(symmetry!),
    );
    expect(new Set(from).size).toBe(net.parameters);
  });
});

describe('the alignment of units', () => {
  for (const [architecture, options, signs] of nets) {
    it(`finds the order${signs ? ' and the signs' : ''} of a disguised ${architecture} ${JSON.stringify(options)}`, () => {
      const { net, symmetry } = netOf(architecture, options);
      for (let repeat = 0; repeat < 5; repeat++) {
        const random = randomStream('disguise', architecture, JSON.stringify(options), repeat);
        const vector = drawVector(net.parameters, random);
        const disguised = underConvention(symmetry!, drawConvention(symmetry!.units, signs, random), vector);
        const { convention } = alignUnits(
          symmetry!,
          { values: vector, offset: 0 },
          { values: disguised, offset: 0 },
        );
        expect(underConvention(symmetry!, convention, disguised)).toEqual(vector);
      }
    });
  }

  it('comes within a few percent of the best of all orders and signs', () => {
    const { net, symmetry } = netOf('elman', { hidden: 4 });
    let found = 0;
    let best = 0;
    for (let repeat = 0; repeat < 5; repeat++) {
      const random = randomStream('brute force', repeat);
      const [one, other] = [drawVector(net.parameters, random), drawVector(net.parameters, random)];
      const productOf = (convention: Convention): number =>
        underConvention(symmetry!, convention, other).reduce((sum, value, at) => sum + value * one[at]!, 0);
      // b_out does not move, and is not counted in the product of an alignment.
      const fixed = net.blocks.find(({ name }) => name === 'b_out')!;
      const constant = Array.from(
        { length: fixed.size },
        (_, at) => one[fixed.offset + at]! * other[fixed.offset + at]!,
      ).reduce((sum, value) => sum + value, 0);
      const products = orders([0, 1, 2, 3]).flatMap((order) =>
        Array.from({ length: 16 }, (_, bits) => {
          const flips = Int8Array.from({ length: 4 }, (_, unit) => ((bits >> unit) & 1 ? -1 : 1));
          return productOf({ order: Int32Array.from(order), signs: flips });
        }),
      );
      const starts = Array.from({ length: 8 }, () => drawConvention(4, true, random));
      const placed = [
        { values: one, offset: 0 },
        { values: other, offset: 0 },
      ] as const;
      const { convention, product } = alignUnits(symmetry!, ...placed, { starts, polish: true });
      expect(product + constant).toBeCloseTo(productOf(convention), 3);
      found += productOf(convention);
      best += Math.max(...products);
      expect(productOf(convention)).toBeLessThan(Math.max(...products) + 1e-3);
    }
    expect(found).toBeGreaterThan(0.97 * best);
  });

  it('never takes units further apart, and leaves numbers beyond the range alone', () => {
    const { net, symmetry } = netOf('elman', { hidden: 6 });
    const random = randomStream('apart');
    for (let repeat = 0; repeat < 20; repeat++) {
      const [one, other] = [drawVector(net.parameters, random), drawVector(net.parameters, random)];
      const { convention } = alignUnits(symmetry!, { values: one, offset: 0 }, { values: other, offset: 0 });
      expect(distance(one, underConvention(symmetry!, convention, other))).toBeLessThan(
        distance(one, other) + 1e-6,
      );
    }
    const broken = drawVector(net.parameters, random).fill(Number.NaN, 3, 5);
    expect(
      alignUnits(symmetry!, { values: broken, offset: 0 }, { values: broken, offset: 0 }).convention,
    ).toEqual(plainConvention(6));
  });
});

function orders(rest: readonly number[]): number[][] {
  if (rest.length === 0) return [[]];
  return rest.flatMap((one, at) => orders(rest.toSpliced(at, 1)).map((other) => [one, ...other]));
}
