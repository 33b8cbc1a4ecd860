import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { seedsOf } from '../../../src/tournament/script/seeds.ts';
import {
  parseSeeds,
  rangesText,
  repetitionsOf,
  seedsText,
  specSeeds,
} from '../../../src/tournament/spec/repetitions.ts';
import { trialsOf } from '../../../src/tournament/spec/trials-of.ts';
import { smallContestant, toySpec } from '../../support/tournament/toys.ts';

describe('the seeds of a tournament', () => {
  it.each([
    ['10', 10],
    ['11-13', [11, 12, 13]],
    ['7-7', [7]],
    ['1,4-6', [1, 4, 5, 6]],
    [' 4 - 6 , 5 , 1', [1, 4, 5, 6]],
  ] as const)('are read from %s', (text, seeds) => {
    expect(parseSeeds(text, '--seeds')).toEqual(seeds);
  });

  it.each(['', '0', '-3', '3-', '5-4', '0-2', '1.5', '1,,2', 'all', '1-200000', '100001'])(
    'are not read from "%s"',
    (text) => {
      const read = () => parseSeeds(text, '--seeds');
      expect(read).toThrow(UserError);
      expect(read).toThrow(
        `--seeds ${text}: must be a whole number from 1 to 100000, or ranges of these such as 11-20 or 1,4-6, not '${text}'`,
      );
    },
  );

  it('may be a list in a script, where one number is that repetition', () => {
    expect(seedsOf(3)).toBe(3);
    expect(seedsOf('3')).toBe(3);
    expect(seedsOf([3])).toEqual([3]);
    expect(seedsOf([7, '1-2'])).toEqual([1, 2, 7]);
    for (const value of [[], [null], {}, true, null, 1.5, -1])
      expect(() => seedsOf(value)).toThrow(UserError);
  });

  it('are said by their number where they are the first', () => {
    expect(specSeeds(3)).toEqual({ seeds: 3 });
    expect(specSeeds([1, 2, 3])).toEqual({ seeds: 3 });
    expect(specSeeds([2, 3])).toEqual({ seeds: 2, repetitions: [2, 3] });
    expect(seedsText(specSeeds([1, 2, 11, 12]))).toBe('1-2,11-12');
    expect(seedsText({ seeds: 4 })).toBe('4');
    expect(repetitionsOf({ seeds: 3 })).toEqual([1, 2, 3]);
    expect(rangesText([3, 1, 2, 7])).toBe('1-3, 7');
  });

  it('make trials with just these numbers', () => {
    const spec = toySpec([smallContestant('msgd')], { updates: 1 }, specSeeds([4, 6]));
    expect(trialsOf(spec).map(({ id, repetition }) => [id, repetition])).toEqual([
      ['first/msgd/4', 4],
      ['first/msgd/6', 6],
    ]);
  });
});
