import { describe, expect, it } from 'vitest';
import type { VerdictTrial } from '../../src/statistics/trial-order.ts';
import { reachVerdict } from '../../src/statistics/verdict.ts';
import type { VerdictContestant } from '../../src/statistics/verdict-types.ts';
import { firstFew, listedFew } from '../../src/statistics/words.ts';

const names = Array.from({ length: 11 }, (_, index) => `c${index + 1}`);

const trial = (macs: number | null, testError: number): VerdictTrial => ({
  solved: macs !== null,
  testError,
  testLoss: 2 * testError,
  macsToSolve: macs,
  macs: macs ?? 1e11,
  stop: macs === null ? 'budget' : 'solved',
});

/** Eleven contestants, the first the best of all. */
const eleven = (seeds: number, trialOf: (place: number, seed: number) => VerdictTrial): VerdictContestant[] =>
  names.map((name, place) => ({
    name,
    trials: Array.from({ length: seeds }, (_, seed) => trialOf(place, seed)),
  }));

const textOf = (seeds: number, trialOf: (place: number, seed: number) => VerdictTrial): string =>
  reachVerdict({ contestants: eleven(seeds, trialOf), seeds, seed: 1 }).text;

const namedIn = (text: string): string[] => names.filter((name) => new RegExp(`\\b${name}\\b`).test(text));

describe('the verdict on eleven contestants names the first three, and 8 more in the table', () => {
  it('where one of them wins', () => {
    const text = textOf(8, (place, seed) => trial(1e9 * 3 ** place * (1 + seed / 100), 0.001));
    expect(text).toMatch(/^c1 wins: /);
    expect(text).toContain('; 8 more in the table.');
    // The last sentence is about the closest of all comparisons.
    expect(namedIn(text.split('; 8 more')[0]!)).toEqual(['c1', 'c2', 'c3']);
  });

  it('where one wins although nobody solved the task', () => {
    const text = textOf(8, (place, seed) => trial(null, 0.1 + 0.05 * place + seed / 1000));
    expect(text).toMatch(/against test error .* for c2, test error .* for c3 and 8 more/);
    expect(text).toContain('and 8 more in the table.');
    expect(namedIn(text.split(' A trial of')[0]!)).toEqual(['c1', 'c2', 'c3']);
  });

  it('where none can be told from the best', () => {
    const text = textOf(8, (place, seed) => trial(1e9 * (1 + ((7 * place + 3 * seed) % 11)), 0.001));
    expect(text).toMatch(/^No winner: .* and 8 more in the table cannot be told apart with 8 seeds/);
    expect(namedIn(text)).toHaveLength(3);
  });

  it('where there are too few seeds', () => {
    const text = textOf(2, (place, seed) => trial(null, 0.1 + 0.05 * place + seed / 1000));
    expect(text).toMatch(
      /Seen: c1 .*; c2 .*; c3 .*; 8 more in the table\. Test errors are interquartile means\.$/,
    );
    expect(namedIn(text)).toEqual(['c1', 'c2', 'c3']);
  });
});

describe('the first few of a list', () => {
  it('are all of it where it is hardly longer', () => {
    expect(listedFew(['a', 'b', 'c', 'd'])).toBe('a, b, c and d');
    expect(listedFew(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more in the table');
    expect(listedFew([])).toBe('');
  });

  it('count those that were named before', () => {
    expect(firstFew(['b', 'c', 'd'], 1)).toEqual({ first: ['b', 'c', 'd'], more: [] });
    expect(firstFew(['b', 'c', 'd', 'e'], 1)).toEqual({ first: ['b', 'c'], more: ['2 more in the table'] });
  });
});
