import { describe, expect, it } from 'vitest';
import { tunedMethods, tunedSentence } from '../../../src/tournament/spec/tuned-words.ts';
import type { Tuned } from '../../../src/tournament/spec/tuning.ts';

const how: Tuned = { candidates: 64, seeds: 3, macs: 5.8e12, sampler: 'halving' };
const one = (name: string, tuned?: Partial<Tuned>, learner = 'sgd') => ({
  ...{ name, learner },
  ...(tuned === undefined ? {} : { tuned: { ...how, ...tuned } }),
});

describe('the sentence on tuning beside a verdict', () => {
  it('is one for all that were tuned alike', () => {
    expect(tunedSentence([one('a', {})])).toBe('Its settings were tuned: 64 candidates on 3 tuning seeds.');
    expect(tunedSentence([one('a', {}), one('b', { macs: 1 })])).toBe(
      'Settings of both were tuned: 64 candidates on 3 tuning seeds each.',
    );
    expect(tunedSentence([one('a', {}), one('b', {}), one('c', {})])).toBe(
      'Settings of all were tuned: 64 candidates on 3 tuning seeds each.',
    );
  });

  it('names those that were tuned differently, and those that were not', () => {
    expect(tunedSentence([one('a', {}), one('b', { candidates: 1, seeds: 1 })])).toBe(
      'Settings were tuned: a by 64 candidates on 3 tuning seeds; b by 1 candidate on 1 tuning seed.',
    );
    expect(tunedSentence([one('a', {}), one('b'), one('c')])).toBe(
      'Settings of a were tuned: 64 candidates on 3 tuning seeds; b and c were not.',
    );
  });

  it('leaves out what only guesses, and is none where nothing was tuned', () => {
    expect(tunedSentence([one('a', {}), one('b', {}), one('random', undefined, 'random-search')])).toBe(
      'Settings of a and b were tuned: 64 candidates on 3 tuning seeds each.',
    );
    expect(tunedSentence([one('a'), one('b')])).toBeNull();
    expect(tunedMethods([one('a')])).toEqual([]);
  });
});

describe('the sentences on tuning for a paper', () => {
  it('have sampler and cost too', () => {
    expect(tunedMethods([one('a', {}), one('b', { macs: 6.1e12 }), one('c')])).toEqual([
      'Settings had been chosen by tuning: those of a and b by 64 candidates on 3 tuning seeds (successive halving of Sobol points) each, at 5.80 T and 6.10 T MACs; no sequence of the tuning was used here.',
      'Settings of c were not tuned.',
    ]);
  });
});
