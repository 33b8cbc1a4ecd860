import { describe, expect, it } from 'vitest';
import { bar, median, percent, percentRange, quantity } from '../../src/words/numbers.ts';
import { table } from '../../src/words/table.ts';
import { shellWord, wrap } from '../../src/words/text.ts';
import { duration } from '../../src/words/time.ts';

describe('numbers for people', () => {
  it('quantities have three digits and an SI prefix', () => {
    const values = [0, 7, 137, 999.9, 1000, 4.126e9, 5e10, 9.9999e11, 3e20];
    expect(values.map((value) => quantity(value, 'MAC'))).toEqual([
      '0 MAC',
      '7 MAC',
      '137 MAC',
      '1.00 kMAC',
      '1.00 kMAC',
      '4.13 GMAC',
      '50.0 GMAC',
      '1.00 TMAC',
      '300 EMAC',
    ]);
    expect(quantity(12)).toBe('12');
    expect(quantity(1.2e9)).toBe('1.20 G');
    expect(quantity(Number.NaN, 'MAC')).toBe('-');
  });

  it('shares are percentages, finer where they are small', () => {
    expect([0, 0.0034, 0.01, 0.756, 1, null, Number.NaN].map(percent)).toEqual([
      '0.0 %',
      '0.34 %',
      '1.0 %',
      '75.6 %',
      '100.0 %',
      '-',
      '-',
    ]);
  });

  it('intervals of shares never read as if they had no width', () => {
    expect(percentRange(0.0066, 0.012)).toBe('0.66 to 1.2 %');
    expect(percentRange(0, 0.00004)).toBe('0.000 to 0.004 %');
    expect(percentRange(0.00201, 0.00204)).toBe('0.201 to 0.204 %');
    expect(percentRange(0.57, 1, 0)).toBe('57 to 100 %');
    expect(percentRange(0, 0.0004, 0)).toBe('0.00 to 0.04 %');
  });

  it('durations carry over into minutes and hours', () => {
    expect([0.04, 9.94, 9.96, 59.7, 125, 3599.6, 4800].map(duration)).toEqual([
      '0.0 s',
      '9.9 s',
      '10 s',
      '1 min 00 s',
      '2 min 05 s',
      '1 h 00 min',
      '1 h 20 min',
    ]);
  });

  it('a median is the middle value or the mean of the two', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNull();
  });
});

describe('texts for terminals', () => {
  it('a bar is as wide as it was asked to be, whatever its share', () => {
    for (const share of [-1, 0, 0.01, 0.33, 0.5, 0.999, 1, 7]) expect([...bar(share, 10)]).toHaveLength(10);
    expect(bar(0.5, 4)).toBe('██··');
    expect(bar(1, 4)).toBe('████');
  });

  it('a table lines its columns up', () => {
    expect(
      table(
        [
          ['name', 'n'],
          ['a', '10'],
        ],
        ['left', 'right'],
      ),
    ).toEqual(['name   n', 'a     10']);
  });

  it('wrapping breaks at spaces and keeps every word', () => {
    const text = 'one two three four five';
    const lines = wrap(text, 10, '  ');
    expect(lines.every((line) => line.length <= 10 && line.startsWith('  '))).toBe(true);
    expect(lines.map((line) => line.trim()).join(' ')).toBe(text);
  });

  it('words that a shell would take apart are quoted', () => {
    expect(shellWord('genitor:hidden=8,unit=tanh')).toBe('genitor:hidden=8,unit=tanh');
    expect(shellWord("it's")).toBe("'it'\\''s'");
    expect(shellWord('a b')).toBe("'a b'");
    expect(shellWord('')).toBe("''");
  });
});
