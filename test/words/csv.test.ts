import { describe, expect, it } from 'vitest';
import { csvField, csvText, withoutFormula } from '../../src/words/csv.ts';

describe('CSV', () => {
  it('is as RFC 4180 has it: CRLF, and quotes where a field needs them', () => {
    expect(csvText(['a', 'b,c'], [['say "hi"', 'two\nlines']])).toBe(
      'a,"b,c"\r\n"say ""hi""","two\nlines"\r\n',
    );
    expect(csvText(['a'], [])).toBe('a\r\n');
  });

  it('leaves empty what is not known or not finite', () => {
    expect([null, Number.NaN, Number.POSITIVE_INFINITY, -0.5, true].map(csvField)).toEqual([
      '',
      '',
      '',
      '-0.5',
      'true',
    ]);
  });

  it.each(['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', '\r=1'])(
    'puts an apostrophe before %j, which a spreadsheet would compute',
    (text) => expect(withoutFormula(text)).toBe(`'${text}`),
  );

  it.each(['-1', '+2.5', '-1e-9', 'msgd-cr', 'a=b', "'=1", ''])('leaves %j as it is', (text) => {
    expect(withoutFormula(text)).toBe(text);
  });
});
