import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortenedNames } from '../../src/words/shortened-names.ts';

describe('names of a sweep made shorter', () => {
  const sweep = ['genitor:population=100,selection=rank', 'genitor:population=200,selection=rank', 'msgd-cr'];

  it('keep what differs and lose what they have in common first', () => {
    expect(shortenedNames(sweep, 40)).toEqual(sweep);
    expect(shortenedNames(sweep, 30)).toEqual([
      'genitor:population=100',
      'genitor:population=200',
      'msgd-cr',
    ]);
    expect(shortenedNames(sweep, 15)).toEqual(['population=100', 'population=200', 'msgd-cr']);
    expect(shortenedNames(sweep, 9)).toEqual(['geni…=100', 'geni…=200', 'msgd-cr']);
    expect(shortenedNames(sweep, 4)).toEqual(['…100', '…200', '…-cr']);
  });

  it('keep the preset where only that tells them apart', () => {
    const both = [
      'genitor:hidden=4,unit=relu',
      'genitor:hidden=8,unit=relu',
      'msgd:hidden=4',
      'msgd:hidden=8',
    ];
    expect(shortenedNames(both, 20)).toEqual([
      'genitor:hidden=4',
      'genitor:hidden=8',
      'msgd:hidden=4',
      'msgd:hidden=8',
    ]);
    const short = shortenedNames(both, 12);
    expect(new Set(short).size).toBe(4);
    expect(short[0]).toMatch(/^gen.*…=?4$|^gen.*=4$/);
  });

  it('cut names that have nothing in common at their ends, as one expects', () => {
    expect(shortenedNames(['the first of all contestants', 'another'], 10)).toEqual([
      'the first…',
      'another',
    ]);
    expect(shortenedNames([], 10)).toEqual([]);
    expect(shortenedNames(['same:a=1', 'same:a=1'], 4)).toEqual(['sam…', 'sam…']);
  });

  it('stay apart at any width that has room for their numbers, and never are wider', () => {
    const setting = fc.tuple(
      fc.constantFrom('hidden', 'population', 'α'),
      fc.constantFrom('1', '10', '100', '1000'),
    );
    const written = fc
      .tuple(fc.constantFrom('genitor', 'msgd', 'msgd-cr'), fc.array(setting, { maxLength: 3 }))
      .map(([preset, settings]) =>
        settings.length === 0 ? preset : `${preset}:${settings.map((pair) => pair.join('=')).join(',')}`,
      );
    const name = fc.oneof({ weight: 4, arbitrary: written }, fc.string({ minLength: 1, unit: 'grapheme' }));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 14 }), fc.integer({ min: 2, max: 30 }), (names, width) => {
        const short = shortenedNames(names, width);
        expect(short).toHaveLength(names.length);
        expect(new Set(short).size).toBe(new Set(names).size);
        for (const one of short) expect([...one].length).toBeLessThanOrEqual(width);
      }),
      { numRuns: 2000 },
    );
  });
});
