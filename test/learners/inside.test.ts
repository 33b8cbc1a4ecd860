import { describe, expect, it } from 'vitest';
import { known, lookInside, type Measures } from '../../src/learners/inside.ts';

const boom = (): never => {
  throw new Error('no eigenvalue found');
};

describe('a measure that is only shown', () => {
  it('is not known where it throws, and the others are', () => {
    const measures = { radius: boom, omega: () => 0.5, norms: () => [1, 2] };
    expect(lookInside({ inside: () => measures })).toEqual({ radius: null, omega: 0.5, norms: [1, 2] });
  });

  it('is not known where it is no finite number, in a series entry by entry', () => {
    const measures = { a: () => Number.NaN, b: () => Number.POSITIVE_INFINITY, c: () => [1, Number.NaN, 3] };
    expect(lookInside({ inside: () => measures })).toEqual({ a: null, b: null, c: [1, null, 3] });
  });

  it('is not known where it gives what no measure gives', () => {
    const odd = { text: () => 'much', nothing: () => undefined } as unknown as Measures;
    expect(lookInside({ inside: () => odd })).toEqual({ text: null, nothing: null });
    expect(known(undefined)).toBeNull();
  });

  it('is left out, with all others, where a search cannot name its measures', () => {
    expect(lookInside({ inside: boom })).toEqual({});
  });
});
