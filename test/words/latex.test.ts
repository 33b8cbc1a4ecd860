import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latexAmount, latexP, latexText } from '../../src/words/latex.ts';

describe('text for LaTeX', () => {
  it('has every special character escaped', () => {
    expect(latexText('a_b & 5 % #1 $x$ {y} ^ ~ \\ <z> |')).toBe(
      'a\\_b \\& 5 \\% \\#1 \\$x\\$ \\{y\\} \\textasciicircum{} \\textasciitilde{} \\textbackslash{} ' +
        '\\textless{}z\\textgreater{} \\textbar{}',
    );
  });

  it('keeps two hyphens and two quotes from becoming a dash and a quotation mark', () => {
    expect(latexText("--set it''s")).toBe("-{}-set it'{}'s");
  });

  it('is one line without control characters', () => {
    expect(latexText('a\nb\x1b')).toBe('a\\textbackslash{}nb\\textbackslash{}x1b');
  });

  it('is balanced, with nothing left that LaTeX would obey, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const bare = latexText(text)
          .replaceAll(/\\text(backslash|asciicircum|asciitilde|less|greater|bar|asciigrave)\{\}/g, '')
          .replaceAll(/\\[{}$&%#_]/g, '')
          .replaceAll('{}', '');
        expect(bare).not.toMatch(/[\\{}$&%#_^~\n]/);
      }),
      { numRuns: 300, seed: 2 },
    );
  });
});

describe('numbers for LaTeX', () => {
  it('are in math mode, large ones as powers of ten', () => {
    expect([0, 9999, 1.24e10].map(latexAmount)).toEqual(['$0$', '$9999$', '$1.2\\cdot10^{10}$']);
    expect([0.03125, 0.00001, 1].map(latexP)).toEqual(['$0.031$', '$<0.001$', '$1$']);
  });
});
