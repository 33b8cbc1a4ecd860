import { describe, expect, it } from 'vitest';
import {
  type ConjugateGradientOptions,
  type ConjugateGradientResult,
  conjugateGradients,
  dot,
} from '../../../src/learners/hessian-free/conjugate-gradients.ts';
import { norm } from '../../../src/numeric/norm.ts';
import { randomStream } from '../../../src/random/random.ts';

const SIZE = 12;

/** A symmetric positive definite matrix AᵀA + 10 I, and a gradient. */
function system(seed: number) {
  const random = randomStream(seed, 'system');
  const rows = Array.from({ length: SIZE }, () => Float64Array.from({ length: SIZE }, () => random.normal()));
  const multiply = (v: Float64Array): Float64Array => {
    const product = v.map((value) => 10 * value);
    for (const row of rows) {
      const along = dot(row, v);
      for (let at = 0; at < SIZE; at++) product[at]! += along * row[at]!;
    }
    return product;
  };
  return { multiply, gradient: Float64Array.from({ length: SIZE }, () => random.normal()) };
}

async function solve(
  { multiply, gradient }: ReturnType<typeof system>,
  given: Partial<ConjugateGradientOptions> = {},
  start = new Float64Array(SIZE),
  preconditioner: Float64Array | null = null,
): Promise<ConjugateGradientResult> {
  const options = { most: SIZE, least: SIZE, tolerance: 0, keeps: () => true, ...given };
  const running = conjugateGradients({ gradient, multiply, preconditioner }, start, options);
  for (;;) {
    const { done, value } = await running.next();
    if (done) return value;
  }
}

describe('conjugate gradients', () => {
  it.each([1, 2, 3])(
    'end at the solution after as many iterations as there are numbers, system %i',
    async (seed) => {
      const one = system(seed);
      const { iterates } = await solve(one);
      const { x } = iterates.at(-1)!;
      const residual = one.multiply(x).map((value, at) => value + one.gradient[at]!);
      expect(norm(residual)).toBeLessThan(1e-9);
    },
  );

  it('lower the model in every iteration, from any start, also with a preconditioner', async () => {
    const one = system(4);
    const random = randomStream(4, 'start');
    const start = Float64Array.from({ length: SIZE }, () => random.normal());
    const diagonal = Float64Array.from({ length: SIZE }, () => 1 + random.uniform());
    for (const preconditioner of [null, diagonal]) {
      const { models } = await solve(one, {}, start, preconditioner);
      expect(models.length).toBe(SIZE);
      expect(models).toEqual(models.toSorted((a, b) => b - a));
    }
  });

  it('tell of each iterate its product and its model, as computed anew', async () => {
    const one = system(5);
    const { iterates } = await solve(one);
    for (const { x, product, model } of iterates) {
      const right = one.multiply(x);
      expect(norm(product.map((value, at) => value - right[at]!))).toBeLessThan(1e-10 * (1 + norm(right)));
      expect(model).toBeCloseTo(dot(one.gradient, x) + 0.5 * dot(x, right), 10);
    }
  });

  it('keep the iterates that are asked for, and the last one', async () => {
    const { iterates, iterations } = await solve(system(6), { most: 7, keeps: (number) => number % 3 === 0 });
    expect(iterations).toBe(7);
    expect(iterates).toHaveLength(3);
  });

  it('stop where progress is slow, but not before the least number of iterations', async () => {
    const slow = { most: 12, tolerance: 10 };
    expect((await solve(system(7), { ...slow, least: 0 })).iterations).toBe(11);
    expect((await solve(system(7), { ...slow, least: 12 })).iterations).toBe(12);
  });

  it('are where they began, at 0, where there is no slope', async () => {
    const still = { ...system(8), gradient: new Float64Array(SIZE) };
    const { iterates, iterations } = await solve(still);
    expect([iterations, iterates.length, norm(iterates[0]!.x)]).toEqual([0, 1, 0]);
  });
});
