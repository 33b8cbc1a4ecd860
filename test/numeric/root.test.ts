import { describe, expect, it } from 'vitest';
import { rootBetween } from '../../src/numeric/root.ts';

describe('a root between two points', () => {
  it.each([
    ['x² - 2', (x: number) => x * x - 2, 0, 2, Math.SQRT2],
    ['x³ - x - 1, from below and from above', (x: number) => x * x * x - x - 1, 2, 1, 1.324717957244746],
    ['e^x - 1 over a long bracket', (x: number) => Math.exp(x) - 1, -50, 20, 0],
    ['a flat one, (x - 1)^9', (x: number) => (x - 1) ** 9, 0, 5, 1],
    ['a steep one, tanh(1e6 (x - .3))', (x: number) => Math.tanh(1e6 * (x - 0.3)), 0, 1, 0.3],
    ['cos x', Math.cos, 0, 3, Math.PI / 2],
  ])('is found of %s', (_, f, low, high, root) => {
    let calls = 0;
    const found = rootBetween(
      (x) => {
        calls++;
        return f(x);
      },
      low,
      high,
    );
    expect(Math.abs(found - root)).toBeLessThan(root === 1 ? 1e-5 : 1e-15);
    expect(calls).toBeLessThan(200);
  });

  it('is an end of the bracket where that is one', () => {
    expect(rootBetween((x) => x, 0, 5)).toBe(0);
    expect(rootBetween((x) => x - 5, 0, 5)).toBe(5);
  });

  it('is refused without a change of sign', () => {
    expect(() => rootBetween((x) => x * x + 1, -1, 1)).toThrow('no change of sign');
    expect(() => rootBetween(() => Number.NaN, -1, 1)).toThrow(RangeError);
  });
});
