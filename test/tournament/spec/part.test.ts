import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { parsePart, partOf } from '../../../src/tournament/spec/part.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('the parts of a tournament', () => {
  it('hold every trial once, and sizes that differ by one at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 40 }), (count, of) => {
        const parts = numbers(of).map((index) => partOf(numbers(count), { number: index + 1, of }));
        expect(parts.flat().sort((a, b) => a - b)).toEqual(numbers(count));
        const sizes = parts.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('give no part all trials of one of as many contestants', () => {
    // Four contestants, five seeds, four parts: contestant = index % 4.
    for (const number of [1, 2, 3, 4]) {
      const contestants = new Set(partOf(numbers(20), { number, of: 4 }).map((index) => index % 4));
      expect(contestants.size).toBe(4);
    }
  });
});

describe('parsePart', () => {
  it('reads a number and how many there are', () => {
    expect(parsePart('3/8', '--part')).toEqual({ number: 3, of: 8 });
    expect(parsePart('1/1', '--part')).toEqual({ number: 1, of: 1 });
  });

  it.each(['0/8', '9/8', '3', '3/', '/8', 'a/b', '-1/8', '1/100001', '1.5/8'])('refuses %s', (text) => {
    expect(() => parsePart(text, '--part')).toThrow(UserError);
    expect(() => parsePart(text, '--part')).toThrow(`--part ${text}: must be the number of a part`);
  });
});
